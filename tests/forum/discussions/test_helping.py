"""Asking for what is missing, and saying that one writes an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.discussions import actions, care
from forum.discussions.models import Question
from forum.letters.models import Letter
from tests import build
from tests.build import fresh
from tests.forum.discussions.replying import send
from tests.forum.discussions.words import text_of
from tests.mail import tell_everybody
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


# ---------------------------------------------------------------- more is needed


def test_a_helper_asks_for_more_and_the_asker_and_the_lists_say_so(client_of, ana, ben, question):
    assert 'id="asks" checked' in client_of(ben).get(f"/questions/{question.pk}/reply/?asks=1").content.decode()

    send(client_of(ben), question, body="Which doors?", asks="1")

    assert (fresh(question).missing_in, fresh(question).standing) == (1, "missing")
    tell_everybody()
    assert Letter.objects.get(address=ana.email).kind == "reply"
    assert "Ben Okafor needs to know more to answer" in text_of(client_of(ana).get("/my/notices/"))
    assert "Somebody who wants to help needs to know more. Read what they ask" in text_of(client_of(ana).get(question.get_absolute_url()))
    assert "Needs more information" in text_of(Client().get("/questions/"))


def test_it_is_over_when_the_asker_replies(client_of, ana, ben, question):
    send(client_of(ben), question, body="Which doors?", asks="1")

    send(client_of(ana), question, body="The front ones.")

    assert (fresh(question).missing_in, fresh(question).standing) == (None, "talking")


def test_or_when_the_reply_is_taken_away_or_an_answer_is_chosen_or_the_asker_says_so(client_of, ana, ben, question):
    for end in (
        lambda reply: actions.withdraw(by=ben, post=reply),
        lambda reply: client_of(ana).post(f"/questions/{question.pk}/enough/"),
        lambda reply: actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None),
    ):
        reply = actions.reply(by=ben, question=question, body="<p>Which?</p>", asks_for_more=True)
        assert fresh(question).missing_in == reply.number

        end(reply)

        assert fresh(question).missing_in is None


def test_newcomers_and_the_asker_cannot_set_it(client_of, ana, newcomer, question):
    send(client_of(ana), question, asks="1")
    send(client_of(newcomer), question, asks="1", agree="on")

    assert fresh(question).missing_in is None


# ---------------------------------------------------------------- I am answering this


def test_others_read_who_is_answering_and_the_visitor_does_not(client_of, ana, ben, question):
    client_of(ben).post(f"/questions/{question.pk}/answering/")

    pages = {who: text_of(client.get(question.get_absolute_url())) for who, client in {"ana": client_of(ana), "ben": client_of(ben), "visitor": Client()}.items()}

    assert "Ben Okafor is answering this" in pages["ana"]
    assert ["is answering this" in pages[who] for who in ("ben", "visitor")] == [False, False]


def test_it_ends_by_itself_by_pressing_again_and_by_posting(client_of, ben, question):
    client, press = client_of(ben), f"/questions/{question.pk}/answering/"
    client.post(press)
    Question.objects.update(answering_until=timezone.now() - timedelta(seconds=1))
    assert not fresh(question).is_being_answered

    client.post(press)
    assert fresh(question).is_being_answered
    client.post(press)
    assert not fresh(question).is_being_answered

    client.post(press)
    send(client, question)
    assert (fresh(question).answering_by, fresh(question).answering_until) == (None, None)


def test_the_second_reads_who_was_first(client_of, ben, question):
    gus = build.a_member("Gus Weber")
    client_of(ben).post(f"/questions/{question.pk}/answering/")

    answer = client_of(gus).post(f"/questions/{question.pk}/answering/")

    assert answer.status_code == 409
    assert "Ben Okafor was first" in text_of(answer)
    assert fresh(question).answering_by == ben


def test_of_two_at_once_one_is_answering(transactional_db):
    question, people = build.a_question(), [build.a_member("Ben Okafor"), build.a_member("Gus Weber")]

    said = at_once(*[lambda person=person: care.say_i_am_answering(question, by=person) for person in people])

    assert sorted(said) == [False, True]
    assert fresh(question).answering_by == people[said.index(True)]


def test_it_costs_visitors_nothing_and_members_one_query(client_of, ana, ben, question):
    clients = [Client(), client_of(ana)]
    before = [cost_of(client, question) for client in clients * 2][2:]
    care.say_i_am_answering(question, by=ben)

    assert [cost_of(client, question) for client in clients * 2][2:] == [before[0], before[1] + 1]


def cost_of(client: Client, question: Question) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(question.get_absolute_url())
    return len(seen)
