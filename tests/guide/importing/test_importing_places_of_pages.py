"""Where imported pages stand: in their order, also where staff renamed, moved, or deleted some."""

import pytest

from guide.importing.writing import Outcome
from guide.models import MilestonePage, PartPage, Source, StagePage
from tests.guide.importing.onto_the_site import FIRST, STAGE, at, imported, starter
from tests.guide.importing.saved_pages import milestone, overview

pytestmark = pytest.mark.django_db


def test_a_page_that_staff_renamed_is_not_added_a_second_time():
    starter(STAGE, FIRST)
    page = at(FIRST)
    page.slug = "find-the-first-few"
    page.save()

    imported(milestone())

    assert MilestonePage.objects.count() == 1
    assert at(f"{STAGE}/find-the-first-few").source == Source.IMPORT


def test_an_imported_page_that_staff_moved_is_found():
    imported(overview())
    page = at(STAGE)
    page.slug = "the-first-stage"
    page.save()

    assert imported(overview()).outcome is Outcome.UNCHANGED


def test_an_imported_page_that_staff_deleted_stays_deleted():
    imported(milestone())
    at(FIRST).delete()

    done = imported(milestone())

    assert (done.outcome, done.reason) == (Outcome.KEPT, "an import added it once and staff deleted it")
    assert not MilestonePage.objects.exists()


def test_a_missing_stage_is_added_with_all_that_stands_before_it():
    done = imported(overview(number=3, title="PLAN FOR SCALE-UP", note=""))

    assert [page.slug for page in PartPage.objects.order_by("path")] == ["part-1", "part-2", "part-3"]
    assert [(page.slug, page.title) for page in StagePage.objects.order_by("path")] == [
        ("stage-1", "Decide to Scale Up"),
        ("stage-2", "Develop an Operating Framework"),
        ("stage-3", "Plan for Scale-Up"),
    ]
    assert done.added == ["part-1", "part-2", "part-3", "part-3/stage-1", "part-3/stage-2"]


def test_an_empty_page_added_before_is_filled_later_in_its_place():
    imported(overview(number=3, title="PLAN FOR SCALE-UP", note=""))
    empty = at(STAGE)

    done = imported(overview())

    assert (done.outcome, at(STAGE).pk) == (Outcome.ADDED, empty.pk)
    assert [page.slug for page in StagePage.objects.order_by("path")] == ["stage-1", "stage-2", "stage-3"]


def test_milestones_stand_in_their_order_whatever_the_order_of_import():
    imported(milestone("Stage 3 Milestone 4", "Develop a Rollout Strategy", stories=""))
    imported(milestone("Stage 3 Milestone 2", "Create a Results-Based Logic Model", stories=""))

    assert [page.title for page in at("part-3/stage-3").get_children()] == [
        "Define Desired Results",
        "Create a Results-Based Logic Model",
        "Prepare for Evaluation",
        "Develop a Rollout Strategy",
    ]


def test_a_starter_milestone_that_staff_deleted_is_not_put_back_for_the_number():
    starter(STAGE, FIRST)
    at(FIRST).delete()

    imported(milestone("Stage 1 Milestone 2", "Assess Readiness", stories=""))

    assert [page.title for page in at(STAGE).get_children()] == ["Assess Readiness"]
