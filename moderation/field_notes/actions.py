"""What staff do with field notes: each is one transaction with its entry in the log."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.letters.actions import write_letter
from guide.field_notes import actions as notes
from guide.field_notes.actions import NotDone
from guide.field_notes.models import FieldNote
from moderation.actions import latest_decision, write_down
from moderation.field_notes.rules import can_make_of, can_settle
from moderation.field_notes.telling import tell_that_it_was_taken_off, tell_that_they_are_asked
from moderation.models import Act


def words_seen(reply: Reply) -> str:
    """Says in a form which words of the answer it was opened with."""
    return hashlib.sha256(reply.body.encode()).hexdigest()


@transaction.atomic
def make(*, by: User, question: Question, words: str, passage: str = "", seen: str = "") -> FieldNote:
    """The chosen answer's author is asked, by letter and on a page of their own. Raises NotDone, PermissionDenied for one's own answer."""
    question = Question.objects.select_for_update(of=("self",)).select_related("page", "answer").get(pk=question.pk)
    answer = question.answer
    if not can_make_of(by, question, answer):
        raise PermissionDenied
    if seen and seen != words_seen(answer):
        raise NotDone(_("The answer was changed, or another was chosen, while you were writing. Read it again."))
    note = notes.ask(by=by, answer=answer.pk, address=answer.get_absolute_url(), person=answer.person_behind, words=words, page=question.page, passage=passage)
    write_down(Act.ASKED_FOR_NOTE, answer, by=by, reason="", latest=latest_decision(answer))
    context = {"question": question, "words": words, "link": f"/my/field-notes/{note.pk}/", "link_words": _("Say yes or no")}
    write_letter(kind="field-note", to=answer.person_behind, context=context, about_question=question.pk, about_reply=answer.pk, once=f"field-note:{note.pk}")
    tell_that_they_are_asked(note, question)
    return note


@transaction.atomic
def settle(*, by: User, note: FieldNote, act: Act, reason: str) -> None:
    """Keep a flagged note as it stands, or take one off everywhere. Raises NotDone."""
    if not can_settle(by, note.person_id):
        raise PermissionDenied
    if act == Act.KEPT_NOTE:
        notes.keep(note)
    else:
        tell_that_it_was_taken_off(notes.take_off(note))
    answer = Reply.objects.select_related("question__page").get(pk=note.answer)
    write_down(act, answer, by=by, reason=reason, latest=latest_decision(answer))
