"""Quoting, calling people and folded branches with the keyboard, on the screens where one reads and writes."""

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


def test_people_of_the_thread_are_offered_behind_an_at(page_of, ana, ben):
    asked = build.a_question(ana)
    build.a_reply(asked, ben)
    build.a_reply(asked, build.a_member("Bea Lund"))
    page = page_of(ana)
    page.goto(asked.get_absolute_url())
    field, people = page.get_by_role("textbox", name="Your reply"), page.get_by_role("listbox", name="People in this conversation")

    field.press_sequentially("Yes, @b")
    expect(people.get_by_role("option")).to_have_text(["Bea Lund", "Ben Okafor"])
    expect(field).to_have_attribute("aria-activedescendant", "id_body_people_0")
    expect(page.get_by_role("status").filter(has_text="People found: 2.")).to_have_count(1)
    hold_to_the_bars(page)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Yes, @Ben Okafor ")
    expect(people).to_be_hidden()

    field.press_sequentially("and @be")
    expect(people).to_be_visible()
    field.press("Escape")
    expect(people).to_be_hidden()
    page.get_by_role("button", name="Post your reply").press("Enter")
    expect(page.get_by_role("link", name="@Ben Okafor")).to_be_visible()


def test_a_folded_reply_is_under_the_eye_of_whoever_is_led_to_it(page_of, ana, ben):
    asked = build.a_question(ana)
    first = build.a_reply(asked, ben)
    last = [build.a_reply(first, ana) for _turn in range(9)][-1]
    page = page_of()
    page.goto(asked.get_absolute_url())
    post, fold = page.locator(f"#{last.anchor}"), page.get_by_text("4 more replies")
    expect(post).to_be_hidden()
    fold.press("Enter")
    expect(post).to_be_visible()
    hold_to_the_bars(page)

    page.goto(f"{asked.get_absolute_url()}?again#{last.anchor}")
    expect(post).to_be_focused()
    page.goto(last.get_absolute_url())
    expect(post).to_be_focused()
    expect(post).to_be_in_viewport()

    plain = page_of(java_script_enabled=False)
    plain.goto(last.get_absolute_url())
    expect(plain.locator(f"#{last.anchor}")).to_be_in_viewport()
