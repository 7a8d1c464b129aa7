"""A field note leaves the editions with its author's yes or account, also while one is printed."""

from __future__ import annotations

import pytest

from accounts.models import User
from guide.field_notes.actions import agree, take_back
from guide.field_notes.models import FieldNote
from guide.printing import making
from guide.printing.models import Edition
from tests import build
from tests.accounts.own_data.erasing import erase
from tests.build import fresh
from tests.guide.printing.conftest import ask_for_everything, later, print_everything, the_edition
from tests.reading import read


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


def taken_back(note: FieldNote, by: User) -> None:
    take_back(note, by=by)


def erased(note: FieldNote, by: User) -> None:
    erase(by)


@pytest.mark.parametrize("end", [taken_back, erased])
def test_it_is_in_no_edition_and_on_no_page_from_then_on(stage, ben, sam, monkeypatch, end):
    pressed = []
    monkeypatch.setattr(making, "the_press", lambda: lambda manuscript, *, progress: (pressed.append(manuscript.html) or manuscript.html.encode(), 1))
    note = build.a_field_note(build.a_reply(build.a_question(), ben), by=sam)
    agree(note, by=ben, words="One list in the hall.", credit_line="Ben of Tulsa")
    page = build.a_milestone("Convene Innovators", stage=stage, body=[("field_note", note)])
    print_everything()
    before = sum("Ben of Tulsa" in html for html in pressed), len(read(page.url).select("[id^=field-note]"))
    end(note, ben)
    left = {edition.kind for edition in Edition.objects.made()}
    pressed.clear()
    later()
    making.print_what_is_due(me="a printer")

    assert before == (2, 1) and left == {"stages"}
    assert {"guide", "stage"} <= {edition.kind for edition in Edition.objects.made()}
    assert pressed and not [html for html in pressed if "One list in the hall." in html or "Ben of Tulsa" in html]
    assert read(page.url).select("[id^=field-note]") == []
    assert [block.block_type for block in fresh(page).body] == ["field_note"]


def test_of_somebody_erased_the_entries_keep_their_times_alone(ben, sam):
    note = build.a_field_note(build.a_reply(build.a_question(), ben), by=sam)
    agree(note, by=ben, words="One list in the hall.", credit_line="Ben of Tulsa")
    erase(ben)
    note = fresh(note)
    yes = note.consents.get()

    assert (note.state, note.ended_why, note.words, note.asked_words, note.credit_line) == ("ended", "erased", "", "", "")
    assert (yes.words, yes.name_as_given) == ("", "") and yes.given_at and yes.withdrawn_at
