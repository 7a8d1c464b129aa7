"""Answering by mail in a conversation where one shows no name: mail programs sign by themselves."""

from __future__ import annotations

import pytest
from django.utils import timezone

from forum.discussions import joining
from forum.discussions.models import Draft
from forum.letters.models import Letter
from tests import build
from tests.build import fresh
from tests.mail import words_of


@pytest.fixture
def hidden(ana):
    return fresh(build.a_question(ana, without_name=True))


@pytest.fixture
def letter(hidden, ben, mailbox):
    build.a_reply(hidden, ben)
    return mailbox.newest("ana@example.org")


def test_the_letter_says_how_the_answer_is_shown(letter, hidden):
    assert f"as “{hidden.author.shown_name}”" in " ".join(words_of(letter).split())


def test_the_answer_stands_under_the_alias(letter, hidden, ana, postman, answer_to):
    postman.send(answer_to(letter, "The librarian has no keys."))

    reply = hidden.replies.get(author=ana)
    assert (reply.author, reply.body) == (hidden.author, "<p>The librarian has no keys.</p>")


def test_a_signature_is_not_posted(letter, hidden, ana, postman, answer_to):
    postman.send(answer_to(letter, "The librarian has no keys.\n\nBest wishes\nana ruiz"))

    [told] = Letter.objects.filter(kind="mail-refused", person=ana)
    assert not hidden.replies.filter(author=ana).exists()
    assert "your email holds “Ana”, “Ruiz”" in " ".join(told.text.split())
    assert "The librarian has no keys." in Draft.objects.get(owner=ana).words["body"]


def test_a_signature_is_not_posted_in_the_thread_that_the_question_was_joined_to(letter, hidden, ana, ben, postman, answer_to):
    host = build.a_question(ben)
    joining.join(hidden, to=host, at=timezone.now())

    postman.send(answer_to(letter, "Thank you.\n\nBest wishes\nana ruiz"))

    assert "your email holds" in " ".join(Letter.objects.get(kind="mail-refused", person=ana).text.split())
    assert list(fresh(host).replies.filter(author=ana).values_list("asked_as", flat=True)) == [hidden.title]
