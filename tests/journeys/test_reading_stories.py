"""Reading stories in a real browser: found on the list, opened, and gone everywhere once its author took it back."""

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from guide.media_store import keep_held
from guide.models import Function, GuideImage, Place, StoryPage, consent
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "<p>We had talked about visiting another district for a year. In the end a retired driver offered to take us, and forty people got on.</p>"


def a_photo(color: str, title: str) -> GuideImage:
    file, picture = io.BytesIO(), Image.new("RGB", (1600, 900), color)
    ImageDraw.Draw(picture).rectangle((200, 400, 900, 700), fill="white")
    picture.save(file, "JPEG")
    return keep_held(file, title=title, description=title, credit="Grace Lindqvist")


@pytest.fixture
def shelf() -> StoryPage:
    """Fourteen stories in two states; the newest has two pictures."""
    first, second = build.a_stage("Decide to Scale Up", number=1), build.a_stage("Plan for Scale-Up", number=2)
    convene, rollout = build.a_milestone("Convene Innovators", stage=first), build.a_milestone("Develop a Rollout Strategy", stage=second)
    maine, ohio = Place.objects.create(city="Fenwick Harbor", state="ME"), Place.objects.create(city="Yarrow", state="OH")
    for number in range(1, 14):
        build.a_story(f"What the custodian planted, part {number}", place=ohio, milestones=[rollout], told_on=f"2025-{number % 12 + 1:02}-01")
    story = build.a_story(
        "Forty people and one bus", lead="A visit that made a list of eleven chores.", place=maine, milestones=[convene, rollout], told_on="2026-10-01",
        credit_line="Grace Lindqvist, school social worker",
        body=[("figure", {"image": a_photo("teal", "A bus"), "alt": "A yellow bus by a road"}), ("prose", TOLD * 4), ("quotation", {"text": "Nobody called it a plan.", "speaker": "Grace"}),
              ("figure", {"image": a_photo("orange", "A list"), "alt": "A list on a lunch order", "caption": "The list."}), ("prose", TOLD)],
    )  # fmt: skip
    story.functions = [Function.objects.first()]
    story.save_revision().publish()
    return story


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_reader_narrows_the_list_and_opens_a_story(page_of, shelf, script):
    page = page_of(java_script_enabled=script)
    page.goto("/stories/")
    expect(page.get_by_role("status").first).to_have_text("14 stories, newest first")

    if not script:
        page.get_by_text("Filter stories").click()
    page.get_by_label("1. Decide to scale up").check()
    page.get_by_role("button", name="Show stories").click()
    page.get_by_text("1 story of 14").wait_for()
    page.get_by_role("link", name="Forty people and one bus").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Forty people and one bus")
    for picture in page.locator("article img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("async one => { await one.decode(); return one.naturalWidth > 0 }")


def test_the_map_is_walked_by_keyboard(page_of, shelf):
    page = page_of()
    page.goto("/stories/")
    page.get_by_role("link", name="Maine").first.focus()

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "OH 13 stories from Ohio")
    page.keyboard.press("Enter")

    page.wait_for_url("**/stories/?state=OH#list")
    page.get_by_role("link", name="Ohio , remove filter").wait_for()


def test_the_screens_hold_to_the_bars(page_of, shelf):
    page = page_of()

    for address in ("/stories/", "/stories/?stage=1&state=ME", "/stories/?stage=1&state=OH", shelf.url):
        page.goto(address)
        hold_to_the_bars(page)


def test_an_editor_sees_a_picture_that_is_not_published(page_of, eve):
    image = a_photo("teal", "A bus")
    story = build.the_story_index().add_child(instance=StoryPage(title="The bus", live=False, body=[("figure", {"image": image, "alt": "A bus"})]))
    story.save_revision()
    page = page_of(eve, width=1400)
    page.goto(f"/cms/pages/{story.pk}/edit/")

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe[src]")

    picture = preview.locator("article img")  # the CMS may lay the page out anew at any moment: asked again until it stands
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(picture).to_have_attribute("src", re.compile("^/held/"))


def test_what_was_taken_back_is_gone_while_a_reader_looks(page_of, shelf):
    page = page_of(watched=False)  # the pictures are asked for again, and refused
    page.goto(shelf.url)
    pictures = [picture.get_attribute("src") for picture in page.locator("article img").all()]

    consent.withdraw(shelf, by=None)
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("This story is no longer here.")
    assert [page.request.get(address).status for address in pictures] == [404, 404]
    page.goto("/stories/")
    expect(page.get_by_role("status").first).to_have_text("13 stories, newest first")
