"""Questions about many letters: chainable, in words of the trade."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

if TYPE_CHECKING:
    from forum.letters.models import Letter

# Longer than the longest conversation with a mail server (transport.py): nobody takes a letter that is still under way.
LEASE = timedelta(minutes=10)
NO_CLAIM = {"claimed_by": "", "claimed_until": None}
NO_WORDS = {"subject": "", "text": "", "html": "", "headers": {}}
DRIFT = timedelta(minutes=1)  # how far the clocks of two machines may differ


def short(reason: str) -> str:
    return " ".join(reason.replace("\x00", "").split())[:300]


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> LetterQuerySet:
        return self.filter(state="due")

    def unclaimed(self, now: datetime) -> LetterQuerySet:
        """Nobody is sending it. A lease further ahead than leases reach was given before the clock was set back."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_until__gt=now + LEASE + DRIFT))

    def ready(self, now: datetime) -> LetterQuerySet:
        """To be sent now. Written in the future means that the clock was set back since; it waits no longer."""
        return self.due().unclaimed(now).filter(Q(due_at__lte=now) | Q(written_at__gt=now + DRIFT)).filter(~Exists(self.model.objects.ahead(now)))

    def ahead(self, now: datetime) -> LetterQuerySet:
        """Inside a query about letters: an earlier one to the same reader in the same thread that is not done with, and due or begun."""
        thread = Q(about_question=OuterRef("about_question")) | Q(on=OuterRef("on")) & ~Q(on="")
        return self.due().filter(address=OuterRef("address"), id__lt=OuterRef("id")).filter(thread).filter(Q(due_at__lte=now) | Q(begun_at__isnull=False))

    def take(self, number: int, *, by: str, now: datetime) -> list[Letter]:
        """Claims so many that are to be sent now, with their people; those that another worker is taking are passed over."""
        if not self.ready(now).exists():  # an idle look takes no lock
            return []
        with transaction.atomic():
            ready = self.ready(now).codes_first().select_for_update(of=("self",), skip_locked=True)
            mine = list(ready.select_related("person")[:number])
            fields = {"claimed_by": by, "claimed_until": now + LEASE, "begun_at": Coalesce("begun_at", now)}
            self.filter(pk__in=[letter.pk for letter in mine]).update(**fields)
        for letter in mine:
            letter.claimed_by = by
        return mine

    def held_by(self, worker: str) -> LetterQuerySet:
        return self.due().filter(claimed_by=worker)

    def codes_first(self) -> LetterQuerySet:
        """Someone waits in front of the screen for a code; a thousand digests do not mind."""
        return self.order_by("-secret", "due_at", "id")

    # what becomes of several at once

    def mark_sent(self) -> int:
        """They were handed over, whoever claims them by now. A code's words go at once."""
        now = {"state": "sent", "sent_at": timezone.now(), "last_error": ""}
        return self.due().filter(secret=True).update(**now, **NO_CLAIM, **NO_WORDS) + self.due().filter(secret=False).update(**now, **NO_CLAIM)

    def drop(self, reason: str) -> int:
        """Not needed any more: their words go, so that nobody reads what the person may not."""
        return self.due().update(state="dropped", last_error=short(reason), **NO_CLAIM, **NO_WORDS)

    def free(self) -> int:
        """Nothing was tried with them."""
        return self.due().update(**NO_CLAIM)

    def finished(self) -> LetterQuerySet:
        return self.exclude(state="due")
