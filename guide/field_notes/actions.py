"""The life of a field note: asked about, agreed to or not, looked at again, ended. Each is one transaction with the note's row locked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from guide.field_notes.models import WORDING, End, FieldNote, Flag, NoteConsent, State
from guide.field_notes.placing import put_on_its_page
from guide.field_notes.standing import appears, disappears
from guide.models import Use
from guide.models.consent.ledger import hold_page

ALWAYS = [Use.SITE, Use.PRINT]  # the guide is read here and printed
Answers = Iterable[int]  # numbers, or a queryset of them


class NotDone(Exception):
    """Somebody was first, or it may not be asked. The message says what to do."""


@transaction.atomic
def ask(*, by: User, answer: int, address: str, person: User, words: str, page: Page, passage: str = "") -> FieldNote:
    """Whoever wrote the answer is asked. One open note an answer; nobody is asked again who said no or took it back. Raises NotDone."""
    before = FieldNote.objects.filter(answer=answer).exclude(state=State.ENDED, ended_why=End.STAFF).order_by("-pk").first()
    if before and before.state in (State.DECLINED, State.ENDED):
        raise NotDone(_("Whoever wrote this said no before. Please do not ask again."))
    try:
        with transaction.atomic():
            return FieldNote.objects.create(answer=answer, address=address, person=person, asked_words=words, page=page, passage=passage, asked_by=by)
    except IntegrityError as there:
        raise NotDone(_("Somebody made a field note of this answer a moment ago.")) from there


@transaction.atomic
def agree(note: FieldNote, *, by: User, words: str, credit_line: str, uses: Iterable[str] = ()) -> FieldNote:
    """The author's yes to these words, their own or those asked about. A draft of the page with the note waits for its editors. Raises NotDone."""
    hold_page(note.page_id)
    note = _lock(note)
    _must_be(note, State.ASKED, of=by)
    note.state, note.words, note.credit_line = State.AGREED, words, credit_line
    note.save(update_fields=["state", "words", "credit_line"])
    NoteConsent.objects.create(note=note, words=words, name_as_given=credit_line, uses=[*ALWAYS, *uses], wording=WORDING, given_by=by)
    put_on_its_page(note)
    return note


@transaction.atomic
def decline(note: FieldNote, *, by: User) -> FieldNote:
    note = _lock(note)
    _must_be(note, State.ASKED, of=by)
    note.state = State.DECLINED
    note.save(update_fields=["state"])
    return note


@transaction.atomic
def take_back(note: FieldNote, *, by: User) -> FieldNote:
    """From the end of this transaction on it stands nowhere."""
    note = _lock(note)
    _must_be(note, State.AGREED, of=by)
    return _end(note, End.TAKEN_BACK)


@transaction.atomic
def take_off(note: FieldNote) -> FieldNote:
    """By staff, whether its author has answered or not."""
    note = _lock(note)
    if note.state not in (State.ASKED, State.AGREED):
        raise NotDone(_("This field note has ended already."))
    return _end(note, End.STAFF)


@transaction.atomic
def keep(note: FieldNote) -> FieldNote:
    """Staff looked at it again: it stays as agreed to."""
    note = _lock(note)
    if not note.is_flagged:
        raise NotDone(_("Somebody looked at this a moment ago."))
    note.flagged_at, note.flagged_why = None, ""
    note.save(update_fields=["flagged_at", "flagged_why"])
    return note


def end_all_of(person: User) -> None:
    """Their account is closed: their words leave the guide."""
    for note in FieldNote.objects.select_for_update().filter(person=person).order_by("pk"):
        if note.state in (State.ASKED, State.AGREED):
            _end(note, End.ERASED)
    FieldNote.objects.filter(person=person).update(words="", asked_words="", credit_line="")
    NoteConsent.objects.filter(given_by=person).update(words="", name_as_given="")


# ---------------------------------------------------------------- what becomes of the answer


def flag(answers: Answers, why: Flag) -> None:
    """Staff look at the notes of these answers again, or once their author has said yes. One statement."""
    FieldNote.objects.open().filter(answer__in=answers).update(flagged_at=timezone.now(), flagged_why=why)


def answer_went(answers: Answers) -> None:
    """It is not on the site any more, nor is its note: also where its author says yes meanwhile. One statement where there is none."""
    for note in FieldNote.objects.select_for_update().open().filter(answer__in=answers, gone_at=None).order_by("pk"):
        stood, note.gone_at = note.stands, timezone.now()
        note.save(update_fields=["gone_at"])
        if stood:
            disappears(note)


def answer_came_back(answers: Answers) -> None:
    """And its note with it, for staff to look at. One statement where there is none."""
    for note in FieldNote.objects.select_for_update().open().filter(answer__in=answers, gone_at__isnull=False).order_by("pk"):
        note.gone_at, note.flagged_at, note.flagged_why = None, timezone.now(), Flag.CAME_BACK
        note.save(update_fields=["gone_at", "flagged_at", "flagged_why"])
        if note.stands:
            appears(note)


def _lock(note: FieldNote) -> FieldNote:
    return FieldNote.objects.select_for_update().get(pk=note.pk)


def _must_be(note: FieldNote, state: State, *, of: User) -> None:
    if note.person_id != of.pk or note.state != state:
        raise NotDone(_("This has changed meanwhile. Read how it stands now."))


def _end(note: FieldNote, why: End) -> FieldNote:
    stood = note.stands
    note.state, note.ended_why, note.flagged_at, note.flagged_why = State.ENDED, why, None, ""
    note.save(update_fields=["state", "ended_why", "flagged_at", "flagged_why"])
    note.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    if stood:
        disappears(note)
    return note
