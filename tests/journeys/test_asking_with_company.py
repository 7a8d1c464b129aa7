"""Asking in a real browser: what is similar shows while one types, two windows do not overwrite each other, and leaving loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from forum.discussions.models import Draft
from tests import build
from tests.browsing import PHONE, hold_to_the_bars, wait_until
from tests.guide.search.reading import the_worker_reads

TYPED = "How do principals join before there is money?"
LIKE = "How do we bring principals in before there is any money?"


@pytest.fixture
def asked(transactional_db, ana):
    page = build.a_milestone(prompts=["Bring principals in before the money"])
    question = build.a_question(ana, on=page, title=LIKE)
    the_worker_reads()
    return question


def test_similar_questions_while_one_types_and_with_the_keyboard(asked, ben, page_of):
    page = page_of(ben)
    page.goto(f"/ask/?page={asked.page_id}")
    field, panel = page.get_by_label("What do you want to ask the field?"), page.locator("#similar")
    expect(panel).to_be_hidden()
    place = page.get_by_role("button", name="Continue", exact=True).bounding_box()

    field.press_sequentially(TYPED)

    expect(panel.get_by_role("link", name=LIKE, exact=True)).to_be_visible()
    expect(page.locator("[data-similar-said]")).to_have_text("Found: 1 similar question, 1 passage of the guide")
    expect(field).to_be_focused()
    assert page.get_by_role("button", name="Continue", exact=True).bounding_box() == place  # nothing jumps
    hold_to_the_bars(page)

    field.focus()
    for _stop in range(4):  # continue, come back later, and into the list
        page.keyboard.press("Tab")
    expect(panel.get_by_role("link", name="I have this question too")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Throw away what I began to ask")).to_be_checked()
    hold_to_the_bars(page)
    page.get_by_role("button", name="I have this question too").click()
    expect(page.get_by_text("Your draft is thrown away.")).to_be_visible()
    assert Draft.objects.count() == 0


def test_without_script_the_list_comes_on_the_next_page(asked, page_of):
    page = page_of(width=PHONE, java_script_enabled=False)
    page.goto("/ask/")
    page.get_by_label("What do you want to ask the field?").fill(TYPED)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name=LIKE, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Has this been answered already?")).to_be_visible()

    page.get_by_role("link", name="None of these, continue").click()

    expect(page.get_by_role("heading", name="Tell people enough to help you")).to_be_visible()


def test_leaving_by_a_link_at_once_and_coming_back_finds_the_words(asked, ben, page_of):
    """Whether the save had begun by then or goes out with the page. As a member: a stranger's cookie may arrive after the next page was asked for."""
    page = page_of(ben)
    page.goto(f"/ask/?page={asked.page_id}")
    page.get_by_label("What do you want to ask the field?").fill("Who drives")
    page.get_by_role("link", name="Back to").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Broaden collaborative leadership")
    wait_until(page, lambda: Draft.objects.filter(words__title="Who drives").exists())

    page.goto("/ask/")

    expect(page.get_by_label("What do you want to ask the field?")).to_have_value("")  # the page offers it by a link
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("What do you want to ask the field?")).to_have_value("Who drives")


def test_two_windows_and_one_draft(ana, transactional_db, page_of):
    draft = Draft.objects.create(kind="question", owner=ana, words={"title": "Who drives?"})
    phone, desk = page_of(ana, width=PHONE), page_of(ana, watched=False)  # a browser writes each 409 to its console
    for page in (phone, desk):
        page.goto(f"/ask/?draft={draft.key}")
    label = "What do you want to ask the field?"
    phone.get_by_label(label).fill("From the phone")
    expect(phone.locator("[data-words]")).to_contain_text("Draft saved at")
    wait_until(phone, lambda: Draft.objects.get().words["title"] == "From the phone")

    desk.get_by_label(label).fill("From the desk")
    expect(desk.locator("[data-words]")).to_contain_text("This was changed in another window")
    desk.get_by_role("button", name="See the other version").click()
    expect(desk.get_by_label(label)).to_have_value("From the phone")
    assert Draft.objects.get().words["title"] == "From the phone"
    hold_to_the_bars(desk)

    desk.get_by_role("button", name="See the other version").click()
    desk.get_by_role("button", name="Keep this version").click()
    wait_until(desk, lambda: Draft.objects.get().words["title"] == "From the desk")
    desk.get_by_label(label).fill("From the desk, and on")
    wait_until(desk, lambda: Draft.objects.get().words["title"] == "From the desk, and on")
