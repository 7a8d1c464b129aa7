"""What came in by mail. Only digests are kept: the words stand where they were posted, and nowhere else."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    TAKEN = "taken"
    REFUSED = "refused"
    IGNORED = "ignored"


class ReceivedMail(models.Model):
    """One mail to one address of ours. A second one of the same name is not looked at; `said` keeps the same words from being posted twice."""

    name = models.CharField(max_length=64, unique=True)  # digest of the address and the Message-ID
    said = models.CharField(max_length=64, null=True, unique=True)  # digest of the address and the words, of what was posted
    outcome = models.CharField(max_length=8, choices=Outcome)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("received email")

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
