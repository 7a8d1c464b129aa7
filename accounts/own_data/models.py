"""The copy of a member's data: asked for, made by a worker, there for a week."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataCopy(models.Model):
    """One a person. `key` is its address; `file` is in the private store, blank until a worker has made it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copy")
    asked_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    file = models.CharField(max_length=80, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("copy of someone’s data")
        verbose_name_plural = _("copies of people’s data")

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_ready(self) -> bool:
        return bool(self.file) and self.ends_at > timezone.now()
