"""The Coalition's real pages, where they are at hand: every line is placed or named. Their words are not repeated here."""

import re

import pytest

from guide.importing import chrome
from guide.importing.drafts import Draft
from guide.importing.lines import squeezed
from guide.importing.reading import decoded
from guide.importing.recognising import Type
from guide.importing.richtext import plain_text
from tests.guide.importing.saved_pages import draft_of
from tests.guide.importing.seeds import seed

NUMBERS = ["000", "001", "002", "003", "004"]
PLACES = {
    "000": (Type.PART, "part-3"),
    "001": (Type.STAGE, "part-3/stage-3"),
    "002": (Type.STAGE, "part-3/stage-1"),
    "003": (Type.MILESTONE, "part-3/stage-1/broaden-collaborative-leadership"),
    "004": (Type.HOME, ""),
}

LEFTOVERS = (
    "close this box", "magnifying glass", "guide home", "all rights reserved", "site map", "imagemap", "this symbol", "click here",
    "view more videos", "coalition publications",
)  # fmt: skip


def text_of(number: str) -> str:
    return decoded(seed(number).read_bytes())[0]


def draft(number: str) -> Draft:
    return draft_of(seed(number).read_bytes(), seed(number).name)


def html_of(draft: Draft) -> str:
    return " ".join([draft.lead, *(str(value) for _kind, value in draft.body), str(draft.fields), *(story.html for story in draft.stories)])


@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_is_recognised(number):
    found = draft(number)

    assert (found.type, found.place) == PLACES[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_sentence_of_the_file_is_on_the_page_or_named_as_left_out(number):
    found = draft(number)
    placed = squeezed(" ".join([found.title, plain_text(html_of(found)), *(left.text for left in found.left_out)]))

    lost = [line for line in text_of(number).splitlines() for piece in re.split(r"(?<=[.!?:])\s+", line) if squeezed(piece) not in placed]

    assert lost == []


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_of_the_old_site_is_on_the_page(number):
    page = html_of(draft(number)).casefold()

    assert [leftover for leftover in LEFTOVERS if leftover in page] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_every_bullet_of_the_file_is_a_list_entry(number):
    bullets = [line for line in text_of(number).splitlines() if re.match(r"\s*[•-]\s", line)]

    assert html_of(draft(number)).count("<li>") == len(bullets)


def test_the_milestone_has_its_three_prompts_two_videos_and_two_stories():
    found = draft("003")

    assert [kind for kind, _value in found.body] == ["prompt"] * 3 + ["video"] * 2 + ["pull_story"] * 2
    assert [value["heading"][-1] for kind, value in found.body if kind == "prompt"] == ["t", "s", "?"]
    assert [value["place"] for kind, value in found.body if kind == "video"] == ["New York, NY", "Chicago, IL"]
    assert [(story.title, story.where.label) for story in found.stories] == [
        ("Locally Focused Events for Scale-Up", "Lincoln, NE"),
        ("Avoiding Duplicative Leadership Coalitions", "Providence, RI"),
    ]
    assert html_of(found).count("<li><b>") == 7


def test_the_stage_overview_has_its_note():
    assert [kind for kind, _value in draft("002").body] == ["prose", "note"]
    assert draft("002").stories == ()


def test_part_three_has_its_outline_of_a_stage():
    assert html_of(draft("000")).count("<li>") == 5
    assert sum(left.kind == chrome.SYMBOL_SENTENCE for left in draft("000").left_out) == 3


def test_the_home_has_its_credit_its_offer_and_its_story():
    found = draft("004")

    assert "Stuart Foundation" in found.fields["credit"]
    assert found.fields["learn_more"][0][1].count("<p>") == 3
    assert [story.where.label for story in found.stories] == ["Cincinnati, OH"]
