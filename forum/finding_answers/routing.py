"""New questions go to people who may know: two at a time, the next when one says no or nothing, five in all. The worker calls `route`.

A question is dealt with in one transaction that holds its row. Nobody is asked twice in a week: `asked_at` moves on by a conditional update, so that
of two questions that find the same person at once one goes to the next. The places of a question are counted by the database.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forum.discussions.models import Question
from forum.finding_answers import emails
from forum.finding_answers.models import ASKED_AT_MOST, Helper, Request, Routing
from forum.finding_answers.queries import unanswered
from forum.finding_answers.who_may_know import A_WEEK, Ground, who_may_know

AT_ONCE = 2
PATIENCE = timedelta(days=3)  # with somebody who says nothing, or said that they can answer
LOOKS_AGAIN = timedelta(days=1)  # where nobody is free
GIVES_UP_AFTER = timedelta(days=14)  # by then the ladder has told everybody
A_BATCH = 50


def route() -> int:
    """All that is due; how many people were asked."""
    now = timezone.now()
    take_up(now)
    due = Routing.objects.filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(_route(pk, now) for pk in list(due[:A_BATCH]))


def take_up(now: datetime) -> int:
    """Unanswered questions that have their place, once their author had a few minutes to take them back."""
    new = now - timedelta(minutes=settings.LETTERS_HELD_FOR)
    fresh = unanswered().filter(placed=True, routing=None, asked_at__gt=now - GIVES_UP_AFTER, asked_at__lte=new)
    rows = [Routing(question_id=pk, due_at=now) for pk in fresh.order_by("id").values_list("pk", flat=True)[:A_BATCH]]
    if rows:
        Routing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def _route(pk: int, now: datetime) -> int:
    row = Routing.objects.select_for_update(of=("self",), skip_locked=True).select_related("question__page").filter(pk=pk, due_at__lte=now).first()
    if row is None:  # another worker has it
        return 0
    requests = list(row.question.requests.order_by("place"))
    asked = _ask_some(row.question, requests, now) if _goes_on(row.question, now) else None
    row.due_at = _next_look([*requests, *asked], now) if asked is not None else None
    row.save(update_fields=["due_at"])
    emails.write_requests(asked or [])
    return len(asked or [])


def _goes_on(question: Question, now: datetime) -> bool:
    return question.asked_at > now - GIVES_UP_AFTER and unanswered().filter(pk=question.pk).exists()


def _ask_some(question: Question, requests: list[Request], now: datetime) -> list[Request]:
    """As many as are missing."""
    wanted = min(AT_ONCE - sum(is_open(one, now) for one in requests), ASKED_AT_MOST - len(requests))
    asked: list[Request] = []
    for person, ground in who_may_know(question, now) if wanted > 0 else []:
        if len(asked) == wanted:
            break
        if claim_the_week_of(person.pk, now):
            asked.append(_request(question, person.pk, ground, place=len(requests) + len(asked) + 1, now=now))
    return Request.objects.bulk_create(asked)


def _request(question: Question, person: int, ground: Ground, *, place: int, now: datetime) -> Request:
    return Request(question=question, person_id=person, place=place, why=ground.why, story=ground.story, asked_at=now)


def claim_the_week_of(person: int, now: datetime) -> bool:
    """False when they were asked within a week, also a moment ago by another worker, or want no requests any more."""
    Helper.objects.bulk_create([Helper(person_id=person)], ignore_conflicts=True)
    free = Helper.objects.filter(Q(asked_at=None) | Q(asked_at__lte=now - A_WEEK), person=person).exclude(wish=Helper.Wish.NEVER)
    return bool(free.update(asked_at=now))


def _next_look(requests: list[Request], now: datetime) -> datetime | None:
    if len(requests) >= ASKED_AT_MOST:
        return None
    ends = [one.said_at or one.asked_at for one in requests if is_open(one, now)]
    return min(ends) + PATIENCE if ends else now + LOOKS_AGAIN


def is_open(request: Request, now: datetime) -> bool:
    """They may still answer: they were asked, or said that they can, less than three days ago."""
    return request.said in ("", Request.Said.CAN) and (request.said_at or request.asked_at) > now - PATIENCE


@transaction.atomic
def say(request: Request, said: str) -> None:
    """What they press in the letter; the last press counts. After a no the next one is asked at the worker's next look."""
    now = timezone.now()
    Request.objects.filter(pk=request.pk).exclude(said=said).update(said=said, said_at=now)
    if said != Request.Said.CAN:
        Routing.objects.filter(question=request.question_id, due_at__isnull=False).update(due_at=now)
