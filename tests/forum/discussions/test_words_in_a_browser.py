"""Quoting with the keyboard, on the screens where one reads and writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_words_that_are_selected_are_quoted(page_of, ana, ben, live_server):
    asked = build.a_question(ana)
    reply = build.a_reply(asked, ben, body="<p>Ask Ruth first.</p><p>She has a key.</p>")
    page = page_of(ana)
    page.goto(asked.get_absolute_url())
    field, button = page.get_by_role("textbox", name="Your reply"), page.get_by_role("button", name="Quote this")
    field.fill("I did.")

    page.get_by_text("She has a key.").click(click_count=3)
    expect(button).to_be_visible()
    page.keyboard.press("Tab")  # the address of the post, before its words
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    hold_to_the_bars(page)
    button.press("Enter")

    expect(field).to_have_value(f"I did.\n\n> [Ben Okafor]({live_server.url}{reply.get_absolute_url()})\n>\n> She has a key.\n\n")
    expect(field).to_be_focused()
    expect(button).to_have_count(0)
