"""A moderator's day in a real browser, and every screen of the desk held to the bars."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forum.discussions import actions as forum
from forum.discussions.models import PostState, Question
from moderation.actions import decide, report
from moderation.models import Act
from tests import build
from tests.browsing import hold_to_the_bars
from tests.moderation.conftest import fresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def a_full_desk(newcomer, asked, ana, ben):
    """One of each kind, one of them late."""
    late = build.a_question(newcomer, title="How long is the first meeting?")
    Question.objects.filter(pk=late.pk).update(asked_at=timezone.now() - timedelta(days=6))
    build.a_reply(asked, newcomer, body="<p>Ask the <strong>librarian</strong> first.</p><blockquote><p>She knows.</p></blockquote>")
    first = build.a_reply(asked, ben)
    reported = build.a_reply(first, ana, body="<p>Little Sam in room 6 built a fort out of them.</p>")
    report(by=ben, post=reported, reason="child", words="First name and room number.")
    report(by=None, post=reported, reason="unkind")
    forum.ask(by=ana, title="Where does this go?", body="", page=None)
    return reported


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)], ids=["with script", "without script on a phone"])
def test_a_moderator_approves_undoes_and_sends_back(page_of, sam, newcomer, held, script, width):
    build.a_question(newcomer, title="How long is the first meeting?")  # something else waits on the desk
    page = page_of(sam, width=width, java_script_enabled=script)
    page.goto("/desk/")
    page.get_by_role("link", name=held.title).click()
    page.get_by_role("button", name="Approve the question").click()
    expect(page.get_by_text("Nell Ash hears of it in a minute.")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. Nothing was sent.")).to_be_visible()
    assert fresh(held).state == PostState.WAITING

    page.get_by_role("link", name="Send it back with a reason").click()
    page.get_by_label(re.compile("^Reason")).select_option(label="A child or family could be identified")
    page.get_by_label(re.compile("own words")).fill("It is a good question.")
    page.get_by_role("button", name="Show me the letter first").click()
    expect(page.get_by_role("complementary", name="What Nell Ash will receive")).to_contain_text("It is a good question.")
    page.get_by_role("button", name="Decide and write to Nell Ash").click()
    expect(page.get_by_text("Sent back.")).to_be_visible()
    assert fresh(held).state == PostState.DECLINED


def test_a_question_is_moved_from_its_case(page_of, sam, ana):
    unsure = forum.ask(by=ana, title="Where does this go?", body="", page=None)
    milestone = build.a_milestone("Share power")
    page = page_of(sam)

    page.goto(f"/desk/questions/{unsure.pk}/")
    page.get_by_role("link", name="Move the question").click()
    form = page.locator("form.stack")
    assert form.bounding_box()["width"] <= 44 * 16
    page.get_by_label("Page", exact=True).select_option(str(milestone.pk))
    page.get_by_role("button", name="Move the question").click()

    expect(page.get_by_text("Moved to Stage 1, Milestone 1: Share power.")).to_be_visible()
    focused = page.locator("[data-takes-focus]")
    expect(focused).to_be_focused()
    assert focused.bounding_box()["x"] > 0  # its ring stands around the message, not off the screen


def test_a_visitor_reports_a_reply_without_script(page_of, reply):
    page = page_of(java_script_enabled=False)
    page.goto(f"/report/reply/{reply.question_id}/{reply.number}/")

    page.get_by_label(re.compile("It is unkind")).check()
    page.get_by_label(re.compile("^Anything we should know")).fill("The second sentence.")
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert [(made.reason, made.words) for made in reply.reports.all()] == [("unkind", "The second sentence.")]


@pytest.mark.parametrize("screen", ["queue", "held", "reported", "placing", "decide", "log", "decided"])
def test_the_desk_holds_to_the_bars(page_of, sam, a_full_desk, screen):
    held, unsure = Question.objects.filter(state="waiting").get(), Question.objects.filter(placed=False).get()
    decision = decide(by=sam, post=build.a_question(build.a_newcomer("Lou Park")), act=Act.APPROVED)
    addresses = {
        "queue": "/desk/",
        "held": f"/desk/questions/{held.pk}/",
        "reported": f"/desk/replies/{a_full_desk.pk}/",
        "placing": f"/desk/questions/{unsure.pk}/",
        "decide": f"/desk/questions/{held.pk}/decide/?act=declined",
        "log": "/desk/log/",
        "decided": f"/desk/?decided={decision.pk}",
    }
    page = page_of(sam)

    page.goto(addresses[screen])

    hold_to_the_bars(page)


@pytest.mark.parametrize("screen", ["/desk/", "report", "report with an error", "/report/question/1/sent/"])
def test_quiet_screens_hold_to_the_bars(page_of, sam, reply, screen):
    page = page_of(sam if screen == "/desk/" else None, watched="error" not in screen)

    page.goto(f"/report/reply/{reply.question_id}/{reply.number}/" if screen.startswith("report") else screen)
    if screen == "report with an error":
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()

    hold_to_the_bars(page)
