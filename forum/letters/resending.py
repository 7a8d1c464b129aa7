"""Letters that were given up, and sending them again: what staff see of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from forum.letters.composing import kinds
from forum.letters.models import Letter, LetterState, Mailbox
from forum.letters.queries import LetterQuerySet


@dataclass(frozen=True)
class Standing:
    """How the outbox stands: letters that are due now, since when, those that were tried and wait for the next try, and those given up."""

    waiting: int
    since: datetime | None
    tried: int
    dead: int
    shut: int


def read_standing() -> Standing:
    """Two queries; only rows that are not done with are looked at."""
    now = timezone.now()
    due = Letter.objects.due().aggregate(waiting=Count("pk", filter=Q(due_at__lte=now)), since=Min("due_at", filter=Q(due_at__lte=now)), tried=Count("pk", filter=Q(attempts__gt=0)))
    return Standing(**due, dead=Letter.objects.filter(state=LetterState.DEAD).count(), shut=Mailbox.objects.shut().count())


def given_up(*, before: int | None = None) -> LetterQuerySet:
    """The newest first, with their people; without their words, which are for their readers."""
    dead = Letter.objects.filter(state=LetterState.DEAD).select_related("person").defer("text", "html", "headers").order_by("-id")
    return dead.filter(pk__lt=before) if before else dead


def that_can_be_sent_again() -> LetterQuerySet:
    """A code is asked for anew by whoever needs it, and words that are gone cannot be sent."""
    has_words = ~Q(text="") | ~Q(on="") | Q(kind__in=list(kinds()))
    return Letter.objects.filter(has_words, state=LetterState.DEAD, secret=False)


def send_again(letters: LetterQuerySet) -> int:
    """As if they had not been tried; whatever speaks against them is asked again when they leave. Says how many."""
    return letters.filter(pk__in=that_can_be_sent_again().values("pk")).update(state=LetterState.DUE, attempts=0, due_at=timezone.now(), begun_at=None)
