"""Selecting words of a passage and asking about them, in a real browser: the page, step 1, and what is shown of it afterwards."""

import pytest
from playwright.sync_api import expect

from forum.discussions.reanchoring import follow_the_words
from tests import build
from tests.browsing import PHONE, hold_to_the_bars
from tests.forum.passages.test_reanchoring import asked, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

SELECT = """(text) => { const node = [...document.querySelectorAll(".annot__text p")].find((one) => one.textContent.includes(text)).firstChild;
getSelection().setBaseAndExtent(node, node.data.indexOf(text), node, node.data.indexOf(text) + text.length); }"""
FOLD = "Ask about certain words of it"


def test_selected_words_go_along_and_are_chosen(page_of, ana):
    milestone = build.a_milestone()
    page = page_of(ana)
    page.goto(milestone.url)
    link = page.get_by_role("link", name="Reach out").last
    expect(link).to_contain_text("Ask about this")

    page.evaluate(SELECT, "o do about reach")
    expect(link).to_contain_text("Ask about these words")
    page.get_by_role("heading", name="Some things to think about").click()
    expect(link).to_contain_text("Ask about this")
    page.evaluate(SELECT, "o do about reach")
    link.click()

    expect(page.get_by_label("to do about reach", exact=True)).to_be_checked()
    hold_to_the_bars(page)
    page.get_by_label("What do you want to ask the field?").fill("Who reaches out first?")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_url("**/details/")
    page.get_by_role("button", name="Preview your question").click()
    expect(page.locator("blockquote")).to_have_text("to do about reach")


def test_earlier_wording_is_read_on_a_phone_without_script(page_of, ana):
    milestone = build.a_milestone()
    asked(ana, milestone, "What to do about reach out")
    rewrite(milestone)
    follow_the_words()
    page = page_of(width=PHONE, java_script_enabled=False)
    page.goto(milestone.url)

    page.get_by_text("About earlier wording (1)").click()

    expect(page.get_by_text("What to do about reach out")).to_be_visible()
    with_script = page_of()
    with_script.goto(milestone.url)
    with_script.get_by_text("About earlier wording (1)").click()
    hold_to_the_bars(with_script)
