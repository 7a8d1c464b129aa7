"""The editor over the textareas: by keyboard, over what was typed before it came, and safe from what is pasted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from forum.html import text_of
from tests import build
from tests.forum.stories.writing import a_draft, at, stored
from tests.journeys.writing import field, wait_until_drawn

pytestmark = pytest.mark.browser


def test_the_tools_are_reached_and_used_by_keyboard(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana)
    page.goto(at(story, "story"))
    words = field(page, "What was going on?")

    page.get_by_label("Title").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    page.keyboard.type("212")
    expect(words).to_have_text("212")
    wait_until_drawn(page)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    page.keyboard.press("Space")
    expect(words).to_be_focused()
    page.keyboard.type(" children. ")
    expect(words).to_have_text(re.compile("children"))
    wait_until_drawn(page)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").first).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Link", exact=True).first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("example.org/list")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert stored(story).going_on == (
        '<p><strong>212</strong> children. <a href="https://example.org/list" rel="nofollow ugc noopener">https://example.org/list</a></p>'
    )
    page.goto(at(story, "story"))
    expect(words.locator("strong")).to_have_text("212")


def test_words_typed_before_the_editor_came_stay(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana)
    on_the_way = []
    page.route("**/trix.min*.js", lambda route: on_the_way.append(route))
    with page.expect_request("**/trix.min*.js"):
        page.goto(at(story, "story"), wait_until="commit")

    page.get_by_label("What did you do?").press_sequentially("One desk & <one> list.\nAnd coffee")
    on_the_way[0].continue_()
    words = field(page, "What did you do?")
    expect(words).to_be_focused()
    page.keyboard.type(", warm.")
    expect(words).to_have_text("One desk & <one> list.And coffee, warm.")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert text_of(stored(story).did) == "One desk & <one> list.\nAnd coffee, warm."


def test_what_is_pasted_or_kept_as_html_cannot_run(page_of):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)  # the policy of the site says in the console what it stopped
    page.goto(at(story, "story"))

    field(page, "What did you do?").evaluate("editor => editor.editor.insertHTML('<img src=x onerror=\"document.title=1\"><b>desk</b><script>document.title=2</script>')")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.get_by_text("0 of 5 parts done")).to_be_visible()

    assert stored(story).did == "<p><strong>desk</strong></p>"
    expect(page).to_have_title(re.compile("^Your story"))
