"""Two versions of a story beside each other, field by field."""

from __future__ import annotations

import pytest

from forum.stories.comparison import compare_versions, compare_with_page
from guide.models import StoryPage
from tests.forum.stories.tales import WORDS


def test_fields_that_changed_and_those_that_did_not():
    sent = WORDS | {"place": "Tamarack County, WI", "milestones": ["Broaden"], "photos": []}

    found = compare_versions(sent, sent | {"changed": "<p>In April the same list had 131 names.</p>", "milestones": ["Broaden", "Build"]})

    assert [(field.name, field.changes) for field in found.changed] == [("What changed", 1), ("Milestones", 1)]
    assert found.unchanged[:3] == ["Title", "What was going on", "What you did"]


@pytest.mark.django_db
def test_a_page_made_of_it_as_it_was_sent_is_no_change():
    page = StoryPage(title=WORDS["title"], credit_line="Ana Ruiz")
    headings = ("What was going on", "What we did", "What changed")
    page.body = [("prose", f"<h3>{heading}</h3>{WORDS[field].replace('strong', 'b')}") for heading, field in zip(headings, ("going_on", "did", "changed"), strict=True)]
    page.milestones = []

    found = compare_with_page(WORDS, page, credit="Ana Ruiz")

    assert found.changed == []
    page.body = [("prose", "<p>Another text.</p>"), ("figure", {"image": None, "alt": "A desk", "caption": "Our desk"})]
    assert [field.name for field in compare_with_page(WORDS, page, credit="").changed] == ["Text", "Photos", "Credit"]
