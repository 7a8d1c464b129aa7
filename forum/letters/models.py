"""The outbox. A letter is a row, written in the transaction of its cause and sent later by a worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    DUE = "due", _("waiting to be sent")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("not needed any more")
    DEAD = "dead", _("given up")


class Letter(models.Model):
    """One letter to one address.

    `claimed_until` is the lease of the worker that is sending it; a worker that dies leaves it to run out.
    `once` is the cause of the letter: a second letter for the same cause to the same person is not written.
    """

    kind = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="letters")
    address = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120, unique=True)
    once = models.CharField(max_length=120, null=True, unique=True)
    # what the letter is about; asked again at sending: may the person still read it?
    about_question = models.PositiveBigIntegerField(null=True)
    about_reply = models.PositiveBigIntegerField(null=True)
    secret = models.BooleanField(default=False)  # a sign-in code: body dropped as soon as sent, never shown to staff

    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.DUE)
    written_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter")
        indexes = [
            models.Index(fields=["due_at"], name="letters_due", condition=Q(state="due")),
            models.Index(fields=["person", "kind"], name="letters_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
