"""The column beside a question: where its answer is, where it was asked, and what else people asked there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.discussions.models import guide_home
from guide.models import Topic
from tests import build
from tests.reading import read, words


def beside(question, heading: str, query: str = "") -> list[tuple[str, str]]:
    """The links under a heading of the column."""
    found = [one for one in read(question.get_absolute_url() + query).select("aside h2") if words(one) == heading]
    return [(words(link), link["href"]) for link in found[0].find_next_sibling("ul").select("a")] if found else []


@pytest.fixture
def families(db) -> Topic:
    return Topic.objects.create(name="Families", order=20)


def test_people_also_asked_on_the_page_and_then_on_the_topic(ana, families):
    here, there = build.a_milestone("Reach out"), build.a_milestone("Agree on roles")
    asked = build.a_question(ana, title="Who drives?", on=here, topic=families)
    shared = build.a_question(ana, title="Who reads?", on=here, topic=families)
    of_the_topic = [build.a_question(ana, title=title, on=there, topic=families) for title in ("Who sings?", "Who cooks?", "Who waits?")]
    hidden = build.a_question(ana, title="Who hides?", on=here)
    actions.take_away(hidden, to="hidden", expected=("visible",))
    build.a_question(ana, title="Who knows?", on=there)

    found = beside(asked, "People also asked")

    assert found == [(one.title, one.get_absolute_url()) for one in (shared, of_the_topic[2], of_the_topic[1])]


def test_stories_of_the_milestone_stand_beside_a_question(ana):
    here, there = build.a_milestone("Reach out"), build.a_milestone("Agree on roles")
    build.a_story("Another place", milestones=[there])
    told = [build.a_story(title, milestones=[here]) for title in ("First", "Second", "Third", "Fourth")]
    asked, of_the_stage = build.a_question(ana, on=here), build.a_question(ana, on=here.get_parent())
    before = beside(asked, "Stories from the Field")

    told[3].unpublish()

    assert before == [(story.title, story.address) for story in (told[3], told[2], told[1])]
    assert beside(asked, "Stories from the Field") == [(story.title, story.address) for story in (told[2], told[1], told[0])]
    assert [title for title, _address in beside(of_the_stage, "Stories from the Field")] == ["Third", "Second", "First"]
    assert beside(build.a_question(ana, on=guide_home()), "Stories from the Field") == []


def test_the_only_question_of_a_page_has_nothing_beside_it(ana):
    assert beside(build.a_question(ana), "People also asked") == []


def test_the_column_leads_to_the_chosen_answer_and_to_the_reply(ana, ben):
    asked = build.a_question(ana)
    before = beside(asked, "In this conversation")
    answer = build.a_reply(asked, ben)
    actions.choose_answer(by=ana, question=asked, reply=answer, instead_of=None)

    shown = read(asked.get_absolute_url())

    assert before == [("Write a reply", "#your-reply")]
    assert beside(asked, "In this conversation") == [("Chosen answer", f"#{answer.anchor}"), ("Latest, and reply", "#your-reply")]
    assert shown.select_one("#your-reply") and shown.select_one(f"#{answer.anchor}")
    assert beside(asked, "In this conversation", f"?after={answer.path}")[0] == ("Chosen answer", f"{asked.get_absolute_url()}#replies")


@pytest.mark.parametrize(("reader", "at_most"), [("visitor", 6), ("member", 10)])
def test_a_question_that_nobody_read_since_the_last_change_costs_no_more(settings, ana, ben, families, reader, at_most):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    page, client = build.a_milestone(), Client()
    if reader == "member":
        client.force_login(ben)
    client.get(build.a_question(ana, on=page, topic=families).get_absolute_url())  # what is read once a process
    for _ in range(5):
        asked = build.a_question(ana, on=page, topic=families)
    for _ in range(3):
        build.a_reply(asked, ben)

    with CaptureQueriesContext(connection) as cost:
        client.get(asked.get_absolute_url())

    assert len(cost) <= at_most, [one["sql"][:100] for one in cost.captured_queries]
