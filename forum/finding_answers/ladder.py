"""Unanswered questions get a named owner at once, and staff hear of them after 1, 3, 7 and 14 days. The worker calls `climb`.

Safe to run twice and to kill: who was told, and how far up a question is, change in one transaction. A worker that was away for days tells of the
highest rung only, and each person in one letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import ADMINISTRATORS, DISCUSSION_MODERATORS, User
from forum.discussions.models import Question
from forum.finding_answers import emails
from forum.finding_answers.models import RUNGS, InHand
from forum.finding_answers.queries import unanswered

A_BATCH = 100
OTHERS_HEAR, ADMINISTRATORS_HEAR = 3, 4  # from this rung on, counted from one


def climb() -> int:
    """All that is due; how many questions were dealt with."""
    return let_go() + sum(_until_empty(take_in)) + sum(_until_empty(give_to_somebody_here)) + sum(_until_empty(climb_some))


def _until_empty(some) -> Iterator[int]:
    while number := some():
        yield number


def let_go() -> int:
    """Of questions that need no owner any more. Should one be unanswered again, it begins anew where its age puts it."""
    done = InHand.objects.exclude(question__in=unanswered())
    return done.delete()[0] if done.exists() else 0


@transaction.atomic
def _take_in(fresh: list[Question]) -> int:
    owners = _Owners()
    rows = [InHand(question=question, owner=owners.next(question), due_at=rung_at(question, 0)) for question in fresh]
    InHand.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def take_in() -> int:
    """An owner for each that has none: whoever has the fewest, and is not away."""
    fresh = list(unanswered().filter(in_hand=None).order_by("id").only("asked_at", "author")[:A_BATCH])
    return _take_in(fresh) if fresh else 0


def give_to_somebody_here() -> int:
    """What was in the hand of somebody who does not moderate any more, or of nobody, as long as there is somebody."""
    stranded = InHand.objects.exclude(owner__in=who_may_own()).order_by("pk")
    if not stranded.exists():
        return 0
    with transaction.atomic():
        owners = _Owners()
        if not owners.load:
            return 0
        rows = list(stranded.select_for_update(of=("self",), skip_locked=True).select_related("question")[:A_BATCH])
        for row in rows:
            row.owner = owners.next(row.question)
        InHand.objects.bulk_update(rows, ["owner"])
        given = [row for row in rows if row.rung]  # of the others they hear in time
        _tell({owner: [row for row in given if row.owner_id == owner.pk] for owner in {row.owner for row in given}}, "handed")
        return len(rows)


def climb_some() -> int:
    """One batch of those whose time has come, the oldest first."""
    now = timezone.now()
    due = InHand.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("question", "owner")[:A_BATCH])
        for row in rows:
            row.rung = rung_of(row.question, now)
            row.due_at = rung_at(row.question, row.rung)
        InHand.objects.bulk_update(rows, ["rung", "due_at"])
        _tell(_who_hears(rows), "rung")
    return len(rows)


def rung_of(question: Question, now: datetime) -> int:
    """How many rungs are behind a question of that age."""
    return sum(question.asked_at + timedelta(days=days) <= now for days in RUNGS)


def rung_at(question: Question, rung: int) -> datetime | None:
    """When the rung after `rung` is due."""
    return question.asked_at + timedelta(days=RUNGS[rung]) if rung < len(RUNGS) else None


# ---------------------------------------------------------------- who


def who_may_own() -> QuerySet[User]:
    """Discussion moderators who are here; administrators where there is none."""
    moderators = _in_groups(DISCUSSION_MODERATORS)
    return moderators if moderators.exists() else administrators()


def administrators() -> QuerySet[User]:
    return _in_groups(ADMINISTRATORS)


def _in_groups(name: str) -> QuerySet[User]:
    runs_it = Q(is_superuser=True) if name == ADMINISTRATORS else Q(pk__in=[])
    return User.objects.filter(Q(groups__name=name) | runs_it, is_active=True, is_coalition_staff=True, leaves_at=None).distinct()


class _Owners:
    """Hands out questions evenly. Nobody gets their own, and whoever pauses their mail gets none as long as others are here."""

    def __init__(self) -> None:
        here = who_may_own().select_related("mail_settings").order_by("pk")
        present = [one for one in here if not _is_away(one)] or list(here)
        counted = dict(InHand.objects.filter(owner__in=[one.pk for one in present]).values_list("owner").annotate(Count("pk")))
        self.load = {one: counted.get(one.pk, 0) for one in present}

    def next(self, question: Question) -> User | None:
        others = [one for one in self.load if one.pk != question.author_id] or list(self.load)
        if not others:
            return None
        owner = min(others, key=lambda one: (self.load[one], one.pk))
        self.load[owner] += 1
        return owner


def _is_away(person: User) -> bool:
    settings = getattr(person, "mail_settings", None)
    return settings is not None and settings.is_paused()


def _who_hears(rows: Iterable[InHand]) -> dict[User, list[InHand]]:
    """The owner of each; from a week on the other moderators, from two weeks on administrators too. Not its asker, unless they show no name: colleagues could see who hears nothing."""
    heard: dict[User, list[InHand]] = defaultdict(list)
    others = _others(rows)
    for row in rows:
        for person in dict.fromkeys([*([row.owner] if row.owner else []), *others(row)]):
            if person.pk != row.question.author_id or row.question.alias or person.pk == row.owner_id:
                heard[person].append(row)
    return heard


def _others(rows: Iterable[InHand]):
    """At most three queries, none while all are young."""
    highest = max((row.rung for row in rows), default=0)
    moderators = list(who_may_own()) if highest >= OTHERS_HEAR else []
    heads = list(administrators()) if highest >= ADMINISTRATORS_HEAR else []

    def others(row: InHand) -> list[User]:
        return (moderators if row.rung >= OTHERS_HEAR else []) + (heads if row.rung >= ADMINISTRATORS_HEAR else [])

    return others


def _tell(heard: dict[User, list[InHand]], why: str) -> None:
    for person, rows in heard.items():
        if rows:
            emails.tell_staff(person, rows, why=why)
