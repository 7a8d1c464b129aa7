"""Passages keep their ids from import to import, because questions hang on them."""

import json

import pytest

from guide.models import Source
from tests.guide.importing.onto_the_site import FIRST, STAGE, at, imported, starter
from tests.guide.importing.saved_pages import milestone

pytestmark = pytest.mark.django_db


def test_prompts_keep_their_ids_by_their_headings():
    starter(STAGE, FIRST)
    page = at(FIRST)
    page.body = json.dumps([{"type": "prompt", "value": {"heading": "Find a Room!", "body": "<p>Ours.</p>"}, "id": "asked-about"}])
    page.publish_from(source=Source.STARTER, address=page.source_address, digest="x")

    imported(milestone())

    assert {block.value["heading"]: block.id for block in at(FIRST).body if block.block_type == "prompt"}["Find a room"] == "asked-about"


def test_a_prompt_keeps_its_id_when_its_words_change_and_when_its_heading_does():
    imported(milestone())
    before = [block.id for block in at(FIRST).body]

    imported(milestone().replace("Whoever stands", "The one who stands").replace("Find a room.", "Look for a room."))

    assert [block.id for block in at(FIRST).body] == before


def test_a_new_prompt_in_the_middle_takes_no_other_prompts_id():
    imported(milestone())
    before = {block.value["heading"]: block.id for block in at(FIRST).body if block.block_type == "prompt"}

    imported(milestone().replace("Find a room.\n", "Sweep the yard. It is full of leaves.\n\nFind a room.\n"))

    after = {block.value["heading"]: block.id for block in at(FIRST).body if block.block_type == "prompt"}
    assert after.pop("Sweep the yard") not in before.values()
    assert after == before


def test_ids_are_unique_on_a_page_that_repeats_a_heading():
    imported(milestone(prompts="Find a room. One.\n\nFind a room. Two.\n\nFind a room. Three."))

    ids = [block.id for block in at(FIRST).body]

    assert len({*ids}) == len(ids)
