"""Drafts into pages: over starter text, over earlier imports, never over what staff did; again, and after being stopped."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from guide.importing import writing
from guide.importing.tree import Tree
from guide.importing.writing import Done, Outcome, write
from guide.loading import load_starter
from guide.models import Consent, ConsentKind, ContentPage, GuideHome, MilestonePage, PartPage, Place, Source, StagePage, StoryPage
from guide.starter import read_starter
from tests import build
from tests.guide.importing import saved_pages
from tests.guide.importing.saved_pages import draft_of, milestone, overview

pytestmark = pytest.mark.django_db

STAGE = "part-3/stage-1"
FIRST = f"{STAGE}/convene-innovators"


def at(place: str) -> Page:
    return Page.objects.get(url_path=f"/home/{place}/" if place else "/home/").specific


def imported(text: str, *, dry_run: bool = False) -> Done:
    return write(draft_of(text), Tree.of_the_guide(dry_run=dry_run))


def starter(*places: str) -> None:
    """The starter guide as far as these places."""
    load_starter([page for page in read_starter().pages if page.path in ("", "part-3", "stories", *places)])


def edited(page: Page, **fields) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def kinds(page: Page) -> list[str]:
    return [block.block_type for block in page.body]


def state() -> list[tuple]:
    return list(Page.objects.order_by("pk").values_list("pk", "title", "slug", "live", "latest_revision_id", "path"))


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


def test_stories_stand_among_the_stories_with_place_milestone_and_consent():
    starter(STAGE, FIRST)

    imported(milestone())

    story = StoryPage.objects.get(title__startswith="Families")
    assert (story.get_parent().slug, story.live, str(story.place)) == ("stories", True, "Larkspur Falls, MN")
    assert [page.pk for page in story.milestones.all()] == [at(FIRST).pk]
    assert list(Consent.objects.filter(story=story).values_list("kind", flat=True)) == [ConsentKind.EARLIER]
    assert story.body[0].block_type == "prose"
    assert [block.value["story"].title for block in at(FIRST).body if block.block_type == "pull_story"][0] == story.title


def test_a_story_changed_at_the_source_is_the_same_page_with_one_consent():
    imported(milestone())
    before = StoryPage.objects.get(title__startswith="Families")

    done = imported(milestone().replace("forty people", "fifty people"))

    assert (done.outcome, done.stories[0].outcome) == (Outcome.UNCHANGED, Outcome.UPDATED)
    assert "fifty" in str(StoryPage.objects.get(pk=before.pk).body)
    assert StoryPage.objects.count() == 2
    assert Consent.objects.filter(story=before).count() == 1


def test_a_story_that_staff_edited_or_deleted_is_left_as_it_is():
    imported(milestone())
    edited(StoryPage.objects.get(title__startswith="Families"), title="The gym").latest_revision.publish()
    StoryPage.objects.get(title__startswith="When").delete()

    done = imported(milestone().replace("forty people", "fifty people").replace("signed a lease", "signed anything"))

    assert [story.outcome for story in done.stories] == [Outcome.KEPT, Outcome.KEPT]
    assert [story.title for story in StoryPage.objects.all()] == ["The gym"]


def test_two_stories_with_one_title_have_addresses_of_their_own():
    imported(milestone(stories="THE SAME TITLE\n\nIn Quillen City, MO.\n\n\nTHE SAME TITLE\n\nIn Ogden, UT."))

    assert sorted(StoryPage.objects.values_list("slug", flat=True)) == ["the-same-title", "the-same-title-2"]


def test_a_county_is_a_county():
    imported(milestone(stories="Buses in Kent County, Michigan, run late."))

    assert Place.objects.filter(city="", county="Kent County", state="MI").exists()


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
