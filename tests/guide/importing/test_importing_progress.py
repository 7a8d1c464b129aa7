"""Benchmarks and pitfalls of a stage that an import wrote."""

import pytest

from guide.importing.writing import Outcome
from tests.guide.importing import saved_pages
from tests.guide.importing.onto_the_site import STAGE, at, edited, imported, starter
from tests.guide.importing.saved_pages import overview

pytestmark = pytest.mark.django_db


def test_starter_benchmarks_and_pitfalls_do_not_stay_on_the_coalitions_page():
    starter(STAGE)
    assert at(STAGE).pitfalls.count() and at(STAGE).benchmarks.count()

    done = imported(overview())

    page = at(STAGE)
    assert (page.pitfalls.count(), page.benchmarks.count(), page.characteristics.count()) == (0, 0, 1)
    assert "benchmarks and pitfalls go" in done.remarks[0]


def test_pitfalls_come_from_the_progress_page_and_outlast_the_overview():
    starter("part-3/stage-4")

    first = imported(saved_pages.progress())
    again = imported(saved_pages.progress())
    imported(overview(number=4, title="PLAN FOR SUSTAINABILITY", note=""))

    assert (first.outcome, again.outcome) == (Outcome.UPDATED, Outcome.UNCHANGED)
    assert [row.text for row in at("part-3/stage-4").pitfalls.all()] == ["Counting the chairs and not the people.", "Waiting for June."]


def test_pitfalls_do_not_touch_a_stage_that_staff_edited():
    starter("part-3/stage-4")
    edited(at("part-3/stage-4"), lead="Eve's words.")

    assert imported(saved_pages.progress()).outcome is Outcome.KEPT


def test_pitfalls_of_a_stage_that_is_not_there_yet():
    done = imported(saved_pages.progress())

    assert done.outcome is Outcome.ADDED
    assert at("part-3/stage-4").pitfalls.count() == 2
