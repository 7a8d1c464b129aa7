"""An answer's words in the guide, with the consent of whoever wrote it. Pages name the note; its words stand here alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

WORDS_AT_MOST = 2_000
WORDING = "field note, 2026-11"  # of what people agree to; another wording has another name


class State(models.TextChoices):
    ASKED = "asked", _("its author is asked")
    AGREED = "agreed", _("agreed to")
    DECLINED = "declined", _("its author said no")
    ENDED = "ended", _("ended")


class End(models.TextChoices):
    TAKEN_BACK = "taken_back", _("its author took it back")
    STAFF = "staff", _("staff took it off")
    ERASED = "erased", _("the account was closed")


class Flag(models.TextChoices):
    CHANGED = "changed", _("The answer says something else by now")
    UNCHOSEN = "unchosen", _("It is not the chosen answer any more")
    CAME_BACK = "came_back", _("The answer was away from the site and is there again")


class FieldNoteQuerySet(models.QuerySet["FieldNote"]):
    def open(self) -> FieldNoteQuerySet:
        return self.filter(state__in=(State.ASKED, State.AGREED))

    def agreed(self) -> FieldNoteQuerySet:
        return self.filter(state=State.AGREED)

    def standing(self) -> FieldNoteQuerySet:
        """What readers see wherever a page names it."""
        return self.agreed().filter(gone_at=None)

    def flagged(self) -> FieldNoteQuerySet:
        return self.agreed().filter(flagged_at__isnull=False)


class FieldNote(models.Model):
    """`answer` is its number in the room that asked, and `address` where it is read: the guide knows no more of it.

    What stands is `words` and `credit_line`, as agreed to; `asked_words` are those that staff asked about.
    """

    answer = models.PositiveBigIntegerField(db_index=True)
    address = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="field_notes")  # who wrote the answer; staff screens do not name them
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")  # where it is meant to stand
    passage = models.CharField(max_length=36, blank=True)  # block id: it stands after it
    shown_on = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")  # the published page that names it
    page.wagtail_reference_index_ignore = shown_on.wagtail_reference_index_ignore = True  # a page is used where pages name it
    first_stood_at = models.DateTimeField(null=True)  # on a published page
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)

    asked_words = models.TextField(max_length=WORDS_AT_MOST)  # plain text
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())

    words = models.TextField(blank=True, max_length=WORDS_AT_MOST)
    credit_line = models.CharField(max_length=300, blank=True)

    gone_at = models.DateTimeField(null=True)  # the answer is away from the site: so is the note, until it is back
    flagged_at = models.DateTimeField(null=True)  # staff look at it again
    flagged_why = models.CharField(max_length=10, choices=Flag, blank=True)
    ended_why = models.CharField(max_length=10, choices=End, blank=True)

    objects = FieldNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("field note")
        verbose_name_plural = _("field notes")
        constraints = [
            models.UniqueConstraint(fields=["answer"], name="one_note_an_answer", condition=Q(state__in=("asked", "agreed"))),
            models.CheckConstraint(name="a_note_that_stands_has_words", condition=~Q(state="agreed") | ~Q(words="")),
            models.CheckConstraint(name="an_end_says_why", condition=Q(state="ended") & ~Q(ended_why="") | ~Q(state="ended") & Q(ended_why="")),
            models.CheckConstraint(name="a_flag_says_why", condition=Q(flagged_at=None, flagged_why="") | Q(flagged_at__isnull=False) & ~Q(flagged_why="")),
        ]

    def __str__(self) -> str:
        return Truncator(self.words or self.asked_words).words(12)

    @property
    def stands(self) -> bool:
        return self.state == State.AGREED and self.gone_at is None

    @property
    def is_asked(self) -> bool:
        return self.state == State.ASKED

    @property
    def is_agreed(self) -> bool:
        return self.state == State.AGREED

    @property
    def is_flagged(self) -> bool:
        return self.is_agreed and self.flagged_at is not None

    @property
    def anchor(self) -> str:
        return f"field-note-{self.pk}"


def all_still_stand(ids: list[int]) -> bool:
    """Their rows are held to the end of the transaction, so that none is taken back meanwhile. One query, none for none."""
    return not ids or len(FieldNote.objects.select_for_update().standing().filter(pk__in=ids).order_by("pk").values_list("pk")) == len(ids)


class NoteConsent(models.Model):
    """The yes to exactly these words under this credit. Only added, or ended."""

    note = models.ForeignKey(FieldNote, on_delete=models.PROTECT, related_name="consents")
    words = models.TextField(blank=True)  # dropped with the account
    name_as_given = models.CharField(max_length=300, blank=True)
    uses = models.JSONField(default=list)  # values of guide.models.Use
    wording = models.CharField(max_length=40)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent to a field note")
        constraints = [models.UniqueConstraint(fields=["note"], name="one_yes_in_force_a_note", condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return f"{self.note_id} {self.pk}"
