"""What came to pass, and whom it was told. A happening is one row in the transaction of its cause; the worker tells its followers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.letters.follows import IN_A_DIGEST, OfSomebody, Pace


class Happening(models.Model):
    """A reply that can be read, an answer that was chosen, a story that was published.

    `told_to` is the id of the last follow that was dealt with: a worker that dies leaves the rest to the next one.
    """

    kind = models.CharField(max_length=20)  # how it is told: registered by the room that knows it
    once = models.CharField(max_length=60, unique=True)  # the cause, such as “reply:17”
    about = models.CharField(max_length=50)  # the thing that is read to have seen it, such as “question:12”
    on = models.JSONField(default=list)  # the things whose followers are told, the nearest first
    to = models.JSONField(default=dict)  # who is told without following, by id: why (follows.Follow.Why, or the room's word)
    begins = models.CharField(max_length=8, blank=True)  # why its author follows `about` from now on; blank: they do not
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    about_question = models.PositiveBigIntegerField(null=True)
    about_reply = models.PositiveBigIntegerField(null=True)
    happened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    told_to = models.BigIntegerField(default=-1)  # -1: nobody yet; 0: those in `to`
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("happening")
        indexes = [
            models.Index(fields=["due_at"], name="happenings_to_tell", condition=Q(told_at=None)),
            models.Index(fields=["about_reply"], name="happenings_of_a_reply", condition=Q(about_reply__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.once


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: int | None, address: str = "") -> NoticeQuerySet:
        return self.filter(person=person) if person else self.filter(person=None, address=address.lower())

    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at=None)

    def unmailed(self) -> NoticeQuerySet:
        return self.filter(mailed_at=None)

    def for_a_digest(self) -> NoticeQuerySet:
        """What waits for a daily or a weekly letter and was not seen meanwhile."""
        return self.unseen().unmailed().filter(pace__in=IN_A_DIGEST)


class Notice(OfSomebody):
    """One happening for one reader: a line on the site, and what a letter is made of. Of those without an account only the letter is.

    `on` is the followed thing by which it reached the reader; `why` is set where it reached them without following.
    """

    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=50)  # as of its happening: reading that thing marks it seen
    on = models.CharField(max_length=50)
    why = models.CharField(max_length=12, blank=True)
    pace = models.CharField(max_length=8, choices=Pace)
    made_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["person", "happening"], name="noticed_once_a_person", condition=Q(person__isnull=False)),
            models.UniqueConstraint(fields=["address", "happening"], name="noticed_once_an_address", condition=Q(person=None)),
            models.CheckConstraint(name="a_notice_is_of_somebody", condition=Q(person=None) & ~Q(address="") | Q(person__isnull=False, address="")),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of_a_person"),
            models.Index(fields=["person", "about"], name="notices_unseen", condition=Q(seen_at=None)),
            models.Index(fields=["pace", "person"], name="notices_for_a_digest", condition=Q(seen_at=None, mailed_at=None, pace__in=IN_A_DIGEST)),
            models.Index(fields=["on", "person"], name="notices_for_a_letter", condition=Q(seen_at=None, mailed_at=None, pace="at_once")),
        ]

    def __str__(self) -> str:
        return f"{self.happening_id} for {self.reader}"
