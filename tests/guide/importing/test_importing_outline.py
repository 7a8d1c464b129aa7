"""The outline that pages are recognised by agrees with the starter guide and with the published structure."""

import json

import pytest

from guide.importing import outline
from guide.importing.lines import fold
from guide.importing.recognising import Type
from guide.importing.tree import MODELS
from guide.starter import read_starter
from tests.guide.importing.seeds import shared

STARTER = {page.path: page.title for page in read_starter().pages}


def places() -> list[tuple[str, str]]:
    stages = [(stage.place, stage.title) for stage in outline.STAGES]
    milestones = [(stage.place_of(one), one.title) for stage in outline.STAGES for one in stage.milestones]
    sections = [(outline.section_place(part, title), title) for part, title in outline.PART_SECTIONS.values()]
    return [*((part.place, part.title) for part in outline.PARTS), *stages, *milestones, *sections, *((case.place, case.title) for case in outline.CASE_STUDIES)]


@pytest.mark.parametrize(("place", "title"), places())
def test_every_place_is_the_starters(place, title):
    assert STARTER[place] == title


def test_the_guide_has_twenty_three_milestones():
    assert [len(stage.milestones) for stage in outline.STAGES] == [6, 3, 4, 2, 2, 6]


def test_old_addresses_lead_to_their_places_and_back():
    for place, _title in places():
        address = outline.old_address(place)
        assert address == "" or outline.place_of_old_name(address.rsplit("/", 1)[1]) == place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Decide to Scale Up", "DECIDE TO SCALE-UP"),
        ("Improvement and Expansion", "Improvement & Expansion"),
        ("Rollout", "Roll-out"),
        ("Part III", "Part Three"),
        ("Stage 2", "STAGE TWO"),
    ],
)
def test_spellings_that_count_as_one(one, other):
    assert fold(one) == fold(other)


def test_every_type_of_draft_has_a_page_type():
    assert {*MODELS} == {*Type}


def test_it_agrees_with_the_published_structure():
    structure = json.loads(shared("guide/structure.json").read_text())

    for stage, known in zip(structure["stages"], outline.STAGES, strict=True):
        assert (stage["title"], stage["old_url"]) == (known.title, outline.OLD_SITE + known.address)
        for milestone, ours in zip(stage["milestones"], known.milestones, strict=True):
            assert (milestone["title"], milestone["old_url"] or "") == (ours.title, ours.address and outline.OLD_SITE + ours.address)
    assert [(where, title, name or "") for where, title, name in structure["case_studies"]] == [(one.where, one.title, one.address) for one in outline.CASE_STUDIES]
