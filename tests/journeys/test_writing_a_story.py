"""A story in five parts, as people write one: over two days and two devices, with photos."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from forum.html import text_of
from forum.stories.models import Submission
from tests import build
from tests.forum.stories.writing import TITLE, a_draft, a_photo, at
from tests.journeys.test_the_main_job import sign_in
from tests.journeys.writing import describe, field, go_on, pictures

pytestmark = pytest.mark.browser


def test_photos_chosen_before_the_script_has_come_are_taken(page_of, tmp_path):
    ana = build.a_member("Ana Ruiz")
    page = page_of(ana)
    held: list = []
    page.route(re.compile(r"/js/composer"), lambda route: held.append(route))

    page.goto(at(a_draft(ana), "photos"), wait_until="commit")
    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "teal"))
    for route in held:
        route.continue_()

    expect(page.locator("[data-photo]")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_story_is_written_on_two_days_and_two_devices(page_of, tmp_path, script):
    milestone, ana = build.a_milestone(), build.a_newcomer("Ana Ruiz", email="ana@example.org", role="school social worker", city="Tamarack County", state="WI")
    first = page_of(java_script_enabled=script)

    first.goto(milestone.url)
    first.get_by_role("link", name=re.compile("^Share")).first.click()
    first.get_by_role("button", name="Sign in and start").click()
    sign_in(first, ana.email)
    first.get_by_role("button", name="Start your story").click()
    first.get_by_label("Title").fill(TITLE)
    field(first, "What was going on?", script=script).fill("By October we had 212 children.")
    first.get_by_role("button", name="Save and finish later").click()
    expect(first.get_by_text("0 of 5 parts done")).to_be_visible()

    page = page_of(ana, java_script_enabled=script)
    page.goto("/share/")
    page.get_by_role("link", name=f"Go on with “{TITLE}”").click()
    page.get_by_role("link", name="Tell what happened").click()
    written = field(page, "What was going on?", script=script)
    expect(written).to_contain_text("212 children") if script else expect(written).to_have_value(re.compile("212 children"))
    field(page, "What did you do?", script=script).fill("We put one desk in the office.")
    field(page, "What changed?", script=script).fill("In spring the list had 131 names.")
    go_on(page)
    expect(page.get_by_label("City, town or county")).to_have_value("Tamarack County")
    expect(page.get_by_role("checkbox", name="Broaden collaborative leadership")).to_be_checked()
    go_on(page)
    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "teal", "navy"))
    if not script:
        page.get_by_role("button", name="Add the chosen photos").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    describe(page, 0, "Four people around a table.", "Adults only, and they agreed")
    describe(page, 1, "The front door of the office.", "Nobody can be recognized")
    go_on(page)
    page.get_by_role("radio", name=re.compile("My full name and role")).check()
    page.get_by_label("Yes, on this site").check()
    go_on(page)
    expect(page.get_by_text("Ana Ruiz, school social worker")).to_be_visible()
    page.get_by_label("I was there or I have permission").check()
    page.get_by_label("I am 16 or older").check()
    page.get_by_role("button", name="Send to an editor").click()

    expect(page.get_by_role("heading", name="Thank you. Your story is with an editor")).to_be_visible()
    page.wait_for_load_state()
    story = Submission.objects.get()
    assert (story.state, story.title, text_of(story.going_on)) == ("with_editor", TITLE, "By October we had 212 children.")
    assert [(photo.alt, photo.people) for photo in story.photos.all()] == [("Four people around a table.", "adults"), ("The front door of the office.", "nobody")]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('keep:'))") == [] if script else True


def test_photos_wait_for_the_press_and_a_bad_file_says_why(page_of, tmp_path):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, watched=False)
    (tmp_path / "notes.jpg").write_bytes(b"Dear editor")
    page.goto(at(story, "photos"))

    page.get_by_label("Add a photo").set_input_files([tmp_path / "notes.jpg", *pictures(tmp_path, "teal")])
    expect(page.get_by_text("We cannot read this as a photo", exact=False).first).to_be_visible()
    expect(page.locator("[data-photo]")).to_have_count(1)
    describe(page, 0, "A desk.", "Nobody can be recognized")
    page.get_by_role("button", name=re.compile("^Cancel.*notes.jpg")).click()
    page.get_by_label("Add a photo").set_input_files(pictures(tmp_path, "navy"))
    go_on(page)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Describe the second photo for people who cannot see it")).to_have_count(2)
    assert [photo.alt for photo in story.photos.all()] == ["A desk.", ""]
    page.locator("[data-photo]").nth(1).get_by_role("button", name="Remove").click()
    expect(page.locator("[data-photo]")).to_have_count(1)
    expect(page.get_by_label("Describe it for people who cannot see it")).to_have_value("A desk.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_enter_saves_and_takes_nothing_away(page_of, script):
    ana = build.a_member("Ana Ruiz")
    story, page = a_draft(ana), page_of(ana, java_script_enabled=script)
    a_photo(story, "teal", "one.jpg"), a_photo(story, "navy", "two.jpg")
    page.goto(at(story, "photos"))

    second = page.get_by_role("group", name="Photo 2, two.jpg", exact=True)
    second.get_by_label("Nobody can be recognized").check()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Describe the first photo for people who cannot see it")).to_be_visible()
    assert [(photo.name, photo.people) for photo in story.photos.all()] == [("one.jpg", ""), ("two.jpg", "nobody")]
    expect(page.get_by_role("img", name="Photo 2, two.jpg")).to_be_visible()
