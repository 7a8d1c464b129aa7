"""Whom a member wants to hear nothing of. The room knows no posts: a post is somebody's, under their name or under an alias."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Block(models.Model):
    """`by` blocked what `person` writes under their name, or under one alias: then nothing of theirs but that, so that it tells nobody who it is.

    `person` is for comparing and never shown where there is an alias. `question` is where the alias was met.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    alias = models.CharField(max_length=20, blank=True, default="", db_default="")
    question = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("block")
        constraints = [
            models.UniqueConstraint(fields=["by", "person", "alias"], name="blocked_once"),
            models.CheckConstraint(name="nobody_blocks_themselves", condition=~Q(by=F("person"))),
            models.CheckConstraint(name="an_alias_stands_in_a_question", condition=Q(alias="", question=None) | ~Q(alias="") & Q(question__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"

    @property
    def whom(self) -> str:
        """The number of a person, for the copy of one's own data: where there is no alias."""
        return str(self.person_id)
