"""Read and unread. A question's page asks once what its reader has seen, and writes only where that changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import User
from forum.reading.models import Visit

A_VISIT = timedelta(minutes=30)  # pages of one thread that are opened within it are one visit: the marks stay while one reads on


def visit_of(person: int, question: int) -> Subquery:
    """What `visit` wants to know, to be read along with the question. It costs a page no query of its own. Both are ids."""
    mine = Visit.objects.filter(person=person, question=question)
    return Subquery(mine.values(json=JSONObject(new_from="new_from", seen="seen", replies="replies", at="at")), output_field=JSONField())


def visit(person: User, question: int, known: dict | None, *, last_number: int, replies: int) -> int:
    """The number behind which replies are new to them. `known` is `visit_of`. One query where something has changed since they looked last.

    Nothing is new to whoever comes for the first time.
    """
    if known is None:
        row = Visit(person=person, question=question, new_from=last_number, seen=last_number, replies=replies, at=timezone.now())
        Visit.objects.bulk_create([row], ignore_conflicts=True)  # two windows at once
        return last_number
    begins = known["seen"] if timezone.now() - _moment(known["at"]) > A_VISIT else known["new_from"]
    if (begins, last_number, replies) != (known["new_from"], known["seen"], known["replies"]):
        Visit.objects.filter(person=person, question=question).update(new_from=begins, seen=last_number, replies=replies, at=timezone.now())
    return begins


def _moment(at: str) -> datetime:
    """Databases write it with their zone or, in UTC, without."""
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def new_replies(person: User | AnonymousUser, counts: Collection[tuple[int, int]]) -> dict[int, int]:
    """How many replies were added since they looked last, by question, for those they have looked at. `counts` are ids and numbers of replies.

    One query however many; none for a visitor.
    """
    if not person.is_authenticated or not counts:
        return {}
    known = dict(Visit.objects.filter(person=person, question__in=[pk for pk, _number in counts]).values_list("question", "replies"))
    return {pk: number - known[pk] for pk, number in counts if number > known.get(pk, number)}
