"""A story, and the list of them, as readers meet them."""

import pytest
from django.test import Client

from guide.models import Place
from tests import build
from tests.reading import links, read, words

pytestmark = pytest.mark.django_db


def test_a_story_names_its_place_its_credit_and_where_it_belongs():
    milestone = build.a_milestone("Convene Innovators")
    place = Place.objects.create(city="Larkspur Falls", state="MN")
    story = build.a_story("A bus", place=place, credit_line="Grace Lindqvist", told_on="2026-10-05", milestones=[milestone])

    seen = read(story)

    assert words(seen.h1) == "A bus"
    assert words(seen.select_one(".row__meta")) == "Larkspur Falls, MN Grace Lindqvist October 2026 1 minute read"
    assert ("Stage 1, Milestone 1: Convene innovators", milestone.url) in links(seen.select_one(".onpage"))


def test_a_story_of_former_days_says_so():
    assert "No longer current." in words(read(build.a_story(no_longer_current=True)).main)


def test_the_list_of_stories_begins_with_the_newest():
    build.a_story("Older", told_on="2024-01-01")
    build.a_story("Undated")
    build.a_story("Newer", told_on="2026-01-01")

    assert [words(title) for title in read("/stories/").select(".story-grid h3")] == ["Newer", "Older", "Undated"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_stories_costs_the_same_with_one_and_with_three(django_assert_max_num_queries, count):
    for number in range(count):
        place = Place.objects.create(city=f"Town {number}", state="MN")
        build.a_story(f"Story {number}", place=place, milestones=[build.a_milestone(f"Milestone {number}")])
    client = Client()
    client.get("/stories/")

    with django_assert_max_num_queries(12):
        client.get("/stories/")


@pytest.mark.parametrize("count, minutes", [(20, 1), (900, 4)])
def test_reading_time_is_told_in_minutes(count, minutes):
    assert build.a_story(body=[("prose", f"<p>{'word ' * count}</p>")]).minutes == minutes
