"""Whoever wrote an answer hears what becomes of its field note: a line among their notices, and a letter at their pace where none was written."""

from __future__ import annotations

from collections.abc import Collection

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply
from forum.letters.composing import composed_at_sending
from forum.letters.follows import kind_and_key, thing_of
from forum.letters.following import happened
from forum.letters.happenings import Happening
from forum.letters.looking_up import looked_up_once
from forum.letters.models import Letter, stopped_by_kind
from forum.letters.notices import put_among_notices
from forum.letters.things import Thing, Told, told_as
from guide.field_notes.models import End, FieldNote
from guide.field_notes.standing import stands_first

KIND = "note-news"
THING = "field-note"  # whose own page marks it seen
WROTE = "wrote"
ASKED, STANDS, TAKEN_OFF = "asked", "stands", "taken-off"
IS_SO = {ASKED: lambda note: note.is_asked, STANDS: lambda note: note.stands, TAKEN_OFF: lambda note: note.ended_why == End.STAFF}
stopped_by_kind(KIND)


def tell_that_they_are_asked(note: FieldNote, question: Question) -> None:
    """On the site alone: the letter that asks is written with it."""
    if note.person.is_active:
        put_among_notices(note.person, KIND, once=_cause(note, ASKED), about=thing_of(THING, note.pk), about_question=question.pk)


@receiver(stands_first, dispatch_uid=KIND)
def tell_that_it_stands(sender: type[FieldNote], note: FieldNote, **kwargs) -> None:
    _tell(note, STANDS)


def tell_that_it_was_taken_off(note: FieldNote) -> None:
    """Not why: that is written for the log."""
    _tell(note, TAKEN_OFF)


def _tell(note: FieldNote, what: str) -> None:
    question = Reply.objects.filter(pk=note.answer).values_list("question", flat=True).first()
    happened(KIND, once=_cause(note, what), about=(THING, note.pk), on=[], to={note.person_id: WROTE}, about_question=question)


def _cause(note: FieldNote, what: str) -> str:
    return f"{KIND}:{what}:{note.pk}"


@told_as(KIND)
def tell_of_notes(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    """As long as it is so: of one note there is one thing to tell. Nobody else is told of it."""
    notes = notes_of([_number(one) for one in happenings])
    questions = questions_of_answers([note.answer for note in notes.values()])
    told: dict[int, Told] = {}
    for one in happenings:
        note = notes.get(_number(one))
        question = questions.get(note.answer) if note else None
        if question and reader and note.person_id == reader.pk and IS_SO[_what(one)](note):
            told[one.pk] = Told(question.title, what_became_of_it(_what(one)), reverse("moderation:my_field_note", args=[note.pk]), language=question.language)
    return told


def _what(happening: Happening) -> str:
    return happening.once.split(":")[1]


def _number(happening: Happening) -> int:
    return int(kind_and_key(happening.about)[1])


@looked_up_once
def notes_of(numbers: Collection[int]) -> dict[int, FieldNote]:
    return FieldNote.objects.in_bulk(numbers)


@looked_up_once
def questions_of_answers(answers: Collection[int]) -> dict[int, Question]:
    """Those that stand on the site, by the answer's number."""
    there = Reply.objects.filter(pk__in=answers, question__state=PostState.VISIBLE).select_related("question")
    return {reply.pk: reply.question for reply in there}


def what_became_of_it(what: str) -> str:
    """Without its full stop, to be read under the title of the question."""
    return {
        ASKED: _("Staff ask whether your answer may stand in the guide"),
        STANDS: _("Your answer stands in the guide as a field note"),
        TAKEN_OFF: _("Staff ended the field note of your answer: it does not stand in the guide"),
    }[what]


@composed_at_sending(KIND)
def words_of_a_note(letter: Letter) -> dict | None:
    told = tell_of_notes([letter.happening], letter.person).get(letter.happening.pk)
    if told is None:
        return None
    return {
        "thing": Thing(told.title, told.url, told.language),
        "line": told.line,
        "stands": _what(letter.happening) == STANDS,
        "link": told.url,
        "link_words": _("See your field note"),
        "stop_words": _("Stop emails like this one"),
    }
