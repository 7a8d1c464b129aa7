"""No unanswered question is ever lost: over 400 days the queue equals a plain list kept beside it, and so does every letter."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.discussions.models import Question
from forum.finding_answers.ladder import climb
from forum.finding_answers.models import InHand
from forum.finding_answers.queries import unanswered
from forum.letters.models import Letter, MailSettings
from moderation import caring
from moderation.actions import decide
from moderation.models import Act
from moderation.unanswered import bring_back, read_unanswered, set_aside
from tests import build
from tests.build import fresh
from tests.forum.finding_answers.conftest import BEGINNING

pytestmark = pytest.mark.django_db

DAYS = 400


def letters() -> list[tuple[str, str]]:
    return sorted(Letter.objects.filter(kind="unanswered").values_list("address", "subject"))


# ---------------------------------------------------------------- a plain list beside the real thing


@dataclass
class Plain:
    """One question as anybody would note it on paper."""

    asked_on: int
    shown: bool = True
    aside: bool = False
    replies: dict[int, bool] = field(default_factory=dict)  # reply → is it visible?
    told: int = 0  # the highest rung somebody heard of, while it was in the queue

    @property
    def waits(self) -> bool:
        return self.shown and not self.aside and not any(self.replies.values())

    def rung(self, day: int) -> int:
        return sum(day - self.asked_on >= after for after in (1, 3, 7, 14))


def test_over_400_days_the_queue_equals_the_open_unanswered_questions(clock, ana, ben, sam):
    chance, page, paper, expected = random.Random(20311), build.a_milestone(), {}, 0  # noqa: S311
    for day in range(DAYS):
        clock(day)
        _a_day(chance, paper, day, page=page, ana=ana, ben=ben, sam=sam)
        if chance.random() < 0.85:  # on the other days no worker is there
            before = Letter.objects.filter(kind="unanswered").count()
            climb()
            if day % 7 == 0:
                climb()  # a second one at once changes nothing
            expected = _somebody_is_told(paper, day)
            assert Letter.objects.filter(kind="unanswered").count() - before == expected, f"day {day}"
            assert set(InHand.objects.filter(owner=sam).values_list("pk", flat=True)) == {pk for pk, one in paper.items() if one.waits}, f"day {day}"

        queue = [line.subject.pk for line in read_unanswered(sam)[0]] if day % 5 == 0 else list(unanswered().order_by("pk").values_list("pk", flat=True))

        assert queue == sorted(pk for pk, one in paper.items() if one.waits), f"day {day}"
    assert len(paper) > 40 and sum(one.told == 4 for one in paper.values()) > 5


def _somebody_is_told(paper: dict[int, Plain], day: int) -> bool:
    """Sam hears of all in one letter, of each when it came to a rung that he has not heard of since it waits."""
    climbed = False
    for one in paper.values():
        rung = one.rung(day) if one.waits else 0
        climbed, one.told = climbed or rung > one.told, rung
    return climbed


def _a_day(chance: random.Random, paper: dict[int, Plain], day: int, *, page, ana, ben, sam) -> None:
    """What people do on it, each now and then."""
    if chance.random() < 0.14:
        paper[build.a_question(ana, on=page, title=f"Who opens on day {day}?").pk] = Plain(day)
    known = [(pk, one) for pk, one in paper.items() if day - one.asked_on < 40]
    for pk, one in known:
        if chance.random() < 0.06:
            _something_happens(chance, Question.objects.get(pk=pk), one, ana=ana, ben=ben, sam=sam)


def _something_happens(chance: random.Random, question: Question, one: Plain, *, ana, ben, sam) -> None:
    what = chance.choice(["answer", "own words", "hide", "hide a reply", "aside"])
    if what == "answer" and one.shown:
        one.replies[build.a_reply(question, ben).pk] = True
    elif what == "own words" and one.shown:
        build.a_reply(question, ana)  # the asker's own: it waits on
    elif what == "hide":
        decide(by=sam, post=question, act=Act.HID if one.shown else Act.RESTORED, reason="Not here.")
        one.shown = not one.shown
    elif what == "hide a reply" and one.replies:
        number, shown = chance.choice(list(one.replies.items()))
        decide(by=sam, post=question.replies.get(pk=number), act=Act.HID if shown else Act.RESTORED, reason="Not here.")
        one.replies[number] = not shown
    elif what == "aside" and one.aside:
        bring_back(by=sam, question=question)
        one.aside = False
    elif what == "aside" and one.waits:
        set_aside(by=sam, question=question, reason="Answered by phone.")
        one.aside = True


# ---------------------------------------------------------------- the ladder


def test_the_owner_hears_after_a_day_and_three_then_everybody_who_can_help(clock, ana, sam, admin):
    nan = build.a_moderator("Nan Cole", email="nan@example.org")
    build.a_question(ana, title="Who drives?")
    heard = {}
    for day in (0, 0.9, 1, 2, 3, 6, 7, 13, 14, 30, 300):
        clock(day)
        climb()
        heard[day] = [address for address, _subject in letters()]
        Letter.objects.all().delete()

    assert heard.pop(1) == heard.pop(3) == [sam.email]
    assert heard.pop(7) == [nan.email, sam.email]
    assert heard.pop(14) == [admin.email, nan.email, sam.email]
    assert set(map(tuple, heard.values())) == {()}


def test_staff_who_ask_without_a_name_hear_of_it_as_their_colleagues_do(clock, sam, admin):
    build.a_question(sam, title="Who drives?", without_name=True)
    build.a_moderator("Nan Cole", email="nan@example.org")
    build.a_question(sam, title="Who sings?")
    clock(20)
    climb()

    assert {address: subject for address, subject in letters()} == {sam.email: "Still without an answer: Who drives?", admin.email: "2 questions are still without an answer", "nan@example.org": "2 questions are still without an answer"}


def test_a_worker_that_was_away_sends_one_letter_and_not_four(clock, ana, sam):
    for number in range(3):
        build.a_question(ana, title=f"Who drives on day {number}?")

    clock(20)
    climb()

    assert letters() == [(sam.email, "3 questions are still without an answer")]
    assert "Waits for 20 days. It is in your hand." in Letter.objects.get().text


def test_a_worker_that_dies_in_the_middle_tells_in_the_next_look(clock, ana, sam, monkeypatch):
    build.a_question(ana, title="Who drives?")
    climb()
    clock(1)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("forum.finding_answers.emails.write_letter", lambda **words: (_ for _ in ()).throw(RuntimeError))
        climb()

    climb()

    assert letters() == [(sam.email, "Still without an answer: Who drives?")]


def test_questions_are_shared_evenly_and_nobody_gets_their_own(clock, ana, sam):
    nan, away = build.a_moderator("Nan Cole"), build.a_moderator("Al Way")
    MailSettings.objects.create(person=away, paused_until=BEGINNING + timedelta(days=9))
    own = build.a_question(nan, title="Mine?")
    for number in range(5):
        build.a_question(ana, title=f"Who number {number}?")

    climb()

    assert InHand.objects.get(question=own).owner == sam
    assert [InHand.objects.filter(owner=one).count() for one in (sam, nan, away)] == [3, 3, 0]


def test_what_was_in_the_hand_of_somebody_who_left_is_somebody_elses(clock, ana, sam):
    asked = build.a_question(ana, title="Who drives?")
    clock(2)
    climb()
    nan = build.a_moderator("Nan Cole", email="nan@example.org")
    sam.groups.clear()
    Letter.objects.all().delete()

    climb()

    assert InHand.objects.get(question=asked).owner == nan
    assert letters() == [(nan.email, "In your hand now: Who drives?")]


def test_without_moderators_administrators_own_them_and_without_anybody_they_wait(clock, ana):
    asked = build.a_question(ana)
    clock(5)
    climb()
    nobodys = InHand.objects.get(question=asked).owner

    admin = build.an_administrator()
    climb()

    assert (nobodys, fresh(asked).in_hand.owner) == (None, admin)


def test_many_questions_ask_as_much_as_few(clock, ana, sam):
    def queries(number: int) -> int:
        clock(0)
        Question.objects.update(state="withdrawn")
        climb()
        page = build.a_milestone(f"Milestone {number}")
        for one in range(number):
            build.a_question(ana, on=page, title=f"Who {number} {one}?")
        clock(8)
        with CaptureQueriesContext(connection) as asked:
            climb()
        return len(asked)

    assert queries(12) <= queries(2)


def test_withdrawing_ends_it(clock, ana, sam):
    asked = build.a_question(ana)
    climb()
    actions.withdraw(by=ana, post=asked)

    climb()

    assert not InHand.objects.exists() and read_unanswered(sam)[0] == []


def test_closing_and_joining_end_it_and_opening_again_brings_it_back(clock, ana, sam):
    closed, joined, other = (build.a_question(ana, title=title) for title in ("Who drives?", "Who cooks?", "Who cooks at noon?"))
    caring.close(by=sam, question=closed, reason="Over.")
    caring.join(by=sam, question=joined, to=other, reason="The same.")
    without = list(unanswered())

    caring.open_again(by=sam, question=fresh(closed), reason="After all.")

    assert without == [other]  # the one that was joined to it is no reply
    assert list(unanswered().order_by("pk")) == [closed, other]
