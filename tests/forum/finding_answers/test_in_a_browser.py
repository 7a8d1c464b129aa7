"""From the letter to the desk in a real browser, and each screen held to the bars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forum.discussions.models import Question
from forum.finding_answers.ladder import climb
from forum.finding_answers.links import asked_link, looking_link
from forum.finding_answers.models import Request
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(ana, sam, ben) -> Question:
    """Ana's question of five days ago, in Sam's hand; Ben was asked about it."""
    question = build.a_question(ana, title="Who drives on Saturdays?")
    Question.objects.filter(pk=question.pk).update(asked_at=timezone.now() - timedelta(days=5))
    build.a_moderator("Nan Cole")
    Request.objects.create(question=question, person=ben, place=1, why="story", story="Six stops")
    climb()
    return question


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)], ids=["with script", "without script on a phone"])
def test_a_moderator_sets_a_question_aside_and_puts_it_back(page_of, sam, late, script, width):
    page = page_of(sam, width=width, watched=False, java_script_enabled=script)
    page.goto("/desk/?show=unanswered")
    page.get_by_role("link", name=late.title).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop looking for an answer").click()
    expect(page.get_by_role("link", name="Say why it needs no answer")).to_be_visible()
    page.get_by_label("Why it needs no answer").fill("Answered by phone.")
    page.get_by_role("button", name="Stop looking for an answer").click()
    expect(page.locator(".notice").get_by_text("Answered by phone.")).to_be_visible()

    page.get_by_role("button", name="Put it back among the unanswered").click()

    expect(page.get_by_text("It stands among the unanswered questions again.")).to_be_visible()


def test_from_the_letter_without_signing_in(page_of, late):
    page = page_of(None, width=390, java_script_enabled=False)
    page.goto(asked_link(late.requests.get().pk, "not-me"))
    page.get_by_role("button", name="Not me: I do not know about this").click()
    expect(page.get_by_role("heading", name="Thank you for saying so")).to_be_visible()

    page.get_by_role("link", name="I can answer after all").click()
    page.get_by_role("button", name="Yes, I write an answer").click()

    expect(page).to_have_url(f"{page.url.partition('/questions/')[0]}/questions/{late.pk}/reply/")


def test_every_screen_holds_to_the_bars(page_of, sam, ben, ana, late):
    with_replies = build.a_question(ana, title="Who cooks?")
    build.a_reply(with_replies, ben)
    for person, addresses in (
        (sam, [f"/desk/unanswered/{late.pk}/", "/desk/?show=unanswered"]),
        (ben, ["/my/asked/"]),
        (None, [asked_link(late.requests.get().pk, "can"), looking_link(with_replies.pk)]),
    ):
        page = page_of(person)
        for address in addresses:
            page.goto(address)
            hold_to_the_bars(page)
