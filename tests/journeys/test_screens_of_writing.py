"""Every screen of writing a story keeps to the bars."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from forum.html import text_of
from forum.stories import actions
from forum.stories.models import Submission
from tests import build
from tests.browsing import hold_to_the_bars
from tests.forum.stories.writing import a_draft, a_photo, a_whole_draft, at, stored
from tests.journeys.writing import field, go_on, pictures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["start", "start for a stranger", "", "story", "place", "photos", "permission", "check", "sent"])
def test_every_screen_of_writing_keeps_to_the_bars(page_of, name):
    ana, milestone = build.a_member("Ana Ruiz", role="school social worker"), build.a_milestone()
    build.a_stage("Develop an Operating Framework", number=2), build.a_stage("Plan for Scale-Up", number=3)
    story = a_whole_draft(ana)
    a_photo(story, name=f"IMG_{'9' * 110}.jpg")
    Submission.objects.update(title="Attendance" * 14, city="Llanfair" * 10)
    if name in ("check", "sent"):
        story.photos.update(alt="Four people around a table.", people="unsure")
    if name == "sent":
        actions.send(by=ana, story=story)
    page = page_of(None if name == "start for a stranger" else ana)

    page.goto(f"/share/?page={milestone.pk}" if name.startswith("start") else at(story, name))

    expect(page.locator("h1").first).to_be_visible()
    if name == "story":
        expect(page.get_by_role("toolbar")).to_have_count(3)
        page.get_by_role("button", name="Link", exact=True).first.click()
    hold_to_the_bars(page)


@pytest.mark.parametrize("part", ["story", "place", "photos", "permission"])
def test_what_is_missing_is_said_within_the_bars(page_of, part):
    ana = build.a_member("Ana Ruiz")
    build.a_milestone()
    story = a_draft(ana)
    a_photo(story)
    page = page_of(ana)
    page.goto(at(story, part))

    go_on(page)

    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("alert")).to_be_focused()
    hold_to_the_bars(page)


def test_a_photo_too_many_is_said_within_the_bars(page_of, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    page.route("**/photos*.js", lambda route: route.abort())  # as without script, which axe needs
    for color in ("teal", "navy", "plum", "gold", "tan"):
        a_photo(story, color, f"{color}.jpg")
    page.goto(at(story, "photos"))

    page.get_by_label("Add another photo").set_input_files(pictures(tmp_path, "red", "black"))
    page.locator("button", has_text="Add the chosen photos").evaluate("button => button.click()")
    page.get_by_role("link", name="black.jpg: A story can hold six photos.").click()

    expect(page.locator(":focus")).to_contain_text("That is six photos, as many as a story can hold.")
    hold_to_the_bars(page)


def test_two_versions_are_shown_within_the_bars(page_of):
    ana = build.a_member("Ana Ruiz")
    story = a_whole_draft(ana)
    page, other = page_of(ana), page_of(ana)
    for window in (page, other):
        window.goto(at(story, "story"))
    field(other, "What did you do?").fill("We put two desks in the office.")
    other.get_by_role("button", name="Save and finish later").click()
    expect(other.get_by_text("of 5 parts done")).to_be_visible()

    field(page, "What did you do?").fill("We bought one desk.")
    go_on(page)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(field(page, "What did you do?")).to_have_text("We bought one desk.")
    hold_to_the_bars(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Say where it belongs")).to_be_visible()
    assert text_of(stored(story).did) == "We bought one desk."
