"""Letters about questions and replies. The row is written in the transaction of its cause; the worker finds the words when it sends it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.html import text_of
from forum.letters.actions import leave_to_the_worker
from forum.letters.composing import composed_at_sending
from forum.letters.models import Letter


def tell_of_reply(reply: Reply, *, question: Question, parent: Reply | None) -> None:
    """To the asker, and to whoever the reply answers; never to its author, never twice to one person. One statement."""
    people: dict[int, User] = {question.author_id: question.author}
    if parent:
        people.setdefault(parent.author_id, parent.author)
    people.pop(reply.author_id, None)
    if people:
        leave_to_the_worker(kind="reply", to=people.values(), once=f"reply:{reply.pk}", about_question=question.pk, about_reply=reply.pk)


def tell_of_choice(reply: Reply, *, question: Question, by: User) -> None:
    """To the person whose reply was chosen as the answer."""
    if reply.author_id != by.pk:
        leave_to_the_worker(kind="answer-chosen", to=[reply.author], once=f"chosen:{reply.pk}", about_question=question.pk, about_reply=reply.pk)


@composed_at_sending("reply")
def words_of_a_reply(letter: Letter) -> dict | None:
    reply = _find(letter)
    return reply and _words(reply) | {"is_asker": letter.person_id == reply.question.author_id}


@composed_at_sending("answer-chosen")
def words_of_a_choice(letter: Letter) -> dict | None:
    """None when another answer was chosen since."""
    reply = _find(letter)
    if reply is None or reply.question.answer_id != reply.pk:
        return None
    return _words(reply) | {"chosen_by": reply.question.answer_chosen_by}


def _find(letter: Letter) -> Reply | None:
    return Reply.objects.select_related("author", "question__author", "question__answer_chosen_by").filter(pk=letter.about_reply).first()


def _words(reply: Reply) -> dict:
    return {
        "question": reply.question,
        "reply": reply,
        "words": text_of(reply.body),
        "link": reply.get_absolute_url(),
        "link_words": _("Read it in its place"),
    }
