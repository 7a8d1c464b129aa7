"""The starter guide into pages: again, after staff have been there, and after being killed."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from guide.loading import Outcome, load_starter
from guide.models import GuideHome, MilestonePage, Source, StagePage, StoryPage
from guide.starter.demonstration import StarterStory
from guide.starter.notation import to_html
from guide.starter.reading import StarterPage, StarterStage, Where

pytestmark = pytest.mark.django_db

STAGE = "part-3/stage-1"


def prompt(heading: str, words: str) -> dict:
    return {"type": "prompt", "value": {"heading": heading, "body": f"<p>{words}</p>"}, "id": f"id-of-{heading}"}


def plain(path: str, kind: str = "ContentPage", title: str = "A title", words: str = "Some words.") -> StarterPage:
    return StarterPage(path, kind, title, "A lead.", [prompt("A heading", words)])


def stage(path: str = STAGE, functions: tuple[str, ...] = ("Data and Evaluation",)) -> StarterStage:
    return StarterStage(
        path,
        "StagePage",
        "Decide to Scale Up",
        "A lead.",
        [],
        characteristics=["Spread"],
        benchmarks=[(function, "intermediary", "Someone keeps the list.") for function in functions],
        pitfalls=["Waiting for the grant.", "One champion."],
    )


def small_guide(**words) -> list[StarterPage]:
    return [
        plain("", "GuideHome", title="The guide"),
        plain("part-3", "PartPage"),
        stage(),
        plain(f"{STAGE}/first", "MilestonePage", **words),
        plain(f"{STAGE}/second", "MilestonePage"),
        plain("stories", "StoryIndexPage"),
    ]


def invented_story(milestones: list[str]) -> StarterStory:
    return StarterStory(
        "stories/a-bus",
        "StoryPage",
        "A bus",
        "A lead.",
        [],
        where=Where("Larkspur Falls", "", "MN"),
        initiative="Falls Schools",
        milestones=milestones,
        functions=["Data and Evaluation"],
        credit_line="Grace Lindqvist",
        told_on=date(2026, 10, 1),
    )


def at(path: str) -> Page:
    return Page.objects.get(url_path=f"/home/{path}/").specific


def test_pages_stand_at_their_addresses_with_their_words():
    outcomes = load_starter(small_guide())

    milestone = at(f"{STAGE}/first")
    assert outcomes == {Outcome.UPDATED: 1, Outcome.ADDED: 5}
    assert (milestone.title, milestone.lead, milestone.live) == ("A title", "A lead.", True)
    assert milestone.body[0].id == "id-of-A heading"
    assert milestone.body[0].value["heading"] == "A heading"
    assert milestone.is_starter


def test_a_stage_has_its_benchmarks_pitfalls_and_characteristics():
    load_starter(small_guide())

    page = at(STAGE)
    assert [(one.function.name, one.level, one.text) for one in page.benchmarks.all()] == [
        ("Data and Evaluation", "intermediary", "Someone keeps the list.")
    ]
    assert [one.text for one in page.pitfalls.all()] == ["Waiting for the grant.", "One champion."]
    assert [one.name for one in page.characteristics.all()] == ["Spread"]


def test_the_home_of_the_migrations_becomes_the_home_of_the_guide():
    home = GuideHome.objects.get()

    load_starter(small_guide())

    assert GuideHome.objects.get().pk == home.pk
    assert GuideHome.objects.get().title == "The guide"


def test_again_changes_nothing_and_asks_little():
    load_starter(small_guide())
    revisions = at(f"{STAGE}/first").revisions.count()

    with CaptureQueriesContext(connection) as queries:
        outcomes = load_starter(small_guide())

    assert outcomes == {Outcome.SAME: 6}
    assert at(f"{STAGE}/first").revisions.count() == revisions
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert len(queries) < 20


def test_new_starter_words_replace_old_starter_words_on_the_same_page():
    load_starter(small_guide())
    before = at(f"{STAGE}/first")

    outcomes = load_starter(small_guide(words="Better words."))

    after = at(f"{STAGE}/first")
    assert outcomes == {Outcome.UPDATED: 1, Outcome.SAME: 5}
    assert after.pk == before.pk
    assert "Better words." in str(after.body[0].value["body"])
    assert after.is_starter


def test_a_link_follows_its_page_whether_it_stood_before_or_came_later():
    linked = 'See <a href="/part-3/">Part 3</a>, <a href="/stories/">stories</a>, and <a href="/ask/">ask</a>.'
    pages = small_guide(words=linked)
    load_starter(pages)
    part, stories = at("part-3"), at("stories")

    stories.slug = "tales"
    stories.save_revision().publish()
    text = at(f"{STAGE}/first").body[0].value["body"].source

    assert f'See <a linktype="page" id="{part.pk}">Part 3</a>, <a linktype="page" id="{stories.pk}">stories</a>, and <a href="/ask/">ask</a>.' in text
    assert load_starter(pages)[Outcome.UPDATED] == 0


def test_a_link_to_a_place_on_a_page_keeps_it_and_one_in_a_note_follows_too(client):
    words = to_html("Look at the [signs](/part-3/stage-1/#progress).[[Or at [Part 3](/part-3/#here), [later](/nowhere/), and [there](https://example.org/).]]")
    load_starter(small_guide(words=words))

    part = at("part-3")
    part.slug = "part-three"
    part.save_revision().publish()
    page = client.get("/part-three/stage-1/first/").content.decode()

    assert 'Look at the <a href="/part-three/stage-1/#progress">signs</a>.' in page
    assert 'Or at <a href="/part-three/#here">Part 3</a>, later, and <a href="https://example.org/" rel="nofollow">there</a>.' in page


def test_a_changed_stage_replaces_its_rows():
    load_starter(small_guide())

    load_starter([*small_guide()[:2], stage(functions=("Alignment and Integration", "Data and Evaluation"))])

    assert [one.function.name for one in at(STAGE).benchmarks.all()] == ["Alignment and Integration", "Data and Evaluation"]
    assert at(STAGE).pitfalls.count() == 2


def test_what_an_editor_changed_stays():
    load_starter(small_guide())
    page = at(f"{STAGE}/first")
    page.lead = "An editor’s lead."
    page.save_revision().publish()

    outcomes = load_starter(small_guide(words="Better words."))

    assert outcomes[Outcome.KEPT] == 1
    assert at(f"{STAGE}/first").lead == "An editor’s lead."
    assert not at(f"{STAGE}/first").is_starter


def test_an_editors_unpublished_draft_stays_the_newest_version():
    load_starter(small_guide())
    page = at(f"{STAGE}/first")
    page.lead = "Not ready yet."
    page.save_revision()

    load_starter(small_guide(words="Better words."))

    assert at(f"{STAGE}/first").get_latest_revision_as_object().lead == "Not ready yet."


def test_a_page_taken_off_the_site_stays_off():
    load_starter(small_guide())
    at(f"{STAGE}/first").unpublish()

    load_starter(small_guide(words="Better words."))

    assert not at(f"{STAGE}/first").live


def test_a_page_that_an_editor_deleted_does_not_come_back():
    load_starter(small_guide())
    at(f"{STAGE}/first").delete()

    outcomes = load_starter(small_guide())

    assert outcomes[Outcome.KEPT] == 1
    assert not MilestonePage.objects.filter(slug="first").exists()


def test_a_page_that_an_editor_moved_stays_where_it_is_and_is_still_brought_up_to_date():
    load_starter([*small_guide(), stage("part-3/stage-2")])
    at(f"{STAGE}/first").move(at("part-3/stage-2"), "last-child")

    load_starter([*small_guide(words="Better words."), stage("part-3/stage-2")])

    assert "Better words." in str(at("part-3/stage-2/first").body[0].value["body"])
    assert MilestonePage.objects.filter(slug="first").count() == 1


def test_an_imported_page_is_not_touched():
    load_starter(small_guide())
    page = at(f"{STAGE}/first")
    page.lead = "The Coalition’s lead."
    page.publish_from(source=Source.IMPORT, address="http://example.org/one.aspx", digest="x")

    outcomes = load_starter(small_guide(words="Better words."))

    assert outcomes == {Outcome.SAME: 5, Outcome.KEPT: 1}
    assert at(f"{STAGE}/first").lead == "The Coalition’s lead."


def test_a_page_new_in_the_starter_takes_its_place_in_reading_order():
    load_starter(small_guide())
    pages = small_guide()
    pages.insert(4, plain(f"{STAGE}/between", "MilestonePage"))

    load_starter(pages)

    assert [page.slug for page in at(STAGE).get_children()] == ["first", "between", "second"]


def test_stopped_halfway_the_next_run_finishes():
    def stop_at_the_stage(page, outcome):
        if page.path == STAGE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_starter(small_guide(), told=stop_at_the_stage)

    outcomes = load_starter(small_guide())

    assert outcomes == {Outcome.SAME: 3, Outcome.ADDED: 3}
    assert MilestonePage.objects.live().count() == 2


def test_a_page_that_fails_leaves_nothing_of_itself():
    broken = [*small_guide()[:2], stage(functions=("No such function",))]

    with pytest.raises(KeyError):
        load_starter(broken)

    assert not StagePage.objects.exists()
    assert load_starter(small_guide())[Outcome.ADDED] == 4


def test_an_invented_story_carries_its_consent_and_hangs_on_its_milestone():
    milestone = f"{STAGE}/first"
    story = invented_story(milestones=[milestone])

    load_starter([*small_guide(), story])

    page = StoryPage.objects.get(slug="a-bus")
    assert str(page.place) == "Larkspur Falls, MN"
    assert page.initiative.name == "Falls Schools"
    assert [one.name for one in page.functions.all()] == ["Data and Evaluation"]
    assert [one.pk for one in page.milestones.all()] == [at(milestone).pk]
    assert [consent.kind for consent in page.consents.all()] == ["demonstration"]


def test_production_refuses_invented_stories(settings):
    settings.DEMONSTRATION_ALLOWED = False

    with pytest.raises(CommandError, match="do not belong on a public site"):
        call_command("load_starter_guide", with_demonstration=True)
