"""Which pages an import writes: over starter text and what it wrote itself, never over what staff edited; whole or not at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from guide.importing import writing
from guide.importing.tree import Tree
from guide.importing.writing import Outcome, write
from guide.models import ContentPage, GuideHome, Source, StoryPage
from tests import build
from tests.guide.importing import saved_pages
from tests.guide.importing.onto_the_site import FIRST, STAGE, at, edited, imported, kinds, starter, state
from tests.guide.importing.saved_pages import draft_of, milestone, overview

pytestmark = pytest.mark.django_db


def test_a_starter_page_becomes_the_coalitions_on_the_same_page():
    starter(STAGE, FIRST)
    before = at(FIRST)

    done = imported(milestone())

    page = at(FIRST)
    assert (done.outcome, page.pk, page.slug) == (Outcome.REPLACED, before.pk, before.slug)
    assert (page.source, page.is_starter, page.live, page.edited_by_staff) == (Source.IMPORT, False, True, False)
    assert page.source_address.endswith("stage_1_milestone_1_convene_innovators.aspx")
    assert [block.value["heading"] for block in page.body if block.block_type == "prompt"] == ["Ask the crossing guard", "Find a room", "Who Holds the Key?"]
    assert kinds(page) == ["prompt"] * 3 + ["video"] * 2 + ["pull_story"] * 2


def test_again_writes_nothing():
    starter(STAGE, FIRST)
    imported(milestone())
    before = state()

    with CaptureQueriesContext(connection) as queries:
        done = imported(milestone())

    assert [done.outcome, *(story.outcome for story in done.stories)] == [Outcome.UNCHANGED] * 3
    assert state() == before
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_a_change_at_the_source_is_brought_over():
    starter(STAGE, FIRST)
    imported(milestone())

    done = imported(milestone().replace("Bring coffee", "Bring tea"))

    assert done.outcome is Outcome.UPDATED
    assert "Bring tea" in str(at(FIRST).body[0].value["body"])
    assert not at(FIRST).edited_by_staff


@pytest.mark.parametrize("publish", [True, False])
def test_what_staff_edited_is_kept(publish):
    starter(STAGE, FIRST)
    imported(milestone())
    revision = edited(at(FIRST), lead="Eve's words.").latest_revision
    if publish:
        revision.publish()
    before = state()

    done = imported(milestone().replace("Bring coffee", "Bring tea"))

    assert (done.outcome, done.reason) == (Outcome.KEPT, "staff edited it")
    assert state() == before


def test_a_starter_page_that_staff_edited_is_kept():
    starter(STAGE, FIRST)
    edited(at(FIRST), lead="Eve's words.").latest_revision.publish()

    assert imported(milestone()).outcome is Outcome.KEPT
    assert at(FIRST).lead == "Eve's words."


def test_a_page_that_staff_wrote_took_down_or_locked_is_kept():
    starter(STAGE, FIRST, f"{STAGE}/assess-readiness")
    at(FIRST).unpublish()
    Page.objects.filter(pk=at(f"{STAGE}/assess-readiness").pk).update(locked=True)
    build.a_milestone("Increase Visibility", stage=at(STAGE))

    reasons = [
        imported(milestone("Stage 1 Milestone 1", "Convene Innovators")).reason,
        imported(milestone("Stage 1 Milestone 2", "Assess Readiness")).reason,
        imported(milestone("Stage 1 Milestone 6", "Increase Visibility")).reason,
    ]

    assert reasons == ["staff took it off the site", "staff locked it", "staff wrote it"]


def test_a_page_of_another_kind_in_its_place_is_kept():
    starter()
    build.a_content_page("Stage 1", under=at("part-3"), slug="stage-1")

    done = imported(overview())

    assert done.outcome is Outcome.KEPT
    assert isinstance(at(STAGE), ContentPage)


def test_the_home_has_its_credit_and_its_offer():
    imported(saved_pages.home())

    home = GuideHome.objects.get()
    assert home.credit == "This Guide was prepared with generous support from a baker."
    assert "We come by train" in str(home.learn_more)
    assert StoryPage.objects.get().milestones.count() == 0


def test_a_case_study_stands_under_part_four_with_its_place():
    imported(saved_pages.case_study())

    page = at("part-4/evansville-indiana")
    assert (page.title, str(page.place)) == ("From One School to an Entire District", "Evansville, IN")
    assert kinds(page) == ["prose", "quotation", "prose"]


def test_a_dry_run_says_the_same_and_writes_nothing():
    starter(STAGE)
    before = state()

    dry = [imported(text, dry_run=True) for text in (overview(), milestone())]

    assert state() == before
    assert not StoryPage.objects.exists()
    real = [imported(text) for text in (overview(), milestone())]
    assert [(done.outcome, done.added, done.remarks, [story.outcome for story in done.stories]) for done in dry] == [
        (done.outcome, done.added, done.remarks, [story.outcome for story in done.stories]) for done in real
    ]


def test_a_dry_run_over_an_empty_site_notes_each_missing_page_once():
    tree = Tree.of_the_guide(dry_run=True)

    first = write(draft_of(milestone()), tree)
    second = write(draft_of(milestone("Stage 1 Milestone 2", "Assess Readiness")), tree)

    assert first.added == ["part-1", "part-2", "part-3", STAGE]
    assert second.added == []
    assert Page.objects.count() == 2


def test_an_import_stopped_in_the_middle_of_a_page_leaves_nothing_half_done(monkeypatch):
    starter(STAGE, FIRST)
    before = state()
    monkeypatch.setattr(writing, "fill", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        imported(milestone())

    monkeypatch.undo()
    assert state() == before
    assert imported(milestone()).outcome is Outcome.REPLACED


def test_the_pages_can_be_saved_in_the_cms_as_they_are():
    imported(milestone())

    for page in (at(FIRST), StoryPage.objects.first()):
        page.full_clean()


@pytest.mark.parametrize("place", ["", STAGE, FIRST])
def test_a_visitor_reads_what_was_imported(client, place):
    for text in (saved_pages.home(), overview(), milestone()):
        imported(text)

    answer = client.get(f"/{place}/".replace("//", "/"))

    assert answer.status_code == 200
    assert {"": "three o&#x27;clock", STAGE: "Nobody needs a budget", FIRST: "Ask the crossing guard"}[place] in answer.content.decode()
