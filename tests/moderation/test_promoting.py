"""An accepted story becomes a draft page: once, whole or not at all, and of our own making."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry

from forum.stories import actions as stories
from forum.stories.models import Credit, Photo, StoryState
from guide.models import Function, GuideImage, Initiative, Place, StoryIndexPage, StoryPage
from moderation import promotion
from moderation.models import Act, Decision
from moderation.promotion import NotPromoted, promote
from moderation.story_actions import decide
from tests import build
from tests.moderation.conftest import a_photo, a_written_story, acts, an_accepted_story, fresh

pytestmark = pytest.mark.django_db

QUERIES_AT_MOST = 150


def body_of(page: StoryPage) -> list[tuple[str, object]]:
    """Blocks of the latest revision as they are stored, without ids."""
    return [(block["type"], block["value"]) for block in page.get_latest_revision_as_object().body.raw_data]


def test_everything_is_carried_over(ben, joan, accepted):
    accepted.functions.set(Function.objects.all()[:2])

    page = promote(by=joan, submission=accepted)

    page = StoryPage.objects.get(pk=page.pk)
    latest = page.get_latest_revision_as_object()
    assert (page.live, page.title, page.owner, latest.title) == (False, accepted.title, joan, accepted.title)
    assert page.get_parent().specific == StoryIndexPage.objects.get()
    assert (page.place.county, page.place.state, page.initiative.name) == ("Tamarack County", "WI", "Cradle to Career")
    assert page.credit_line == "Ben Okafor"
    assert list(latest.milestones.all()) == list(page.milestones.all()) == list(accepted.milestones.all())
    assert list(page.functions.all()) == list(accepted.functions.all())
    assert body_of(page) == [
        ("prose", "<h3>What was going on</h3><p>Each of our nine schools had <b>somebody</b> making calls.</p>"),
        ("prose", "<h3>What we did</h3><p>We put one desk in the county office.</p>"),
        ("quotation", {"text": "Sit there on Mondays.", "speaker": "", "role": ""}),
        ("prose", "<h3>What changed</h3><p>Every principal can now tell you who called.</p>"),
    ]


def test_the_page_and_the_story_know_each_other(joan, accepted):
    page = promote(by=joan, submission=accepted)

    assert fresh(accepted).page == page
    assert (fresh(accepted).state, page.submission) == (StoryState.ACCEPTED, accepted)
    decision = Decision.objects.about(accepted).first()
    assert (decision.act, decision.by) == (Act.PROMOTED, joan)
    entry = PageLogEntry.objects.get(page=page.pk, action="forum.promote")
    assert (entry.user, entry.data["story"]) == (joan, accepted.pk)


@pytest.mark.parametrize(
    "words",
    ['<p>&lt;embed embedtype="image" id="1"&gt;</p>', '<embed embedtype="image" id="1">', '<p><a linktype="page" id="1">x</a><script>x()</script></p>'],
)
def test_no_string_of_the_members_becomes_html(ben, joan, words):
    build.the_story_index()
    story = an_accepted_story(ben, joan, title="<script>x()</script>", going_on=words)

    page = promote(by=joan, submission=story)

    stored = str(body_of(page)).lower()
    assert not any(sign in stored for sign in ("<embed", "<a linktype", "<script"))
    assert page.title == "<script>x()</script>"  # a title is text, and is drawn as text


def test_photos_that_are_ready_become_figures_that_nobody_else_can_see(ben, joan, settings):
    build.the_story_index()
    story = a_written_story(ben)
    ready = a_photo(story, alt="A desk, " + "seen from the door, " * 15)
    a_photo(story, people=Photo.People.UNSURE, color="red")
    a_photo(story, alt="", color="green")
    Photo.objects.filter(alt="").update(people="")
    story.photos.filter(alt="").delete()
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)

    page = promote(by=joan, submission=story)

    picture = GuideImage.objects.get()
    kind, value = body_of(page)[-1]
    assert (kind, value["image"], value["alt"]) == ("figure", picture.pk, ready.alt)
    assert (picture.credit, picture.is_held) == ("Ben Okafor", True)
    assert not Path(settings.MEDIA_ROOT).exists()


@pytest.mark.parametrize(
    ("credit", "line"),
    [(Credit.FULL, "Ben Okafor, school nurse"), (Credit.FIRST_NAME, "Ben"), (Credit.COMMUNITY, "Tamarack County, WI"), (Credit.NONE, "")],
)
def test_the_author_is_named_as_they_chose(ben, joan, credit, line):
    build.the_story_index()
    ben.role = "school nurse"
    ben.save()

    page = promote(by=joan, submission=an_accepted_story(ben, joan, credit=credit))

    assert page.credit_line == line


@pytest.mark.parametrize(
    ("typed", "known"),
    [({"city": "tamarack  county"}, ("", "Tamarack County")), ({"city": "Oakland", "us_state": "CA"}, ("Oakland", "Alameda County")), ({"only_state": True}, ("", ""))],
)
def test_a_place_and_an_initiative_of_the_list_are_used_again(ben, joan, typed, known):
    build.the_story_index()
    where = Place.objects.create(city=known[0], county=known[1], state=typed.get("us_state", "WI"))
    initiative = Initiative.objects.create(name="Cradle to career")

    page = promote(by=joan, submission=an_accepted_story(ben, joan, place=typed))

    assert (page.place, page.initiative) == (where, initiative)


def test_pressed_again_it_is_the_same_page(joan, lee, accepted):
    page = promote(by=joan, submission=accepted)

    assert promote(by=lee, submission=accepted) == promote(by=joan, submission=accepted) == page
    assert StoryPage.objects.count() == 1
    assert acts() == [Act.ACCEPTED, Act.PROMOTED]


def test_two_stories_of_one_title_and_one_of_signs_alone_stand_at_their_own_addresses(ben, joan):
    build.the_story_index()
    told = [an_accepted_story(ben, joan, title=title) for title in ("The bus", "The bus", "???")]

    slugs = [promote(by=joan, submission=story).slug for story in told]

    assert slugs == ["the-bus", "the-bus-2", f"story-{told[2].pk}"]


def test_taken_back_meanwhile(ben, joan, accepted):
    stories.take_back(by=ben, story=accepted)

    with pytest.raises(NotPromoted, match="Ben Okafor has taken this story back"):
        promote(by=joan, submission=accepted)

    assert not StoryPage.objects.exists()


def test_its_author_left_meanwhile(ben, joan, accepted):
    ben.is_active = False
    ben.save()

    with pytest.raises(NotPromoted, match="has closed the account"):
        promote(by=joan, submission=accepted)

    assert not StoryPage.objects.exists()


def test_a_story_that_was_not_accepted(joan, sent):
    build.the_story_index()

    with pytest.raises(NotPromoted, match="this story is now “With an editor”. Accept it first."):
        promote(by=joan, submission=sent)


def test_a_guide_without_a_place_for_stories(ben, joan):
    story = an_accepted_story(ben, joan)
    StoryIndexPage.objects.all().delete()

    with pytest.raises(NotPromoted, match="Stories from the Field"):
        promote(by=joan, submission=story)


def test_a_moderator_makes_no_page_of_their_own_story(joan, lee):
    build.the_story_index()
    own = an_accepted_story(joan, lee)

    with pytest.raises(PermissionDenied):
        promote(by=joan, submission=own)


def test_a_photo_whose_file_is_lost_leaves_nothing_half_done(ben, joan, settings):
    build.the_story_index()
    story = a_written_story(ben)
    a_photo(story)
    lost = a_photo(story, color="red")
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)
    lost.file.storage.delete(lost.file.name)

    with pytest.raises(NotPromoted, match="cannot be read just now"):
        promote(by=joan, submission=story)

    assert (fresh(story).page_id, StoryPage.objects.count(), GuideImage.objects.count()) == (None, 0, 0)
    assert acts() == [Act.ACCEPTED]
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_failure_at_the_last_step_leaves_nothing(joan, accepted, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(promotion, "record", fails)
    with pytest.raises(RuntimeError):
        promote(by=joan, submission=accepted)

    assert (fresh(accepted).page_id, StoryPage.objects.count()) == (None, 0)


def test_a_file_that_is_no_photo_any_more(ben, joan):
    build.the_story_index()
    story = a_written_story(ben)
    Path(a_photo(story).file.path).write_bytes(b"")
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)

    with pytest.raises(NotPromoted, match="cannot be read just now"):
        promote(by=joan, submission=story)


def test_a_draft_that_an_editor_deleted_is_made_anew(joan, accepted):
    promote(by=joan, submission=accepted).delete()
    assert fresh(accepted).page_id is None

    page = promote(by=joan, submission=accepted)

    assert (fresh(accepted).page, page.live) == (page, False)


@pytest.mark.django_db(transaction=True)
def test_from_the_desk_to_the_site_and_off_it_again(ben, joan, client, settings):
    settings.VISITOR_PAGES_KEPT_FOR = 0
    build.the_story_index()
    story = a_written_story(ben)
    a_photo(story)
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)
    page = promote(by=joan, submission=story)
    held = GuideImage.objects.get().file.url
    assert (client.get(page.url).status_code, client.get(held).status_code) == (404, 404)

    stories.say_yes(by=ben, story=story, revision_id=fresh(page).latest_revision_id)
    fresh(page).latest_revision.publish()
    shown = GuideImage.objects.get().file.url
    assert (client.get(page.url).status_code, client.get(shown).status_code, fresh(story).state) == (200, 200, StoryState.PUBLISHED)

    stories.take_back(by=ben, story=fresh(story))
    assert (client.get(page.url).status_code, client.get(shown).status_code, client.get(held).status_code) == (410, 404, 404)


def test_six_photos_cost_at_most_150_queries(ben, joan):
    build.the_story_index()
    story = a_written_story(ben)
    for color in ("red", "green", "blue", "black", "white", "gray"):
        a_photo(story, color=color)
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)

    with CaptureQueriesContext(connection) as queries:
        page = promote(by=joan, submission=story)

    assert [kind for kind, _value in body_of(page)].count("figure") == 6
    assert len(queries) <= QUERIES_AT_MOST
