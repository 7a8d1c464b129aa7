"""Who follows what, and how each reader wants to hear of it. Letters know no question and no story: a thing is a kind and a key."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    AT_ONCE = "at_once", _("As they happen")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("In the weekly digest")
    ON_SITE = "on_site", _("On the site only")
    MUTE = "mute", _("Not at all")


BY_MAIL = (Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY)
IN_A_DIGEST = (Pace.DAILY, Pace.WEEKLY)
DIGEST, DAILY, LAST_DIGEST = "digest", "digest-daily", "digest-last"  # kinds of letters (digests/)
LETTER_OF = {Pace.DAILY: DAILY, Pace.WEEKLY: DIGEST}
HURRY = {pace: place for place, pace in enumerate(Pace.values)}  # the smaller, the sooner


class OfSomebody(models.Model):
    """A member, or somebody who is known by a confirmed address alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(blank=True)

    class Meta:
        abstract = True

    @property
    def reader(self) -> int | str:
        """Tells readers apart: the member's id, or the address."""
        return self.person_id or self.address


class FollowQuerySet(models.QuerySet["Follow"]):
    def of(self, person: int | None, address: str = "") -> FollowQuerySet:
        return self.filter(person=person) if person else self.filter(person=None, address=address.lower())

    def of_thing(self, kind: str, key: str) -> FollowQuerySet:
        return self.filter(kind=kind, key=key)

    def with_pace(self) -> FollowQuerySet:
        """Each with `heard`: the pace chosen for this thing, or the one the member chose for all such things."""
        asked = Coalesce("person__mail_settings__replies", Value(Pace.AT_ONCE.value))
        others = Coalesce("person__mail_settings__followed", Value(Pace.WEEKLY.value))
        chosen = When(~Q(pace=""), then=F("pace"))
        return self.annotate(heard=Case(chosen, When(why=Follow.Why.ASKED, then=asked), default=others, output_field=models.CharField()))


class Follow(OfSomebody):
    """Somebody wants to hear of a thing. A blank `pace` follows the member's settings; somebody without an account always chose one."""

    class Why(models.TextChoices):
        CHOSE = "chose", _("You chose to follow it")
        ASKED = "asked", _("You asked it")
        REPLIED = "replied", _("You replied to it")
        INVITED = "invited", _("You were invited to it")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=12)  # registered by the room that knows it: things.py
    key = models.CharField(max_length=36)
    pace = models.CharField(max_length=8, choices=Pace, blank=True)
    why = models.CharField(max_length=8, choices=Why, default=Why.CHOSE)
    since = models.DateTimeField(db_default=Now())

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="followed_once_a_person", condition=Q(person__isnull=False)),
            models.UniqueConstraint(fields=["address", "kind", "key"], name="followed_once_an_address", condition=Q(person=None)),
            models.CheckConstraint(
                name="a_follow_is_of_somebody", condition=Q(person=None) & ~Q(address="") & ~Q(pace="") | Q(person__isnull=False, address="")
            ),
        ]
        indexes = [models.Index(fields=["kind", "key", "id"], name="followers_of_a_thing")]

    def __str__(self) -> str:
        return self.thing

    @property
    def thing(self) -> str:
        return thing_of(self.kind, self.key)

    def choose(self, pace: str) -> None:
        self.pace = pace
        self.save(update_fields=["pace"])


def thing_of(kind: str, key: object) -> str:
    """A kind and a key in one word, such as “question:12”."""
    return f"{kind}:{key}"


def kind_and_key(thing: str) -> tuple[str, str]:
    kind, _colon, key = thing.partition(":")
    return kind, key


class MailSettings(models.Model):
    """What a member wants by mail. Somebody without a row has the defaults."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mail_settings")
    replies = models.CharField(max_length=8, choices=Pace, default=Pace.AT_ONCE)  # to one's questions and replies
    followed = models.CharField(max_length=8, choices=Pace, default=Pace.WEEKLY)
    digest = models.BooleanField(default=True)  # the weekly one
    paused_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail settings")
        verbose_name_plural = _("mail settings")

    def __str__(self) -> str:
        return str(self.person_id)

    @classmethod
    def of(cls, person) -> MailSettings:
        """The member's, or the defaults, not kept yet. One query."""
        return cls.objects.filter(person=person).first() or cls(person=person)

    def is_paused(self, now: datetime | None = None) -> bool:
        return self.paused_until is not None and self.paused_until > (now or timezone.now())
