"""The main job, as people do it: read a milestone, ask, be moderated, be answered, choose the answer."""

from __future__ import annotations

import gzip
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect

from forum.discussions.actions import choose_answer
from forum.discussions.models import Question, Reply
from tests import build
from tests.browsing import hold_to_the_bars, no_sideways_scroll

pytestmark = pytest.mark.browser

ASKED = "How do we bring principals in before there is any money?"


def letters_to(address: str) -> list[str]:
    """What lies in the person's mailbox, oldest first, after the worker has sent what is due."""
    call_command("worker", once=True)
    folder = Path(settings.EMAIL_URL.removeprefix("file://"))
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    return [f"{letter['Subject']}\n{letter.get_body(('plain',)).get_content()}" for letter in letters if address in letter["To"]]


def sign_in(page: Page, address: str) -> None:
    page.get_by_label("Your email address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    field = page.get_by_label(re.compile("Enter the code"))
    field.wait_for()  # the letter is there when the page asks for its code
    field.fill(re.search(r"\b\d{6}\b", letters_to(address)[-1])[0])
    page.get_by_role("button", name="Sign in").click()


def write_question(page: Page, milestone) -> None:
    """From the margin of a passage to the last step, as far as one comes without signing in."""
    page.goto(milestone.url)
    page.get_by_role("link", name=re.compile("Ask about this.*Reach out")).click()
    page.get_by_label("What do you want to ask the field?").fill(ASKED)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(re.compile("^Details")).fill("We have five principals who like the idea.\n\nTwo say call me later.")
    page.get_by_role("button", name="Preview your question").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_stranger_asks_and_only_then_signs_in(page_of, script):
    milestone = build.a_milestone(prompts=["Reach out", "Keep trying"])
    page = page_of(java_script_enabled=script)

    write_question(page, milestone)
    expect(page.get_by_role("heading", name=ASKED)).to_be_visible()
    page.get_by_role("button", name="Sign in and post").click()
    sign_in(page, "nell@example.org")
    page.get_by_label(re.compile("Your name", re.I)).fill("Nell Ash")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name=ASKED)).to_be_visible()
    page.get_by_label(re.compile("I am 16 or older")).check()
    page.get_by_role("button", name="Post your question").click()

    expect(page.get_by_role("heading", name="Your question is waiting for review")).to_be_visible()
    question = Question.objects.get()
    assert (question.title, question.state, question.passage_heading, question.author.display_name) == (ASKED, "waiting", "Reach out", "Nell Ash")
    page.get_by_role("link", name="See your question").click()
    expect(page.get_by_text("Waiting for review").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Change"))).to_be_visible()
    assert page_of().goto(question.get_absolute_url()).status == 404


def test_a_moderator_approves_and_the_page_shows_it(page_of):
    milestone = build.a_milestone(prompts=["Reach out"])
    newcomer, sam = build.a_newcomer("Nell Ash"), build.a_moderator()
    question = build.a_question(newcomer, on=milestone, title=ASKED, passage=milestone.body[0].id, heading="Reach out")
    desk = page_of(sam)

    desk.goto("/desk/")
    desk.get_by_role("link", name=re.compile(re.escape(ASKED))).first.click()
    desk.get_by_role("button", name="Approve the question").click()
    expect(desk.get_by_text("hears of it in a minute.")).to_be_visible()

    reader = page_of()
    reader.goto(milestone.url)
    expect(reader.get_by_role("link", name=re.compile("1 question")).first).to_be_visible()
    expect(reader.get_by_role("heading", name=ASKED)).to_be_visible()
    reader.goto("/questions/")
    expect(reader.get_by_role("link", name=ASKED)).to_be_visible()
    question.refresh_from_db()
    newcomer.refresh_from_db()
    assert question.state == "visible" and newcomer.first_post_approved_at is not None


def test_ben_answers_ana_replies_and_chooses(page_of):
    milestone = build.a_milestone()
    ana, ben = build.a_member("Ana Ruiz"), build.a_member("Ben Okafor")
    question = build.a_question(ana, on=milestone, title=ASKED)

    helper = page_of(ben)
    helper.goto(question.get_absolute_url())
    helper.get_by_role("textbox", name="Your reply").fill("Ask each one for **one** problem.")
    helper.get_by_role("button", name="Post your reply").click()
    expect(helper.get_by_text("Ask each one for")).to_be_visible()

    assert any(f"Ben Okafor replied: {ASKED}" in letter for letter in letters_to(ana.email))

    asker = page_of(ana)
    asker.goto(question.get_absolute_url())
    asker.get_by_role("link", name=re.compile("^Reply.*to Ben Okafor’s reply")).click()
    asker.get_by_role("textbox", name="Your reply").fill("I can do that on Monday.")
    asker.get_by_role("button", name="Post your reply").click()
    expect(asker.get_by_text("I can do that on Monday.")).to_be_visible()
    helper.goto(Reply.objects.get(number=2).get_absolute_url())
    helper.get_by_role("link", name=re.compile("^Reply.*to Ana Ruiz’s reply")).click()
    helper.get_by_role("textbox", name="Your reply").fill("Write it down where they can see it.")
    helper.get_by_role("button", name="Post your reply").click()
    expect(helper.get_by_text("Write it down where")).to_be_visible()
    asker.goto(question.get_absolute_url())
    asker.get_by_role("button", name=re.compile("Choose as the answer.*Ben Okafor’s reply")).first.click()

    expect(asker.get_by_text("Answer chosen by Ana")).to_be_visible()
    assert Reply.objects.get(number=3).depth == 3
    for address in ("/questions/?show=answered", milestone.url):
        reader = page_of()
        reader.goto(address)
        expect(reader.get_by_text("Answered").first).to_be_visible()
    assert any("Your reply was chosen" in letter for letter in letters_to(ben.email))


def test_drafts_survive_a_closed_window(page_of):
    question, ben = build.a_question(), build.a_member("Ben Okafor")
    page = page_of(ben)

    page.goto(question.get_absolute_url())
    page.get_by_role("textbox", name="Your reply").fill("Half a sentence about")
    expect(page.get_by_text("Draft saved at")).to_be_visible()

    elsewhere = page_of(ben)
    elsewhere.goto(question.get_absolute_url())
    expect(elsewhere.get_by_role("textbox", name="Your reply")).to_have_value("Half a sentence about")


def test_a_second_press_posts_once(page_of):
    question, ben = build.a_question(), build.a_member("Ben Okafor")
    page = page_of(ben, java_script_enabled=False)

    page.goto(question.get_absolute_url())
    page.get_by_role("textbox", name="Your reply").fill("Once is enough.")
    page.get_by_role("button", name="Post your reply").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile("#reply-1$"))

    assert Reply.objects.count() == 1


