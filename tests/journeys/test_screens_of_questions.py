"""What a thread goes through after it was asked: each screen of it, for each who sees it, held to the bars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forum.discussions import care
from forum.discussions.actions import choose_answer, say_me_too, withdraw
from forum.discussions.models import Question
from forum.discussions.summing_up import sum_up
from forum.finding_answers.links import asked_link, looking_link
from forum.finding_answers.models import Request
from forum.reading import shelf
from forum.saved.models import SavedReply
from moderation import caring
from tests import build
from tests.browsing import hold_to_the_bars
from tests.build import fresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "Asked before."


@pytest.fixture
def thread(ana, ben, sam) -> Question:
    """Pinned, answered, summed up, with a reply that is gone, one that was joined and one that became a question."""
    milestone = build.a_milestone(prompts=["Reach out", "Keep trying"])
    question = build.a_question(ana, on=milestone, title="Who drives on Saturdays?", passage=milestone.body[0].id, heading="Reach out")
    answer = build.a_reply(question, ben, body="<p>We borrowed the van of the church.</p>")
    build.a_reply(answer, ana, body="<p>Who paid for the fuel?</p>")
    aside, gone = build.a_reply(question, ben, body="<p>Who cooks, by the way?</p>"), build.a_reply(question, ben)
    alike = build.a_question(build.a_member("Gus Weber"), on=milestone, title="Is there a van for weekends?")
    build.a_reply(alike, ben, body="<p>Ask the county.</p>")
    choose_answer(by=ana, question=question, reply=answer, instead_of=None)
    say_me_too(by=ben, question=question)
    withdraw(by=ben, post=gone)
    caring.join(by=sam, question=alike, to=question, reason=WHY)
    caring.divide(by=sam, reply=aside, title="Who cooks on Saturdays?", reason="Another matter.")
    caring.pin(by=sam, question=question, reason="Asked often.")
    sum_up(by=ana, question=question, words="<p>Three districts <strong>borrow</strong> a van.</p>", seen="")
    return fresh(question)


@pytest.fixture
def open_question(thread, ben) -> Question:
    """Somebody needs to know more, and somebody is answering."""
    question = Question.objects.get(title="Who cooks on Saturdays?")
    care.ask_for_more(build.a_reply(question, build.a_member("Lou Park")))
    care.say_i_am_answering(question, by=build.a_member("Ida Cole"))
    return fresh(question)


@pytest.fixture
def closed(ana, sam, thread) -> Question:
    question = build.a_question(ana, on=thread.page, title="Which bus company?")
    caring.close(by=sam, question=question, reason="Settled: all of them drive on Saturdays.")
    return fresh(question)


def visit(page: Page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        expect(page.locator("h1").first).to_be_visible()
        hold_to_the_bars(page)


def press(page: Page, button: str, *, then: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(then).first).to_be_visible()
    hold_to_the_bars(page)


def test_what_everybody_reads(page_of, thread, open_question, closed):
    visit(page_of(), thread.get_absolute_url(), open_question.get_absolute_url(), closed.get_absolute_url(), thread.page.url, "/questions/?show=answered", "/questions/?show=waiting&q=nothing")


def test_what_the_asker_and_who_answers_do(page_of, ana, ben, thread, open_question):
    asker, helper = page_of(ana, watched=False), page_of(ben, watched=False)
    shelf.save("question", str(thread.pk), by=ana, remind_on=shelf.today_of(ana) + timedelta(days=3))

    visit(asker, thread.get_absolute_url(), f"/questions/{thread.pk}/where-this-stands/", "/my/saved/", f"/my/saved/question/{thread.pk}/", f"/questions/{thread.pk}/replies/2/edit/", f"/questions/{thread.pk}/replies/2/withdraw/")
    visit(helper, open_question.get_absolute_url(), f"/questions/{open_question.pk}/reply/?asks=1", "/my/saved/", f"/follow/question/{thread.pk}/", f"/my/invitations/?about=question:{thread.pk}")
    helper.goto(f"/my/saved/question/{thread.pk}/")
    helper.get_by_label("Remind me").fill("2001-01-01")
    press(helper, "Save for later", then="There is a problem")


def test_what_is_said_from_letters(page_of, ana, ben, open_question):
    """What these ask before the press is in tests/forum/finding_answers."""
    request = Request.objects.create(question=open_question, person=ben, place=1, why="story", story="Six stops", asked_at=timezone.now())
    talked_about = build.a_question(ana)
    build.a_reply(talked_about, ben)
    page = page_of()

    page.goto(asked_link(request.pk, "not-me"))
    press(page, "Not me: I do not know about this", then="Thank you for saying so")
    page.goto(looking_link(talked_about.pk))
    press(page, "I am still looking", then="Good to know")


def test_what_moderators_do_with_it(page_of, sam, thread, open_question, closed):
    page, at = page_of(sam, watched=False), "/desk/questions/{}/{}/".format
    saved = SavedReply.objects.create(name="Ask the district", words="Your district office knows this.")

    visit(page, thread.get_absolute_url(), f"/desk/questions/{thread.pk}/", at(closed.pk, "open"), at(thread.pk, "take-down"), at(closed.pk, "pin"), f"/desk/questions/{thread.pk}/replies/1/divide/")
    visit(page, "/desk/log/", "/desk/saved-replies/", "/desk/saved-replies/new/", f"/desk/saved-replies/{saved.pk}/", f"/questions/{open_question.pk}/reply/")
    for act, button in (("join", "Join the questions"), ("close", "Close the question"), ("place", "Move the question")):
        page.goto(at(open_question.pk, act))
        hold_to_the_bars(page)
        press(page, button, then="Write down why")
