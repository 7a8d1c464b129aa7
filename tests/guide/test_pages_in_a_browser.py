"""The guide's pages in a real browser: axe in four modes, no sideways scroll, and the figure by keyboard."""

import pytest
from playwright.sync_api import expect

from guide.models import Place
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.django_db(transaction=True)

EVERY_PIECE = [
    ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p><ul><li>One<ul><li>Two</li></ul></li></ul><h4>Then</h4><p>Go on.</p>"}),
    ("prose", "<h3>A section</h3><p>Plain words.</p><h4>Smaller</h4><p>More.</p>"),
    ("note", {"title": "An aside", "body": "<p>Worth knowing.</p>"}),
    ("quotation", {"text": "We asked for one problem.", "speaker": "Denise", "role": "Director"}),
    ("self_assessment", {"title": "Where are you?", "intro": "Together.", "questions": ["Who?", "When?"]}),
    ("table", {"data": [["Who", "What"], ["School", "Data"]], "first_row_is_table_header": True, "table_caption": "Roles"}),
    ("video", {"title": "A visit", "url": "", "transcript": "<p>Hello.</p>"}),
]


def test_a_milestone_with_every_piece_holds_to_the_bars(page_of):
    story = build.a_story("A bus", place=Place.objects.create(city="Larkspur Falls", state="MN"), lead="Forty of us went.")
    milestone = build.a_milestone(body=[*EVERY_PIECE, ("pull_story", {"story": story}), EVERY_PIECE[1]])
    build.a_story("Another", milestones=[milestone])
    build.a_question(on=milestone, passage=milestone.body[0].id)
    page = page_of()

    page.goto(milestone.url)

    hold_to_the_bars(page)


@pytest.mark.parametrize("make", [build.a_content_page, build.a_story, build.a_stage])
def test_other_pages_with_every_piece_hold_to_the_bars(page_of, make):
    made = make(body=EVERY_PIECE, lead="An introduction.")
    page = page_of()

    page.goto(made.url)

    hold_to_the_bars(page)


def test_the_figure_is_walked_by_keyboard_in_reading_order(page_of):
    stage = build.a_stage("Decide to Scale Up")
    build.a_milestone("Convene Innovators", stage=stage)
    page = page_of()
    page.goto("/")
    page.get_by_role("link", name="Skip the figure").focus()

    for name in ("Stage 1 Decide to scale up", "Stage 1, Milestone 1: Convene innovators"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("aria-label", name)
    page.keyboard.press("Enter")

    page.wait_for_url("**/part-3/stage-1/convene-innovators/")


def test_without_script_a_story_opens_in_place_all_the_same(page_of):
    milestone = build.a_milestone()
    build.a_story("First", milestones=[milestone], told_on="2026-05-01")
    build.a_story("Second", milestones=[milestone], lead="It began on a Saturday.", told_on="2026-01-01")
    page = page_of(java_script_enabled=False)
    page.goto(milestone.url)

    page.get_by_text("Second", exact=True).click()

    expect(page.get_by_text("It began on a Saturday.")).to_be_visible()
