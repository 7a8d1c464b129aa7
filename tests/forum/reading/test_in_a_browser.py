"""Replies that are added while one reads are announced, and nothing moves by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.browser


def test_new_replies_are_said_and_nothing_moves(page_of, transactional_db):
    asked = build.a_question(title="Who drives?")
    build.a_reply(asked)
    page = page_of()
    page.clock.install()
    page.goto(asked.get_absolute_url())
    stood = page.locator("#reply-1").bounding_box()

    build.a_reply(asked)
    page.clock.fast_forward(61_000)

    line = page.locator("[data-news]")
    expect(line).to_have_text("1 new reply: show")
    assert page.locator("#reply-1").bounding_box() == stood
    hold_to_the_bars(page)
    line.get_by_role("link").click()
    expect(page.locator("#reply-2")).to_be_visible()
    expect(page.locator("[data-news]")).to_be_empty()
