"""Replying as a person does, from the form, and the letters that follow."""

from __future__ import annotations

from django.test import Client

from forum.discussions.models import Question, Reply
from forum.letters.models import Letter
from tests.forum.discussions.words import a_key
from tests.mail import tell_everybody

WORDS = "Ask the librarian. She has a key."


def reply_to(question: Question) -> str:
    return f"/questions/{question.pk}/reply/"


def send(client: Client, question: Question, *, to: Reply | None = None, body: str = WORDS, **more):
    """As from the form: with its key."""
    fields = {"draft": a_key(), "kind": "reply", "body": body} | ({"to": to.number} if to else {}) | more
    return client.post(reply_to(question), fields)


def letters() -> list[tuple[str, str]]:
    tell_everybody()
    return sorted(Letter.objects.values_list("kind", "address"))
