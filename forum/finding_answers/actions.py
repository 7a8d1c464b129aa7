"""What is done with unanswered questions besides answering them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.discussions.models import Question
from forum.finding_answers.ladder import rung_at, rung_of
from forum.finding_answers.models import Helper, InHand, SetAside
from forum.letters.models import LetterStop


@transaction.atomic
def hand_over(*, question: Question, to: User, from_whom: int | None) -> bool:
    """`to` sees to it from now on. False when it is in the hand of somebody else than `from_whom` by now."""
    rung = rung_of(question, timezone.now())
    begun = InHand(question=question, owner_id=from_whom, rung=rung, due_at=rung_at(question, rung))
    InHand.objects.bulk_create([begun], ignore_conflicts=True)  # the worker may not have come to it yet
    return bool(InHand.objects.filter(question=question, owner=from_whom).update(owner=to))


def set_aside(*, by: User, question: Question, reason: str) -> bool:
    """It leaves the queue. False when somebody did that before."""
    _row, made = SetAside.objects.get_or_create(question=question, defaults={"by": by, "at": timezone.now(), "reason": reason})
    return made


def bring_back(*, question: Question) -> bool:
    """Into the queue, where its age puts it. False when it was not set aside."""
    return bool(SetAside.objects.filter(question=question).delete()[0])


# ---------------------------------------------------------------- who wants to be asked, and reminded


def wishes_of(person: User) -> dict[str, str | bool]:
    """As they chose, or stopped from a letter. Two queries."""
    stopped = set(LetterStop.objects.filter(person=person, kind__in=("asked-to-help", "nudge")).values_list("kind", flat=True))
    helper = Helper.objects.filter(person=person).first()
    wish = Helper.Wish.NEVER if "asked-to-help" in stopped else helper.wish if helper else Helper.Wish.KNOWN
    return {"wish": wish, "reminders": "nudge" not in stopped}


@transaction.atomic
def choose_wishes(person: User, *, wish: str, reminders: bool) -> None:
    """Whoever chooses to be asked takes back that they had stopped such letters."""
    Helper.objects.update_or_create(person=person, defaults={"wish": wish})
    if wish != Helper.Wish.NEVER:
        LetterStop(person=person, kind="asked-to-help").lift()
    stop = LetterStop(person=person, kind="nudge")
    if reminders:
        stop.lift()
    else:
        stop.keep()
