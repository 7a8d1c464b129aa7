"""What belongs to the old site is named for what it is, and the page's own words are left alone."""

import pytest

from guide.importing import chrome
from guide.importing.lines import plain
from tests.guide.importing.saved_pages import FOOT, GUIDE_BAR, PROMOTION, STAGES, SYMBOLS, draft_of, milestone, source_of


def kinds(text: str) -> list[str]:
    return [line.chrome for line in chrome.mark(source_of(text).lines)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROMOTION, chrome.PROMOTIONS),
        ("National Forum Recap Scaling Up Guide Community Schools Blog", chrome.PROMOTIONS),
        (STAGES, chrome.STAGE_BAR),
        (GUIDE_BAR, chrome.GUIDE_BAR),
        (SYMBOLS, chrome.SYMBOLS),
        ("Share your story", chrome.SYMBOLS),
        ("imagemap PLAN-TO-PLAN DISTRIBUTE LEADERSHIP DEFINE KEY FUNCTIONS", chrome.MILESTONE_MAP),
        ("imagemap Expand Roll-out System Scan Publicize Progress", chrome.MILESTONE_MAP),
        ("Close this box.", chrome.CLOSE),
        ("Close", chrome.CLOSE),
        ("back", "back and forward links"),
        ("« Back | Forward »", "back and forward links"),
        ("View more videos here", "link to more videos"),
        ("Click here to print the guide.", "“click here” line"),
        ("Some things to think about:", chrome.LABEL),
        ("Home > Resources > Scaling Up", "breadcrumb"),
    ],
)
def test_a_line_of_the_old_site(text, kind):
    assert kinds(text) == [kind]


def test_the_foot():
    assert kinds(FOOT) == ["address footer", "copyright line", "site links"]


def test_a_bar_with_one_name_a_line():
    assert kinds("Stage 1\nStage 2\n\nStage 3") == [chrome.STAGE_BAR] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Stage 1",
        "Tools",
        "Results",
        "Broaden Collaborative Leadership",
        "Stage 1 begins with a few people.",
        "Close the door when it is cold.",
        "Click, and the light comes on.",
        "Look back and look forward.",
        "The tools are in Part II and in the Appendix.",
        "The office is on Example Avenue.",
    ],
)
def test_a_line_of_the_page(text):
    assert kinds(text) == [""]


def test_a_title_that_stands_twice_is_not_an_image_map():
    assert kinds("Convene Innovators\nConvene Innovators") == ["", ""]


def test_the_contents_end_where_something_else_begins():
    assert kinds("Table of Contents\nPart I: Who\nAppendix\nA line of its own.\nPart II: How") == [chrome.CONTENTS] * 3 + ["", ""]


def test_a_picture_that_is_a_symbol_is_called_so():
    assert chrome.mark([plain(1, "people talking", chrome="picture")])[0].chrome == chrome.SYMBOLS


def test_a_bar_that_nobody_knows_above_the_title_is_left_out_and_named():
    saved = milestone().replace(PROMOTION, "Donate · Members · Sign up for our newsletter\nWe moved to a new office in May.\n" + PROMOTION)

    draft = draft_of(saved)

    assert [one.text for one in draft.left_out if one.kind == chrome.ABOVE_THE_TITLE] == ["Donate · Members · Sign up for our newsletter"]
    assert "Donate" not in str((draft.lead, draft.body))
    assert "We moved to a new office" in str((draft.lead, draft.body))


def test_a_page_without_titles_keeps_its_first_line():
    draft = draft_of("Who Holds the Key\n\nEveryone should know who opens the door.", name="stage_1_milestone_1_convene_innovators.aspx.txt")

    assert "Who Holds the Key" in str((draft.lead, draft.body))
