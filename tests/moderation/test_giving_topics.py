"""A moderator gives a question another topic of the list that staff curate, from its case."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.discussions.actions import TopicIsGone
from forum.discussions.models import PostState
from guide.models import Topic
from guide.models.freshness import what_is_fresh
from moderation.actions import decide, undo
from moderation.caring import give_topic
from moderation.models import Act, Decision
from tests.moderation.conftest import acts, fresh, letters_to
from tests.moderation.test_cases import seen_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def families() -> Topic:
    return Topic.objects.create(name="Families at School", order=20)


def test_a_question_gets_another_topic_and_the_log_says_which(sam, client_of, ana, asked, families):
    buses, client = Topic.objects.create(name="Buses", order=21), client_of(sam)
    for topic in (families, families, buses, None):  # the second press decides nothing
        done = client.post(f"/desk/questions/{asked.pk}/topic/", {"topic": topic.pk if topic else ""}, follow=True)
        assert fresh(asked).topic == topic

    log = client.get("/desk/log/").content.decode()

    assert "It has no topic." in done.content.decode()
    told = ["You gave this the topic “Families at school”", "You changed the topic of this from “Families at school” to “Buses”", "You took the topic “Buses” off this"]
    assert [log.count(words) for words in told] == [1, 1, 1]
    assert [(one.act, one.by) for one in Decision.objects.all()] == [(Act.GAVE_TOPIC, sam)] * 3
    assert letters_to(ana) == []


def test_lists_kept_for_visitors_forget_the_old_topic(sam, asked, families, django_capture_on_commit_callbacks):
    before = what_is_fresh()

    with django_capture_on_commit_callbacks(execute=True):
        give_topic(by=sam, question=asked, topic=families)

    assert what_is_fresh() > before


def test_no_topic_is_a_choice_and_nothing_to_leave_out(sam, client_of, asked):
    page = client_of(sam).get(f"/desk/questions/{asked.pk}/").content.decode()

    assert re.search(r'<label class="label label--small" for="id_topic">Topic\s*</label>', page)


def test_a_topic_on_the_log_keeps_its_name(sam, client_of, asked, families):
    give_topic(by=sam, question=asked, topic=families)
    families.delete()

    assert "You gave this the topic “Families at school”" in client_of(sam).get(f"/desk/questions/{asked.pk}/").content.decode()


def test_of_two_who_choose_a_topic_the_second_is_told(sam, nan, client_of, asked, families):
    buses, client = Topic.objects.create(name="Buses"), client_of(nan)
    page = client.get(f"/desk/questions/{asked.pk}/").content.decode()
    give_topic(by=sam, question=asked, topic=families)

    answer = client.post(f"/desk/questions/{asked.pk}/topic/", {"topic": buses.pk, "seen": seen_on(page)})

    assert answer.status_code == 409
    assert "Sam Haddad gave this the topic “Families at school” at" in answer.content.decode()
    assert fresh(asked).topic == families


@pytest.mark.parametrize("topic", ["0", "x", "99999999999999999999"])
def test_a_topic_that_is_none_changes_nothing(sam, client_of, asked, topic):
    answer = client_of(sam).post(f"/desk/questions/{asked.pk}/topic/", {"topic": topic})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Error: " in page and '<a href="#id_topic">That topic is not on the list any more.' in page
    assert (fresh(asked).topic, acts()) == (None, [])


def test_a_topic_deleted_meanwhile_is_said(sam, asked, families):
    gone = fresh(families)
    families.delete()

    with pytest.raises(TopicIsGone):
        give_topic(by=sam, question=asked, topic=gone)


def test_a_decision_that_is_undone_brings_its_reason_back_past_a_topic(sam, held, families):
    decide(by=sam, post=held, act=Act.DECLINED, reason="Take out the name.")
    give_topic(by=sam, question=held, topic=families)
    approved = decide(by=sam, post=held, act=Act.RESTORED)

    undo(by=sam, decision=approved)

    assert (fresh(held).state, fresh(held).reason) == (PostState.DECLINED, "Take out the name.")


def test_the_page_of_a_question_leads_moderators_to_its_topic(sam, ana, client_of, asked):
    pages = [client_of(person).get(asked.get_absolute_url()).content.decode() for person in (sam, ana)]

    assert [f'href="/desk/questions/{asked.pk}/#topic-heading"' in page for page in pages] == [True, False]


def test_a_case_costs_the_same_with_many_topics(sam, client_of, asked, families, django_assert_num_queries):
    give_topic(by=sam, question=asked, topic=families)
    client = client_of(sam)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/questions/{asked.pk}/")
    for number in range(3):
        give_topic(by=sam, question=asked, topic=Topic.objects.create(name=f"Topic {number}"))

    with django_assert_num_queries(len(few)):
        client.get(f"/desk/questions/{asked.pk}/")
