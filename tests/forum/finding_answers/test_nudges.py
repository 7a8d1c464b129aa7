"""Whoever asked is thanked and reminded to choose an answer, four times at most, and it stops when it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.finding_answers.links import looking_link
from forum.finding_answers.models import Nudging
from forum.finding_answers.nudges import nudge
from forum.letters.actions import compose_now
from forum.letters.models import Letter, LetterStop, MailSettings
from tests import build
from tests.forum.finding_answers.conftest import BEGINNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(clock, ana, ben):
    """Ana's question, with a reply of Ben's."""
    question = build.a_question(ana, title="Who drives?")
    build.a_reply(question, ben)
    return question


def nudges() -> int:
    return Letter.objects.filter(kind="nudge").count()


def over(days: list[float], clock) -> list[int]:
    """How many reminders there are after each day's look; a second look changes nothing."""
    found = []
    for day in days:
        clock(day)
        nudge()
        nudge()
        found.append(nudges())
    return found


def test_after_one_three_seven_and_thirty_days_and_never_again(asked, clock):
    assert over([0, 0.9, 1, 2, 3, 6, 7, 29, 30, 90, 400], clock) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


def test_a_worker_that_was_away_sends_one_and_for_old_questions_none(asked, clock, ana, ben):
    other = build.a_question(ana, title="Who cooks?")
    build.a_reply(other, ben)
    clock(0)
    nudge()  # it knows both
    Nudging.objects.filter(question=other).delete()

    assert over([20], clock) == [2]  # one for each
    Nudging.objects.filter(question=other).delete()
    Letter.objects.all().delete()
    assert over([200], clock) == [1]  # the last about the first; the other is too old to begin with


def test_it_thanks_and_says_what_can_be_done(asked, clock, mailbox, ana):
    over([1, 30], clock)
    first, last = Letter.objects.filter(kind="nudge").order_by("id")

    assert compose_now(first) and compose_now(last)

    assert first.subject == "Did a reply settle it? Who drives?"
    assert "Thank you for asking. Your question has 1 reply." in first.text and looking_link(asked.pk) in first.text
    assert "This is the last time we ask." in last.text
    assert "List-Unsubscribe-Post" in first.headers and "Stop emails like this one" in first.text


def test_a_choice_ends_it_also_for_a_letter_that_waits_to_leave(asked, clock, ana):
    over([1], clock)
    actions.choose_answer(by=ana, question=asked, reply=asked.replies.get(), instead_of=None)

    assert not compose_now(Letter.objects.get(kind="nudge"))
    assert over([3, 30], clock) == [1, 1]


def test_still_looking_ends_it_by_a_press_and_not_by_looking(asked, clock, client):
    over([1], clock)
    address = looking_link(asked.pk)
    page = client.get(address).content.decode()
    still_due = Nudging.objects.get().due_at
    for _press in range(2):
        done = client.post(address).content.decode()

    assert "I am still looking" in page and still_due is not None
    assert "We ask no more whether it is settled" in done and f"/questions/{asked.pk}/reply/" in done
    assert not compose_now(Letter.objects.get(kind="nudge"))
    assert over([3, 7, 30], clock) == [1, 1, 1]


def test_a_press_by_mistake_is_taken_back(asked, clock, client):
    over([1], clock)
    client.post(looking_link(asked.pk))

    assert "We remind you again" in client.post(looking_link(asked.pk), {"again": "yes"}).content.decode()
    assert over([3], clock) == [2]


def test_the_stop_in_it_stops_reminders_and_nothing_else(asked, clock, client, ana):
    over([1], clock)
    letter = Letter.objects.get(kind="nudge")
    compose_now(letter)
    client.post(letter.headers["List-Unsubscribe"].strip("<>").replace("http://localhost:8000", ""), {"List-Unsubscribe": "One-Click"})

    stop = LetterStop.objects.get()

    assert (stop.person, stop.kind, stop.question) == (ana, "nudge", 0)


@pytest.mark.parametrize("wish", [{"replies": "on_site"}, {"paused_until": BEGINNING + timedelta(days=90)}])
def test_who_hears_nothing_of_replies_by_mail_is_not_reminded(asked, clock, ana, wish):
    MailSettings.objects.create(person=ana, **wish)

    assert over([1, 3], clock) == [0, 0]


def test_replies_of_ones_own_begin_nothing(clock, ana):
    build.a_reply(build.a_question(ana), ana)

    assert over([1, 3], clock) == [0, 0]


def test_a_link_of_somebodys_making_opens_nothing(asked, client):
    for token in ("12", "12:abc", "é"):
        assert client.get(f"/still-looking/{token}/").status_code == 404


def test_many_questions_ask_as_much_as_few(clock, ana, ben):
    page = build.a_milestone()

    def queries(number: int, day: int) -> int:
        clock(day)
        for one in range(number):
            build.a_reply(build.a_question(ana, on=page, title=f"Who {day} {one}?"), ben)
        nudge()
        clock(day + 1)
        with CaptureQueriesContext(connection) as found:
            nudge()
        return len(found)

    assert queries(9, day=100) <= queries(2, day=0)


def test_whoever_asked_is_thanked_for_choosing_and_staff_are_not(client_of, ana, ben, sam):
    first, second = (build.a_reply(build.a_question(ana, title=title), ben) for title in ("Who drives?", "Who cooks?"))

    said = [client_of(person).post(f"/questions/{reply.question_id}/replies/1/choose/", follow=True).content.decode() for person, reply in ((ana, first), (sam, second))]

    assert ["It now stands at the top" in page for page in said] == [True, False]
