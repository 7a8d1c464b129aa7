"""Topics: a list that staff curate, on stories and on questions, and the lists narrowed by them; stories by year."""

import pytest
from django.test import Client

from forum.discussions.models import Draft, Question
from guide.models import Characteristic, Function, Topic
from tests import build
from tests.browsing import hold_to_the_bars
from tests.reading import read, words

pytestmark = pytest.mark.django_db


def stories_at(query: str) -> list[str]:
    return [words(heading) for heading in read(f"/stories/{query}").select(".story-grid h3")]


def questions_at(query: str) -> list[str]:
    return [words(heading) for heading in read(f"/questions/{query}").select(".rows h2")]


@pytest.fixture
def families() -> Topic:
    return Topic.objects.create(name="Families", order=20)


@pytest.fixture
def shelf(families):
    """A story of 2024 on families, one of 2026 on nothing, and one that nobody dated."""
    one = build.a_story("A bus", told_on="2024-03-01")
    one.topics = [families]
    one.save_revision().publish()
    build.a_story("A clinic", told_on="2026-02-01", no_longer_current=True)
    build.a_story("A wall")


def test_the_functions_and_the_characteristics_are_topics_from_the_start():
    framework = [*Function.objects.order_by("order"), *Characteristic.objects.order_by("order")]

    assert [topic.name for topic in Topic.objects.all()] == [one.name for one in framework]
    assert len(framework) == 11


def test_an_editor_adds_a_topic(client_of, eve):
    answer = client_of(eve).post("/cms/snippets/guide/topic/add/", {"name": "Families", "order": 20})

    assert answer.status_code == 302
    assert Topic.objects.filter(name="Families").exists()


def test_stories_are_narrowed_by_topic_and_by_year(shelf, families):
    asked = ["", f"?topic={families.pk}", "?year=2026", f"?topic={families.pk}&year=2026", "?topic=0&year=1066"]

    assert [stories_at(query) for query in asked] == [["A clinic", "A bus", "A wall"], ["A bus"], ["A clinic"], [], ["A clinic", "A bus", "A wall"]]


def test_only_topics_in_use_are_offered_and_what_is_on_is_said(shelf, families):
    seen = read(f"/stories/?topic={families.pk}&year=2024")

    assert [box["id"] for box in seen.select("input[name=topic]")] == [f"topic-{families.pk}"]
    assert [words(option) for option in seen.select("#year option")] == ["Any year", "2026 (1)", "2024 (1)"]
    assert [words(chip) for chip in seen.select(".chips a")][:2] == ["Families , remove filter", "2024 , remove filter"]


def test_a_story_that_is_no_longer_current_says_so_on_the_list(shelf):
    cards = {words(card.h3): words(card) for card in read("/stories/").select(".story-grid > li")}

    assert [title for title, card in cards.items() if "No longer current" in card] == ["A clinic"]


def test_a_story_names_its_topics(shelf, families):
    seen = read("/stories/a-bus/")

    assert [(words(link), link["href"]) for link in seen.select(".onpage a")] == [("Families", f"/stories/?topic={families.pk}")]


def test_the_list_of_stories_costs_the_same_with_many_topics(shelf, families, django_assert_max_num_queries):
    with django_assert_max_num_queries(14) as few:
        read("/stories/")
    for number in range(3):
        story = build.a_story(f"Story {number}", told_on=f"20{number + 10}-01-01")
        story.topics = [families, Topic.objects.create(name=f"Topic {number}")]
        story.save_revision().publish()

    with django_assert_max_num_queries(len(few)):
        read("/stories/")


# ---------------------------------------------------------------- questions


def asked_by(client: Client, **details: str) -> Question | None:
    """Through the three steps."""
    client.post("/ask/", {"title": "Who brings the families in?"})
    key = Draft.objects.latest("pk").key
    client.post(f"/ask/{key}/details/", {"details": "We tried letters.", "where": "unsure", **details})
    client.post(f"/ask/{key}/check/", {"agree": "on"})
    return Question.objects.filter(title="Who brings the families in?").first()


def test_a_question_may_have_a_topic(client_of, ana, families):
    asked = asked_by(client_of(ana), topic=str(families.pk))

    assert asked.topic == families
    aside = read(asked.get_absolute_url()).select_one("aside")
    assert [link["href"] for link in aside.select("a") if words(link) == "Families"] == [f"/questions/?topic={families.pk}"]


def test_a_question_needs_no_topic(client_of, ana):
    assert asked_by(client_of(ana)).topic is None


def test_a_topic_that_is_gone_is_asked_for_again(client_of, ana, families):
    client = client_of(ana)
    number = families.pk
    families.delete()

    assert asked_by(client, topic=str(number)) is None


def test_questions_are_narrowed_by_topic(ana, families):
    build.a_question(ana, title="With a topic?", topic=families)
    build.a_question(ana, title="Without one?", on=build.a_milestone("Another"))

    assert questions_at(f"?topic={families.pk}") == ["With a topic?"]
    assert questions_at("?topic=0") == questions_at("?topic=%27") == ["Without one?", "With a topic?"]
    assert [link["href"] for link in read(f"/questions/?topic={families.pk}&show=waiting").select(".chips a")] == [f"?topic={families.pk}", "?show=waiting", "/questions/"]


def test_a_question_outlives_its_topic(ana, families):
    question = build.a_question(ana, topic=families)

    families.delete()

    question.refresh_from_db()
    assert question.topic is None


@pytest.mark.django_db(transaction=True)
def test_lists_with_topics_hold_to_the_bars(page_of, ana):
    topic = Topic.objects.first()
    build.a_question(ana, topic=topic)
    story = build.a_story("A bus", told_on="2024-03-01", no_longer_current=True)
    story.topics = [topic]
    story.save_revision().publish()
    page = page_of()

    for address in (f"/questions/?topic={topic.pk}", f"/stories/?topic={topic.pk}&year=2024", story.url):
        page.goto(address)
        hold_to_the_bars(page)
