"""A field note leaves the editions with its author's yes, also while one is printed."""

from __future__ import annotations

import pytest

from guide.field_notes.actions import take_back
from guide.field_notes.models import FieldNote
from guide.printing import making
from guide.printing.models import Edition
from tests import build
from tests.build import fresh
from tests.guide.printing.conftest import ask_for_everything, the_edition


@pytest.fixture
def note(stage, ben, sam) -> FieldNote:
    """On a milestone that is published."""
    note = build.a_field_note(build.a_reply(build.a_question(), ben), by=sam, state="agreed", words="One list in the hall.")
    build.a_milestone("Convene Innovators", stage=stage, body=[("field_note", note)])
    return note


def test_a_note_taken_back_while_it_is_printed_is_not_kept(note, ben, monkeypatch):
    def press(manuscript, *, progress):
        if "One list in the hall." in manuscript.html and fresh(note).stands:
            take_back(note, by=ben)
        return manuscript.html.encode(), 1

    monkeypatch.setattr(making, "the_press", lambda: press)
    ask_for_everything()
    making.print_what_is_due(me="a printer")

    assert fresh(note).state == "ended" and sorted(edition.kind for edition in Edition.objects.made()) == ["guide", "stages"]
    assert (the_edition("stage").file, the_edition("stage").trouble) == ("", making.BECAME_UNPRINTABLE)
    assert the_edition("stage").due_at
