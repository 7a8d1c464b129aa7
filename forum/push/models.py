"""Devices that members want notices on, and what is on its way to them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=2)  # longer than the longest talk with a push service (sending.py)
TRIES = 9  # 1, 2, 4 … minutes: the last one four hours after the first
LONGEST_WAIT = timedelta(hours=2)


class Device(models.Model):
    """A browser that its service told us how to reach. It belongs to the session it was switched on in, and goes with it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    session = models.ForeignKey(UserSession, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)  # “Firefox · Windows”
    endpoint = models.CharField(max_length=600, unique=True)
    public_key = models.CharField(max_length=100)  # the browser's: only it can read what is sent
    secret = models.CharField(max_length=40)
    added_at = models.DateTimeField(db_default=Now())
    reached_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("device")

    def __str__(self) -> str:
        return self.name

    def rest(self) -> None:
        """Its service did not answer: what else is on its way there waits too, so that a slow one holds the worker up once."""
        again = timezone.now() + timedelta(minutes=1)
        self.pushes.filter(ended_at=None, due_at__lt=again).update(due_at=again)

    @property
    def mark(self) -> str:
        """By which a browser knows itself in the list."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()

    @property
    def is_signed_in(self) -> bool:
        """One query."""
        return Session.objects.filter(session_key=self.session.session_key, expire_date__gt=timezone.now()).exists()


class Pushed(models.Model):
    """How far the notices of one person about one followed thing were handed to their devices."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.CharField(max_length=50)  # as of a notice, such as “question:12”
    upto = models.PositiveBigIntegerField()  # the id of the newest
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("what was pushed last")
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="pushed_once_a_person_and_thing")]

    def __str__(self) -> str:
        return f"{self.on} up to {self.upto}"


class PushQuerySet(models.QuerySet["Push"]):
    def ready(self, now: datetime) -> PushQuerySet:
        """To be sent now, and nobody is sending it."""
        return self.filter(ended_at=None, due_at__lte=now).filter(Q(claimed_until=None) | Q(claimed_until__lt=now))


class Push(models.Model):
    """One message to one device: of the notices about a thing after one and up to another. Its words are found when it leaves."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    on = models.CharField(max_length=50)
    after = models.PositiveBigIntegerField()
    upto = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = _("push")
        constraints = [models.UniqueConstraint(fields=["device", "on", "upto"], name="pushed_once_a_device")]
        indexes = [models.Index(fields=["due_at"], name="pushes_due", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.on} on device {self.device_id}"

    def claim(self, now: datetime) -> bool:
        """False when another worker was first. One conditional statement."""
        return bool(Push.objects.ready(now).filter(pk=self.pk).update(claimed_until=now + LEASE))

    def end(self, reason: str = "") -> None:
        """It arrived, or there is nothing to tell any more (`reason`)."""
        Push.objects.filter(pk=self.pk).update(ended_at=timezone.now(), claimed_until=None, last_error=reason[:200])

    def put_off(self, reason: str, *, wait: timedelta | None = None) -> None:
        """Try again later; after the last try, give up."""
        if self.attempts + 1 >= TRIES:
            return self.end(reason)
        again = min(wait or timedelta(minutes=2**self.attempts), LONGEST_WAIT)
        Push.objects.filter(pk=self.pk).update(attempts=self.attempts + 1, due_at=timezone.now() + again, claimed_until=None, last_error=reason[:200])
