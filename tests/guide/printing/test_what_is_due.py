"""A change is noted, waits for the end of an evening's publishing, and is printed once, whoever falls over meanwhile."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from guide.models import Place
from guide.models.freshness import what_is_fresh
from guide.printing import changes, making
from guide.printing.models import Edition, Overtaken, Step, Unprinted
from tests import build
from tests.guide.printing.conftest import later, print_everything, the_edition


def test_publishing_asks_for_the_guide_the_stages_and_each_stage_once_it_is_quiet(milestone):
    assert not changes.something_is_due()

    later()

    assert changes.something_is_due()
    assert [edition.kind for edition in Edition.objects.in_order()] == ["guide", "stages", "stage"]
    assert not Unprinted.objects.exists()


def test_many_publications_in_a_row_give_one_printing(milestone, bare_press):
    for _time in range(3):
        milestone.save_revision().publish()
    later()

    changes.something_is_due()
    making.print_what_is_due(me="a printer")

    assert bare_press == ["The stages in short", "Stage 1: Decide to scale up", "Scaling up school and community partnerships"]
    assert not changes.something_is_due()


def test_publishing_without_end_does_not_put_printing_off_for_ever(milestone):
    later(changes.LONGEST_WAIT)

    milestone.save_revision().publish()

    assert changes.something_is_due()


def test_what_nobody_reads_asks_the_database_twice(milestone, bare_press, django_assert_num_queries):
    print_everything()
    Unprinted.objects.all().delete()

    with django_assert_num_queries(2):
        assert not changes.something_is_due()


def test_the_words_of_a_list_are_a_change(db):
    Place.objects.create(city="Tulsa", state="OK")

    assert Unprinted.objects.exists()


def test_where_printing_is_off_nothing_is_noted(settings, db):
    settings.PRINT_EDITIONS = False

    build.a_content_page()

    assert not Unprinted.objects.exists()


def test_an_edition_that_says_the_same_is_not_printed_again(milestone, bare_press):
    print_everything()
    first = the_edition().file
    bare_press.clear()

    print_everything()

    assert bare_press == []
    assert the_edition().file == first


def test_a_new_printing_takes_the_old_ones_place_and_pages_are_drawn_anew(milestone, bare_press, django_capture_on_commit_callbacks):
    print_everything()
    before, fresh = the_edition().file, what_is_fresh()

    milestone.title = "Convene the Innovators"
    milestone.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        print_everything()

    assert the_edition().file != before
    assert default_storage.exists(the_edition().file) and not default_storage.exists(before)
    assert what_is_fresh() > fresh


def test_a_stage_that_is_taken_off_takes_its_edition_along(milestone, stage, bare_press, django_capture_on_commit_callbacks):
    print_everything()
    file = the_edition().file

    stage.unpublish()
    with django_capture_on_commit_callbacks(execute=True):
        print_everything()

    assert not Edition.objects.filter(kind="stage").exists()
    assert not default_storage.exists(file)


def test_two_printers_never_have_the_same(milestone):
    later()
    changes.something_is_due()

    had = [Edition.objects.claim(me=name) for name in ("one", "two", "one", "two")]

    assert len({edition.pk for edition in had if edition}) == 3
    assert had[3] is None


def test_what_a_killed_printer_had_is_taken_over_and_it_cannot_finish(milestone, bare_press):
    later()
    changes.something_is_due()
    lost = Edition.objects.claim(me="killed")
    Edition.objects.filter(pk=lost.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))

    making.print_what_is_due(me="another")

    assert Edition.objects.get(pk=lost.pk).file
    with pytest.raises(Overtaken):
        lost.tell(Step.LAYING_OUT, 3)
    with pytest.raises(Overtaken):
        lost.is_done(file="printed/old.pdf")


def test_a_printer_that_goes_gives_back_what_it_had(milestone):
    later()
    changes.something_is_due()
    Edition.objects.claim(me="going")

    assert Edition.objects.release(me="going") == 1
    assert Edition.objects.due().free().count() == 3


def test_a_change_while_it_is_printed_leaves_it_due(milestone, monkeypatch):
    later()
    changes.something_is_due()

    def press(manuscript, *, progress):
        Edition.objects.filter(claimed_by="a printer").update(due_at=timezone.now() + timedelta(seconds=1))  # someone published, and it was taken up
        return b"%PDF", 1

    monkeypatch.setattr(making, "the_press", lambda: press)
    making.print_what_is_due(me="a printer")
    later()

    assert Edition.objects.due().count() == 3
    assert Edition.objects.made().count() == 3


def test_what_breaks_is_told_and_tried_again_later_and_later(milestone, monkeypatch, caplog):
    monkeypatch.setattr(making, "the_press", lambda: lambda manuscript, *, progress: 1 / 0)
    later()
    changes.something_is_due()

    making.print_what_is_due(me="a printer")
    first = the_edition()
    later(timedelta(minutes=1))
    making.print_what_is_due(me="a printer")

    assert first.trouble == making.SOMETHING_BROKE
    assert "ZeroDivisionError" in caplog.text
    assert (the_edition().tries, the_edition().claimed_by) == (2, "")
    assert the_edition().due_at > timezone.now() + timedelta(seconds=90)


def test_where_pango_is_missing_staff_read_what_to_install(milestone, monkeypatch, client_of, eve):
    monkeypatch.setitem(sys.modules, "guide.printing.press", None)  # as if its import failed
    later()
    changes.something_is_due()

    making.print_what_is_due(me="a printer")

    assert {edition.trouble for edition in Edition.objects.all()} == {str(making.PANGO_IS_MISSING)}
    assert "install libpango-1.0-0" in client_of(eve).get("/cms/editions/").content.decode()
    assert "(PDF)" not in client_of(eve).get("/part-3/stage-1/").content.decode()


def test_files_of_killed_printers_are_swept_and_those_that_are_read_stay(milestone, bare_press, monkeypatch):
    print_everything()
    default_storage.save("printed/left.pdf", ContentFile(b"%PDF"))

    assert making.remove_old_files() == 0

    monkeypatch.setattr(making, "LEFT_AFTER", timedelta(seconds=-1))
    assert making.remove_old_files() == 1
    assert default_storage.exists(the_edition().file)
