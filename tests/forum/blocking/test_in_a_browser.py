"""The screens of blocking and of trust, without a mouse, held to the bars."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.browser


def test_blocking_folds_and_opens_by_the_keyboard(page_of, transactional_db):
    ben, reply = build.a_member("Ben Okafor"), build.a_reply(build.a_question(), build.a_member("Gus Weber"), body="<p>Ask the mayor.</p>")
    page = page_of(ben)
    page.goto(f"/block/reply/{reply.question_id}/{reply.number}/")
    hold_to_the_bars(page)

    page.get_by_role("button", name="Block").press("Enter")
    words = page.get_by_text("Ask the mayor.")
    expect(words).to_be_hidden()
    page.get_by_text("You blocked this person. Show anyway").press("Enter")

    expect(words).to_be_visible()
    hold_to_the_bars(page)
    page.goto("/my/blocked/")
    hold_to_the_bars(page)


def test_settling_trust(page_of, transactional_db):
    page = page_of(build.a_moderator())
    page.goto(f"/desk/people/{build.a_member('Gus Weber').pk}/")
    page.get_by_label("Watch them").check()
    page.get_by_label("Why?").fill("Three complaints.")
    page.get_by_role("button", name="Settle it").click()

    expect(page.get_by_text("You put Gus Weber under watch")).to_be_visible()
    hold_to_the_bars(page)