@pytest.fixture
def a_talk(transactional_db):
    """One of everything that the path shows."""
    milestone = build.a_milestone(prompts=["Reach out", "Keep trying"])
    ana, ben, nell, sam = build.a_member("Ana Ruiz"), build.a_member("Ben Okafor", role="Director", city="Quillen City", state="MO"), build.a_newcomer(), build.a_moderator()
    question = build.a_question(ana, on=milestone, title=ASKED, passage=milestone.body[0].id, heading="Reach out")
    first = build.a_reply(question, ben, body="<p>Ask for <strong>one</strong> problem.</p><ul><li>Only one.</li></ul><blockquote><p>Call me.</p></blockquote>")
    second = build.a_reply(first, ana)
    build.a_reply(build.a_reply(second, ben), ana)
    build.a_reply(question, sam, body="<p>Two things worth reading.</p>")
    held = build.a_reply(question, nell, body="<p>My first one.</p>")
    build.a_story(milestones=[milestone])
    choose_answer(by=ana, question=question, reply=first, instead_of=None)
    waiting = build.a_question(nell, on=milestone, title="May a parent ask here?")
    return {"milestone": milestone, "ana": ana, "ben": ben, "nell": nell, "sam": sam, "question": question, "held": held, "waiting": waiting}


SCREENS = {
    None: [
        "/",
        "/part-3/",
        "/part-3/stage-1/",
        "{milestone.url}",
        "/stories/",
        "/stories/forty-people-and-one-bus/",
        "/questions/",
        "/questions/?show=waiting",
        "{question.get_absolute_url}",
        "/ask/?page={milestone.pk}",
        "/questions/{question.pk}/reply/?to=1",
        "/accounts/login/",
        "/report/reply/{question.pk}/1/",
        "/nothing-here/",
    ],
    "ana": [
        "{milestone.url}",
        "{question.get_absolute_url}",
        "/ask/posted/{question.pk}/",
        "/accounts/name/",
        "/accounts/logout/",
        "/desk/",
    ],
    "sam": [
        "{question.get_absolute_url}",
        "/desk/",
        "/desk/questions/{waiting.pk}/",
        "/desk/log/",
    ],
    "nell": [
        "{waiting.get_absolute_url}",
        "/questions/{waiting.pk}/edit/",
        "/questions/{waiting.pk}/withdraw/",
        "/questions/{question.pk}/reply/",
        "/ask/posted/{waiting.pk}/",
        "/my/questions/",
    ],
}


@pytest.mark.parametrize("who", SCREENS, ids=str)
def test_every_screen_keeps_to_the_bars(page_of, a_talk, who):
    page = page_of(a_talk[who] if who else None)
    things = {name: _called(thing) for name, thing in a_talk.items()}

    for address in SCREENS[who]:
        page.goto(address.format(**things))
        expect(page.locator("h1").first).to_be_visible()
        hold_to_the_bars(page)


class _called:
    """Lets an address name `question.get_absolute_url` without its parentheses."""

    def __init__(self, thing) -> None:
        self.thing = thing

    def __getattr__(self, name: str):
        value = getattr(self.thing, name)
        return value() if callable(value) else value


def test_the_steps_of_asking_keep_to_the_bars(page_of):
    page = page_of()
    write_question(page, build.a_milestone(prompts=["Reach out"]))
    page.get_by_role("button", name="Sign in and post").wait_for()

    hold_to_the_bars(page)
    page.get_by_role("link", name="Change details").click()
    page.get_by_label(re.compile("^Details")).wait_for()
    hold_to_the_bars(page)
    page.get_by_role("button", name="Preview your question").click()
    page.get_by_role("button", name="Sign in and post").click()
    page.get_by_label("Your email address").wait_for()
    hold_to_the_bars(page)
    page.get_by_label("Your email address").fill("nell@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label(re.compile("Enter the code")).wait_for()
    hold_to_the_bars(page)


def test_an_error_is_said_twice_and_takes_focus(page_of):
    page = page_of(watched=False)
    page.goto("/ask/")

    page.get_by_label("What do you want to ask the field?").fill("   ")
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Write your question in one sentence")).to_have_count(2)
    hold_to_the_bars(page)


def test_a_first_visit_is_light(page_of, a_talk):
    """≤ 8 requests, ≤ 60 kB. The live server does not compress, so text is compressed here as gunicorn's front would."""
    page, sizes = page_of(width=390), []
    text = re.compile("html|css|javascript|svg")
    page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body(), 6)) if text.search(answer.headers.get("content-type", "")) else len(answer.body())))

    page.goto(a_talk["question"].get_absolute_url(), wait_until="networkidle")

    assert len(sizes) <= 8 and sum(sizes) <= 60_000, (len(sizes), sum(sizes))
    no_sideways_scroll(page)
