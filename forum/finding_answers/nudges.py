"""Whoever asked and has replies is asked after 1, 3, 7 and 30 days whether one of them settled it. The worker calls `nudge`.

It ends with a chosen answer, with “still looking”, with a stop from the letter, and after the last. Whoever hears nothing of replies by mail hears
nothing of this either. A worker that was away sends the one that is due by then, not those before it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from forum.discussions.models import Question, Reply, Standing
from forum.finding_answers import emails
from forum.finding_answers.models import NUDGES, Nudging
from forum.letters.follows import BY_MAIL, MailSettings

A_BATCH = 100


def nudge() -> int:
    """All that is due; how many questions were dealt with."""
    done = 0
    while number := take_up() + nudge_some():
        done += number
    return done


def take_up() -> int:
    """Questions that got a first reply. Those whose first reply is older than the last step are left alone."""
    now = timezone.now()
    of_others = Reply.objects.visible().filter(question=OuterRef("pk")).exclude(author=OuterRef("author")).order_by("replied_at").values("replied_at")[:1]
    fresh = Question.objects.visible().filter(standing=Standing.TALKING, nudging=None).annotate(since=Subquery(of_others))
    rows = [_begun(question, since or now, now) for question, since in fresh.order_by("id").values_list("pk", "since")[:A_BATCH]]
    if rows:
        Nudging.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _begun(question: int, since: datetime, now: datetime) -> Nudging:
    if since + timedelta(days=NUDGES[-1]) <= now:
        return Nudging(question_id=question, since=since, number=len(NUDGES), ended=Nudging.End.LAST)
    return Nudging(question_id=question, since=since, due_at=step_at(since, 0))


def step_at(since: datetime, number: int) -> datetime | None:
    """When the step after `number` steps is due."""
    return since + timedelta(days=NUDGES[number]) if number < len(NUDGES) else None


def steps_by(since: datetime, now: datetime) -> int:
    return sum(since + timedelta(days=days) <= now for days in NUDGES)


def nudge_some() -> int:
    """One batch. Its letters are rows in the transaction that moves them on."""
    now = timezone.now()
    due = Nudging.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("question")[:A_BATCH])
        for row in rows:
            row.number = steps_by(row.since, now)
            row.due_at = step_at(row.since, row.number)
            row.ended = "" if row.due_at else Nudging.End.LAST
        Nudging.objects.bulk_update(rows, ["number", "due_at", "ended"])
        emails.write_nudges(_heard(rows, now))
    return len(rows)


def _heard(rows: Collection[Nudging], now: datetime) -> list[tuple[User, Nudging]]:
    """Those that still wait for a choice, with whoever asked, if they hear of replies by mail just now."""
    open_ones = [row for row in rows if is_open(row.question)]
    askers = User.objects.in_bulk({row.question.author_id for row in open_ones})
    wishes = MailSettings.objects.in_bulk(askers)
    wanting = {pk for pk, one in askers.items() if one.is_active and _wants(wishes.get(pk), now)}
    return [(askers[row.question.author_id], row) for row in open_ones if row.question.author_id in wanting]


def is_open(question: Question) -> bool:
    """It has replies of others, and none was chosen."""
    return question.is_visible and question.standing == Standing.TALKING


def _wants(wish: MailSettings | None, now: datetime) -> bool:
    return wish is None or wish.replies in BY_MAIL and not wish.is_paused(now)


# ---------------------------------------------------------------- what whoever asked says


def still_looking(question: int) -> bool:
    """No more reminders about it. A second press changes nothing."""
    return bool(Nudging.objects.filter(question=question, ended="").update(ended=Nudging.End.LOOKING, due_at=None))


def remind_again(question: int) -> bool:
    """It was pressed by mistake: from the next step on."""
    row = Nudging.objects.filter(question=question, ended=Nudging.End.LOOKING).first()
    if row is None:
        return False
    number = steps_by(row.since, timezone.now())
    due_at = step_at(row.since, number)
    ended = "" if due_at else Nudging.End.LAST
    return bool(Nudging.objects.filter(pk=row.pk, ended=Nudging.End.LOOKING).update(number=number, due_at=due_at, ended=ended))
