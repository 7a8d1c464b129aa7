"""How far the morning's letters of one time zone came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class DigestRound(models.Model):
    """One morning in one time zone. It goes through the members by id, then through addresses, in batches (rounds.py)."""

    zone = models.CharField(max_length=40)
    on = models.DateField()  # by the clock of the zone
    weekly = models.BooleanField()
    person_to = models.BigIntegerField(default=0)  # the last member who was dealt with
    address_to = models.EmailField(blank=True)
    members_done = models.BooleanField(default=False)
    began_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of digests")
        constraints = [models.UniqueConstraint(fields=["zone", "on"], name="one_round_a_morning")]
        indexes = [models.Index(fields=["id"], name="rounds_under_way", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.zone} {self.on}"
