"""What staff settled about members. Rows are only added; what holds now stands on the member's row (User.trust)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Trust


class TrustDecisionQuerySet(models.QuerySet):
    """Rows are only added."""

    def update(self, **fields) -> int:
        raise TypeError("Decisions are only added: write another one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Decisions are only added: they are never deleted.")


class TrustDecision(models.Model):
    """Trusted, watched, or neither (blank): then trust is earned as by everybody. `undoes` is one of the minute before."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trust_decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    before = models.CharField(max_length=8, choices=Trust, blank=True)
    after = models.CharField(max_length=8, choices=Trust, blank=True)
    reason = models.TextField(blank=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    objects = TrustDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("decision about trust")

    def __str__(self) -> str:
        return f"{self.after or 'neither'} {self.pk}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("Decisions are only added: write another one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Decisions are only added: they are never deleted.")
