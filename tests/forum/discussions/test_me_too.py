"""“I have this question too”: counted once a member, and followed from then on."""

from __future__ import annotations

import pytest

from forum.discussions import actions
from forum.discussions.models import MeToo, Question
from forum.letters.follows import Follow, Pace
from tests import build
from tests.forum.discussions.words import text_of
from tests.mail import tell_everybody
from tests.racing import at_once


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def press(client, question: Question):
    return client.post(f"/questions/{question.pk}/me-too/")


def count(question: Question) -> int:
    question.refresh_from_db()
    assert question.me_too_count == MeToo.objects.filter(question=question).count()
    return question.me_too_count


def follows_of(person) -> list[str]:
    return list(Follow.objects.filter(person=person, kind="question").values_list("pace", flat=True))


def test_a_member_says_so_and_may_take_it_back(client_of, stranger_client, ben, question):
    client = client_of(ben)

    assert press(client, question).headers["Location"] == question.get_absolute_url()
    assert (count(question), follows_of(ben)) == (1, [""])
    assert 'aria-pressed="true"' in client.get(question.get_absolute_url()).content.decode()
    assert "I have this question too 1" in text_of(stranger_client.get(f"{question.get_absolute_url()}?n=2"))

    press(client, question)
    assert (count(question), follows_of(ben)) == (0, [])
    assert 'aria-pressed="false"' in client.get(question.get_absolute_url()).content.decode()


def test_who_asked_reads_how_many_and_cannot_press(client_of, ana, ben, eve, question):
    for person in (ben, eve):
        press(client_of(person), question)

    page = client_of(ana).get(question.get_absolute_url())

    assert "2 people have it too" in text_of(page)
    assert "/me-too/" not in page.content.decode()
    assert press(client_of(ana), question).status_code == 403


def test_one_is_told_when_an_answer_is_chosen(client_of, ana, ben, eve, question):
    reply = build.a_reply(question, eve)
    press(client_of(ben), question)

    actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None)
    tell_everybody()

    assert "The reply of Eve Marsh was chosen as the answer" in text_of(client_of(ben).get("/my/notices/"))


def test_a_pace_that_was_chosen_stays(client_of, ben, question):
    Follow.objects.create(person=ben, kind="question", key=str(question.pk), pace=Pace.DAILY)

    press(client_of(ben), question)
    press(client_of(ben), question)

    assert follows_of(ben) == [Pace.DAILY]


def test_a_visitor_signs_in_and_finds_a_page_with_the_button(client, client_of, ben, question):
    sent = client.get(f"/questions/{question.pk}/me-too/")
    page = client_of(ben).get(f"/questions/{question.pk}/me-too/")

    assert sent.status_code == 302 and f"next=/questions/{question.pk}/me-too/" in sent.headers["Location"]
    assert "Do you have this question too?" in text_of(page)
    assert count(question) == 0


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_count_once_a_member(ana, ben, sam, eve):
    question = build.a_question(ana)

    at_once(*[lambda one=one: actions.say_me_too(by=one, question=question) for one in (ben, sam, eve)])

    assert count(question) == 3
