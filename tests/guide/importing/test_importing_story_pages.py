"""The stories of an imported page become pages of their own."""

import pytest

from guide.importing.writing import Outcome
from guide.models import Consent, ConsentKind, Place, StoryPage
from tests.guide.importing.onto_the_site import FIRST, STAGE, at, edited, imported, starter, state
from tests.guide.importing.saved_pages import milestone

pytestmark = pytest.mark.django_db


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
