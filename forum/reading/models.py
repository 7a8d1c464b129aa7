"""What a member has read, and what they put aside to read or do later."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.letters.follows import thing_of


class Visit(models.Model):
    """How far somebody has seen a thread: one row a member and question, written when it changed.

    `new_from` is the last number they had seen before this visit: what comes after it is marked. `seen` is the last there was when they
    looked last, and `replies` how many stood there.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    question = models.PositiveBigIntegerField()  # this room knows no questions
    new_from = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    replies = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("visit")
        constraints = [models.UniqueConstraint(fields=["person", "question"], name="one_visit_a_question")]

    def __str__(self) -> str:
        return f"{self.person_id} in question {self.question}"


class Bookmark(models.Model):
    """Something saved for later, perhaps with a day on which to be reminded. `kind` and `key` name it as in shelf.py."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=36)
    saved_at = models.DateTimeField(db_default=Now())
    remind_on = models.DateField(null=True)  # in the member's own time zone
    remind_at = models.DateTimeField(null=True)  # the morning of that day; None once it was done

    class Meta:
        verbose_name = _("saved for later")
        verbose_name_plural = _("saved for later")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="saved_once_a_person"),
            models.CheckConstraint(name="a_reminder_has_a_day", condition=Q(remind_at=None) | Q(remind_on__isnull=False)),
        ]
        indexes = [models.Index(fields=["remind_at"], name="reminders_to_send", condition=Q(remind_at__isnull=False))]

    def __str__(self) -> str:
        return self.thing

    @property
    def thing(self) -> str:
        return thing_of(self.kind, self.key)

    @property
    def was_reminded(self) -> bool:
        return self.remind_on is not None and self.remind_at is None
