"""Questions about many letters: chainable, in words of the trade."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from forum.letters.models import Letter

# Longer than the longest conversation with a mail server (transport.py): nobody takes a letter that is still under way.
LEASE = timedelta(minutes=10)
DRIFT = timedelta(minutes=1)  # how far the clocks of two machines may differ


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> LetterQuerySet:
        return self.filter(state="due")

    def unclaimed(self, now: datetime) -> LetterQuerySet:
        """Nobody is sending it. A lease further ahead than leases reach was given before the clock was set back."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_until__gt=now + LEASE + DRIFT))

    def ready(self, now: datetime) -> LetterQuerySet:
        """To be sent now. Written in the future means that the clock was set back since; it waits no longer."""
        return self.due().unclaimed(now).filter(Q(due_at__lte=now) | Q(written_at__gt=now + DRIFT))

    def codes_first(self) -> LetterQuerySet:
        """Someone waits in front of the screen for a code; a thousand digests do not mind."""
        return self.order_by("-secret", "due_at", "id")

    def finished(self) -> LetterQuerySet:
        return self.exclude(state="due")
