"""The outbox. A letter is a row, written in the transaction of its cause and sent later by a worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.letters.digests.models import DigestRound
from forum.letters.follows import DIGEST, LAST_DIGEST, Follow, MailSettings, Pace
from forum.letters.happenings import Happening, Notice
from forum.letters.mailboxes import Mailbox, Trouble
from forum.letters.queries import LEASE, NO_CLAIM, NO_WORDS, LetterQuerySet, short

__all__ = ["NO_WORDS", "DigestRound", "Follow", "Happening", "Letter", "LetterState", "LetterStop", "MailSettings", "Mailbox", "Notice", "Pace", "Trouble"]

# Waits between tries: 1, 2, 4 … minutes, at most twelve hours. The last of twenty tries comes five days after the first.
TRIES = 20
LONGEST_WAIT = timedelta(hours=12)
LONGEST_WAIT_FOR_A_CODE = timedelta(seconds=20)  # someone is looking at the screen, and the code is good for minutes only
STOPS = "letters.stops"
_stopped_by_kind: set[str] = set()  # filled by the rooms
ALWAYS_SENT = {"account-change", "address-taken", "data-copy", "leaving", "looked-up"}  # about the account: nobody else may keep them from the person


def stopped_by_kind(*kinds: str) -> None:
    """Letters of these kinds are about one question or one thing, and the link in them stops all of their kind: what else comes about it is wanted."""
    _stopped_by_kind.update(kinds)


class LetterState(models.TextChoices):
    DUE = "due", _("waiting to be sent")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("not needed any more")
    DEAD = "dead", _("given up")


class Letter(models.Model):
    """One letter to one address.

    `claimed_until` is the lease of the worker that is sending it, `claimed_by` that worker's name (claims.py); a worker that
    dies leaves its claim to the others. `once` is the cause of the letter: a second letter for the same cause to the same
    person is not written.
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
    on = models.CharField(max_length=50, blank=True)  # the followed thing whose notices it gathers (gathering.py), such as “question:12”
    secret = models.BooleanField(default=False)  # a sign-in code: body dropped as soon as sent, never shown to staff

    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.DUE)
    written_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True)  # when a worker first took it: from then on no later letter of its thread overtakes it

    # while it is composed: what a letter about a single one tells of, the notices it may be made of, and the ids of those that stand in it
    happening: Happening | None = None
    waiting: list[Notice] | None = None
    mailed: list[int] | None = None
    found: Any = None  # what the room that composes it looked up for the batch

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        indexes = [
            models.Index(fields=["-secret", "due_at", "id"], name="letters_to_send", condition=Q(state="due")),
            models.Index(fields=["address", "id"], name="letters_to_an_address", condition=Q(state="due")),
            models.Index(fields=["claimed_by"], name="letters_claimed", condition=Q(state="due") & ~Q(claimed_by="")),
            models.Index(fields=["-id"], name="letters_dead", condition=Q(state="dead")),
            models.Index(fields=["person", "kind"], name="letters_of_a_person"),
            models.Index(fields=["written_at"], name="letters_with_words", condition=~Q(text="")),
            models.Index(fields=["on", "due_at"], name="letters_that_gather", condition=~Q(on="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def reader(self) -> int | str:
        """Tells readers apart: the member's id, or the address in small letters."""
        return self.person_id or self.address.lower()

    @property
    def can_be_stopped(self) -> bool:
        """A code is asked for, and what changed about signing in is always told."""
        return not self.secret and self.kind not in ALWAYS_SENT

    @property
    def is_stopped(self) -> bool:
        """Its reader wants no more of these. One query."""
        return self.can_be_stopped and LetterStop.objects.against(self).exists()

    @property
    def waits_for_words(self) -> bool:
        """A worker composes it just before it leaves (composing.py)."""
        return self.state == LetterState.DUE and not self.text

    # verbs of the worker; each is one conditional statement, so that of two workers one is told no

    def claim(self, *, by: str, now: datetime) -> bool:
        """Take it for sending; False when another worker was first, or it is not to be sent any more."""
        fields = {"claimed_by": by, "claimed_until": now + LEASE}
        return bool(Letter.objects.ready(now).filter(pk=self.pk).update(**fields))

    def free(self, *, again_in: timedelta = timedelta()) -> None:
        """Give the claim back; nothing was tried."""
        self._end_claim(due_at=timezone.now() + again_in if again_in else self.due_at)

    def put_off(self, reason: str) -> None:
        """Try again later; after the last try, give up."""
        if self.attempts + 1 >= TRIES:
            return self.give_up(reason)
        attempts = self.attempts + 1
        self._end_claim(attempts=attempts, due_at=timezone.now() + self._wait(attempts), last_error=short(reason))

    def give_up(self, reason: str) -> None:
        words = NO_WORDS if self.secret else {}
        self._end_claim(state=LetterState.DEAD, attempts=self.attempts + 1, last_error=short(reason), **words)

    def _wait(self, attempts: int) -> timedelta:
        longest = LONGEST_WAIT_FOR_A_CODE if self.secret else LONGEST_WAIT
        return min(timedelta(minutes=2 ** (attempts - 1)), longest)

    def _mine(self) -> LetterQuerySet:
        """The row, as long as this claim holds it."""
        return Letter.objects.due().filter(pk=self.pk, claimed_by=self.claimed_by)

    def _end_claim(self, **fields) -> None:
        self._mine().update(**NO_CLAIM, **fields)


class LetterStopQuerySet(models.QuerySet["LetterStop"]):
    def against(self, letter: Letter) -> LetterStopQuerySet:
        who = Q(person=letter.person_id) if letter.person_id else Q(person=None, address=letter.address.lower())
        what = Q(kind=letter.kind)
        if letter.about_question:
            what |= Q(question=letter.about_question)
        if letter.on:
            what |= Q(on=letter.on)
        return self.filter(who, what)

    def of_readers(self, letters: Collection[Letter]) -> LetterStopQuerySet:
        """Whatever the readers of these letters stopped."""
        people = {letter.person_id for letter in letters if letter.person_id}
        addresses = {letter.address.lower() for letter in letters if not letter.person_id}
        return self.filter(Q(person__in=people) | Q(person=None, address__in=addresses))


class LetterStop(models.Model):
    """Somebody wants no more letters about one question, or about one followed thing (`on`), or none of one kind; the others are blank."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="letter_stops")
    address = models.EmailField(blank=True)  # of somebody who is not a member
    kind = models.CharField(max_length=40, blank=True)
    question = models.PositiveBigIntegerField(default=0)
    on = models.CharField(max_length=50, blank=True)  # a followed thing other than a question, such as “page:…”
    stopped_at = models.DateTimeField(db_default=Now())

    objects = LetterStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stopped letters")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "question", "on"], name="stopped_once_a_person", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=["address", "kind", "question", "on"], name="stopped_once_an_address", condition=Q(person=None)),
            models.CheckConstraint(
                name="a_stop_is_of_somebody", condition=Q(person=None) & ~Q(address="") | Q(person__isnull=False, address="")
            ),
            models.CheckConstraint(
                name="a_stop_is_of_a_kind_or_a_thing",
                condition=Q(question=0, on="") & ~Q(kind="") | Q(question__gt=0, kind="", on="") | Q(question=0, kind="") & ~Q(on=""),
            ),
        ]

    def __str__(self) -> str:
        return self.kind or self.on or f"question {self.question}"

    def is_about(self, letter: Letter) -> bool:
        """As `against` asks the database, of a stop of the same reader."""
        return bool(self.kind and self.kind == letter.kind or self.question and self.question == letter.about_question or self.on and self.on == letter.on)

    @classmethod
    def for_more_like(cls, letter: Letter) -> LetterStop:
        """What the reader of this letter can stop with one press; not kept yet."""
        who = {"person_id": letter.person_id} if letter.person_id else {"address": letter.address.lower()}
        if letter.on and not letter.on.startswith("question:") and letter.kind not in _stopped_by_kind:
            return cls(**who, on=letter.on)
        what = {"question": letter.about_question} if letter.about_question and letter.kind not in _stopped_by_kind else {"kind": DIGEST if letter.kind == LAST_DIGEST else letter.kind}
        return cls(**who, **what)

    @classmethod
    def from_token(cls, token: str) -> LetterStop:
        """What a link in a letter stands for; signing.BadSignature when it is not one of ours. It never grows old."""
        return cls(**signing.Signer(salt=STOPS).unsign_object(token))

    @property
    def token(self) -> str:
        return signing.Signer(salt=STOPS).sign_object({name: value for name, value in self._names().items() if value})

    def keep(self) -> None:
        """From now on; a second press changes nothing."""
        LetterStop.objects.bulk_create([self], ignore_conflicts=True)

    def lift(self) -> None:
        LetterStop.objects.filter(**self._names()).delete()

    def _names(self) -> dict[str, int | str | None]:
        return {"person_id": self.person_id, "address": self.address, "kind": self.kind, "question": self.question, "on": self.on}
