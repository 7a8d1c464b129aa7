"""Letters about questions and replies. One function a letter; the row is written in the transaction of its cause."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.html import text_of
from forum.letters.actions import write_letter


def tell_of_reply(reply: Reply, *, question: Question, parent: Reply | None) -> None:
    """To the asker, and to whoever the reply answers; never to its author, never twice to one person."""
    people: dict[int, User] = {question.author_id: question.author}
    if parent:
        people.setdefault(parent.author_id, parent.author)
    people.pop(reply.author_id, None)
    for person in people.values():
        write_letter(
            kind="reply",
            to=person,
            context=_words(reply, question) | {"is_asker": person.pk == question.author_id},
            about_question=question.pk,
            about_reply=reply.pk,
            once=f"reply:{reply.pk}:{person.pk}",
        )


def tell_of_choice(reply: Reply, *, question: Question, by: User) -> None:
    """To the person whose reply was chosen as the answer."""
    if reply.author_id == by.pk:
        return
    write_letter(
        kind="answer-chosen",
        to=reply.author,
        context=_words(reply, question) | {"chosen_by": by},
        about_question=question.pk,
        about_reply=reply.pk,
        once=f"chosen:{reply.pk}",
    )


def _words(reply: Reply, question: Question) -> dict:
    return {
        "question": question,
        "reply": reply,
        "words": text_of(reply.body),
        "link": reply.get_absolute_url(),
        "link_words": _("Read it in its place"),
    }
