"""The search in a real browser: what every screen is held to, without script, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars
from tests.guide.search.reading import the_worker_reads


@pytest.fixture
def field(transactional_db, ana, ben):
    page = build.a_milestone(prompts=["Find the principals", *(f"Paragraph {number}" for number in range(30))])
    question = build.a_question(ana, on=page, title="How do we bring principals in?")
    build.a_reply(question, ben, body="<p>Ask each principal for one problem.</p>")
    build.a_story("The principal’s bus", milestones=[page])
    the_worker_reads()
    return question


def test_results_hold_the_bars_and_a_hit_opens_at_its_heading(field, page_of):
    page = page_of()
    page.goto("/search/?q=principals&stage=1")
    hold_to_the_bars(page)

    page.get_by_role("link", name="Find the principals").click()

    expect(page.get_by_role("heading", name="Find the principals")).to_be_in_viewport()


def test_an_empty_search_holds_the_bars(field, page_of):
    page = page_of()
    page.goto("/search/?q=principels")
    hold_to_the_bars(page)

    page.get_by_role("link", name="principals", exact=True).click()

    expect(page.get_by_role("status").first).to_have_text("3 results for “principals”")


def test_a_search_by_keyboard_without_script(field, page_of):
    page = page_of(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Search").click()

    page.get_by_label("Search the guide, questions and stories").fill("principal problem")
    page.keyboard.press("Enter")

    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit mark").first).to_be_visible()
