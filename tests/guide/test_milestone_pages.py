"""A milestone as readers meet it."""

import pytest
from django.test import Client

from forum.discussions import actions
from guide.models import MilestonePage, Place, Source
from tests import build
from tests.reading import links, read, words

pytestmark = pytest.mark.django_db


def test_a_milestone_says_where_it_stands():
    stage = build.a_stage("Decide to Scale Up")
    build.a_milestone("Convene Innovators", stage=stage)
    page = build.a_milestone("Broaden Collaborative Leadership", stage=stage, lead="Widen the circle.")
    build.a_milestone("Increase Visibility", stage=stage)

    seen = read(page)

    assert words(seen.select_one(".eyebrow")) == "Stage 1 · Milestone 2 of 3"
    assert words(seen.h1) == "Broaden collaborative leadership"
    assert words(seen.select_one(".lead")) == "Widen the circle."
    assert [words(crumb) for crumb in seen.select(".crumbs li")] == ["Guide home", "Stage 1: Decide to scale up", "Milestone 2"]
    assert [words(link) for link in seen.select(".stagerail a[aria-current]")] == ["1 Stage 1: Decide to scale up"]
    assert links(seen.select_one(".pager")) == [
        ("Milestone 1 Convene innovators", "/part-3/stage-1/convene-innovators/"),
        ("Milestone 3 Increase visibility", "/part-3/stage-1/increase-visibility/"),
    ]


def test_each_passage_has_its_anchor_and_its_margin_note():
    page = build.a_milestone(prompts=["Reach out", "Keep trying"])
    first, second = (block.id for block in page.body)
    for number in range(2):
        build.a_question(on=page, passage=first, title=f"Question number {number} about this?")

    seen = read(page)

    assert [passage["id"] for passage in seen.select(".annot")] == [f"passage-{first}", f"passage-{second}"]
    assert [links(note) for note in seen.select(".margin")] == [
        [("2 questions : Reach out", f"/questions/?page={page.pk}&passage={first}"), ("Ask about this : Reach out", f"/ask/?page={page.pk}&passage={first}")],
        [("Ask about this : Keep trying", f"/ask/?page={page.pk}&passage={second}")],
    ]


def test_see_and_discuss_tell_true_numbers():
    page = build.a_milestone()
    build.a_story("One", milestones=[page])
    build.a_story("Two", milestones=[page])
    build.a_question(on=page, title="The first question here?")

    assert [words(item) for item in read(page).select(".trio li")] == ["See 2 stories", "Share your story", "Discuss 1 question"]


def test_a_quiet_milestone_invites():
    assert [words(item) for item in read(build.a_milestone()).select(".trio li")] == ["See no stories yet", "Share the first story", "Discuss the first question"]
    assert "Someone has to be first." in words(read(MilestonePage.objects.get()).select_one("#stories .empty"))


def test_a_milestone_with_one_question_asks_for_another():
    page = build.a_milestone()
    build.a_question(on=page)

    assert words(read(page).select_one("#ask .empty h3")) == "This is a quiet milestone"
    build.a_question(on=page)
    assert read(page).select_one("#ask .empty") is None


def test_a_question_that_waits_for_review_is_not_counted(newcomer):
    page = build.a_milestone()
    build.a_question(newcomer, on=page)

    assert words(read(page).select(".trio li")[2]) == "Discuss the first question"


def test_a_story_is_opened_in_place_beside_its_passage():
    story = build.a_story("A bus", lead="Forty of us went.")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story}), ("prompt", {"heading": "Keep on", "body": "<p>Do.</p>"})])

    seen = read(page)

    opened = seen.select_one(f"section.prose details#story-{story.pk}")
    assert "Forty of us went." in words(opened)
    assert ("Read the whole story : A bus", story.url) in links(opened)
    assert ("1 story : Reach out", f"#story-{story.pk}") in links(seen.select(".margin")[0])
    assert words(seen.select_one(".trio li")) == "See 1 story"


def test_stories_at_the_end_of_the_text_are_shown_once_under_it():
    story = build.a_story("A bus")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story})])
    story.milestones = [page]
    story.save_revision().publish()

    seen = read(page)

    assert len(seen.select(f"#story-{story.pk}")) == 1
    assert seen.select_one(f"#stories #story-{story.pk}")
    assert words(seen.select_one(".trio li")) == "See 1 story"


def test_a_story_taken_off_the_site_is_gone_from_the_milestone():
    story = build.a_story("A bus")
    prompt = ("prompt", {"heading": "Reach out", "body": "<p>Ask them.</p>"})
    page = build.a_milestone(body=[prompt, ("pull_story", {"story": story}), prompt])
    story.unpublish()

    seen = read(page)

    assert not seen.select(f"#story-{story.pk}")
    assert words(seen.select_one(".trio li")) == "See no stories yet"


@pytest.mark.parametrize("source, marked", [(Source.STARTER, True), (Source.IMPORT, False)])
def test_only_starter_text_is_marked(source, marked):
    page = build.a_milestone()
    page.publish_from(source=source, address="starter:x", digest="x")

    assert ("This is starter text." in words(read(page).main)) is marked


def test_starter_text_that_an_editor_changed_is_not_marked():
    page = build.a_milestone()
    page.publish_from(source=Source.STARTER, address="starter:x", digest="x")
    page.save_revision().publish()

    assert "This is starter text." not in words(read(page).main)


@pytest.mark.parametrize("who", ["a stranger", "ana"])
def test_a_milestone_costs_the_same_however_much_stands_on_it(client_of, ana, django_assert_max_num_queries, who):
    client = client_of(ana) if who == "ana" else Client()
    one, three = (a_milestone_with(number) for number in (1, 3))
    client.get(one.url)

    with django_assert_max_num_queries(12 if who == "a stranger" else 16) as few:
        client.get(one.url)
    with django_assert_max_num_queries(len(few)):
        client.get(three.url)


def a_milestone_with(number: int) -> MilestonePage:
    """So many prompts, each with a story beside it and a question, half of them answered."""
    body = []
    for n in range(number):
        place = Place.objects.create(city=f"Town {number}-{n}", state="MN")
        body.append(("prompt", {"heading": f"Prompt {n}", "body": "<p>Words.</p>"}))
        body.append(("pull_story", {"story": build.a_story(f"Story {number}-{n}", place=place)}))
    page = build.a_milestone(f"Milestone of {number}", body=[*body, ("prose", "<p>The end.</p>")])
    for n in range(number):
        build.a_story(f"Related {number}-{n}", milestones=[page])
        question = build.a_question(on=page, passage=page.body[2 * n].id, title=f"Question {n} on this milestone?")
        actions.choose_answer(by=question.author, question=question, reply=build.a_reply(question), instead_of=None)
    return page
