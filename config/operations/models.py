"""What the workers of a site agree on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

DRIFT = timedelta(minutes=1)  # how far the clocks of two workers may differ


class ChoreQuerySet(models.QuerySet["Chore"]):
    def take(self, name: str, *, every: timedelta, now: datetime) -> bool:
        """True for one worker of all, once in `every`. Begun in the future means that the clock was set back since."""
        due = self.filter(Q(due_at__lte=now) | Q(begun_at__gt=now + DRIFT), name=name)
        return bool(due.update(begun_at=now, due_at=now + every))


class Chore(models.Model):
    """Work that comes round again. Whoever moves `due_at` forward does it."""

    name = models.CharField(max_length=40, primary_key=True)
    begun_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    objects = ChoreQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
