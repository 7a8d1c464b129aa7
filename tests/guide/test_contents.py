"""The contents page and the counts of the spiral: both follow the tree."""

import pytest

from tests import build
from tests.browsing import hold_to_the_bars
from tests.reading import read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_guide():
    part = build.a_part(1, title="The Strategy")
    build.a_content_page("Why Now", under=part)
    stage = build.a_stage()
    convene, assess = build.a_milestone("Convene", stage=stage), build.a_milestone("Assess", stage=stage)
    build.a_content_page("House rules")
    return stage, convene, assess


def test_contents_lists_every_page_in_its_place(a_guide):
    seen = read("/contents/")

    listed = [(words(link), len(link.find_parents("ol"))) for link in seen.select(".contents a")]
    assert listed == [
        ("Guide home", 0), ("Part 1: The strategy", 1), ("Why now", 2), ("Part 2: Part 3", 1),
        ("Stage 1: Decide to scale up", 2), ("Milestone 1: Convene", 3), ("Milestone 2: Assess", 3),
    ]  # fmt: skip
    assert "House rules" in [words(link) for link in seen.select(".onpage a")]


def test_contents_follows_a_page_that_is_taken_off_or_renamed(a_guide):
    _stage, convene, assess = a_guide
    convene.unpublish()
    assess.title = "Assess Readiness"
    assess.save_revision().publish()

    names = [words(link) for link in read("/contents/").select(".contents a")]

    assert names[-1] == "Milestone 1: Assess readiness"


def test_contents_costs_the_same_with_one_page_and_with_ten(a_guide, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as few:
        read("/contents/")
    for number in range(9):
        build.a_milestone(f"Number {number}", stage=a_guide[0])
        build.a_content_page(f"Foot {number}")

    with django_assert_max_num_queries(len(few)):
        read("/contents/")


def test_each_foot_leads_to_the_contents():
    assert [link["href"] for link in read("/questions/").select(".foot a") if words(link) == "Contents"] == ["/contents/"]


def test_the_spiral_and_its_list_count_stories_and_questions(a_guide, ana):
    stage, convene, assess = a_guide
    build.a_story("One", milestones=[convene, assess])
    build.a_story("Two", milestones=[convene, stage])
    build.a_question(ana, on=assess)
    build.a_question(ana, on=stage, title="How long does it take?")

    seen = read("/")

    names = [link["aria-label"] for link in seen.select(".spiral a")]
    assert names == ["Stage 1 Decide to scale up 2 stories, 2 questions", "Stage 1, Milestone 1: Convene 2 stories", "Stage 1, Milestone 2: Assess 1 story, 1 question"]
    assert words(seen.select_one(".spiral .tally")) == "2 stories, 2 questions"
    assert words(seen.select_one(".stagelist > li")).startswith("1 . Decide to scale up 2 stories, 2 questions Convene 2 stories Assess 1 story, 1 question")


def test_a_quiet_spiral_counts_nothing(a_guide):
    seen = read("/")

    assert not seen.select(".tally")
    assert seen.select_one(".spiral a")["aria-label"] == "Stage 1 Decide to scale up"


def test_the_home_page_keeps_to_twelve_queries(a_guide, ana, client_of, django_assert_max_num_queries):
    build.a_story("One", milestones=[a_guide[1]])
    build.a_question(ana, on=a_guide[1])
    client = client_of(ana)
    client.get("/")

    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.django_db(transaction=True)
def test_contents_and_a_counting_spiral_hold_to_the_bars(page_of, a_guide, ana):
    build.a_story("One", milestones=[a_guide[1]])
    build.a_question(ana, on=a_guide[1])
    page = page_of()

    for address in ("/contents/", "/"):
        page.goto(address)
        hold_to_the_bars(page)
