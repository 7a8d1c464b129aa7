"""Replying signed out, while a pause lasts, and too often: the words are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.discussions.models import Draft, Question, Reply
from tests import build
from tests.forum.discussions.replying import WORDS, reply_to, send
from tests.forum.discussions.words import a_key, hidden, page_of, sign_in, text_of


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def test_a_stranger_signs_in_and_finds_the_words(stranger_client, ana, ben, question):
    first = build.a_reply(question, ana)
    press = send(stranger_client, question, to=first)
    come_back = press.headers["Location"].removeprefix("/accounts/login/?next=").replace("%3F", "?").replace("%3D", "=").replace("%26", "&")

    back = sign_in(stranger_client, ben.email, come_back=come_back)
    form = stranger_client.get(back.headers["Location"])

    assert back.headers["Location"] == come_back
    assert Reply.objects.count() == 1
    assert WORDS in page_of(form) and hidden(form, "to") == "1"
    send(stranger_client, question, to=first, draft=hidden(form, "draft"))
    assert Reply.objects.get(number=2).author == ben


def test_a_strangers_empty_reply_is_told_before_signing_in(stranger_client, question):
    assert send(stranger_client, question, body=" ").status_code == 422


def test_a_stranger_with_a_closed_browser_finds_the_words_by_the_cookie(stranger_client, question):
    send(stranger_client, question)
    opened_again = Client()
    opened_again.cookies["drafts"] = stranger_client.cookies["drafts"].value

    assert WORDS in page_of(opened_again.get(reply_to(question)))
    assert WORDS not in page_of(Client().get(reply_to(question)))


def test_signed_out_while_writing_the_words_go_along(client_of, ben, question):
    client = client_of(ben)
    form = client.get(reply_to(question))
    client.post("/ask/keep/", {"draft": hidden(form, "draft"), "kind": "reply", "about": hidden(form, "about"), "body": "Ask"})
    client.post("/accounts/logout/")

    press = send(client, question, draft=hidden(form, "draft"))
    back = sign_in(client, ben.email, come_back=f"{reply_to(question)}?draft={Draft.objects.get(owner=None).key}")

    assert press.status_code == 302
    assert WORDS in page_of(client.get(back.headers["Location"]))


def test_who_is_asked_to_pause_reads_until_when_and_keeps_the_words(client_of, ben, question):
    User.objects.filter(pk=ben.pk).update(silenced_until=timezone.now() + timedelta(days=3))
    client = client_of(ben)

    press = send(client, question)

    assert press.status_code == 403
    assert "You cannot post just now" in text_of(press)
    assert Reply.objects.count() == 0
    assert WORDS in page_of(client.get(reply_to(question)))


def test_too_many_replies_wait_with_a_link_to_the_draft(client_of, ben, question):
    client = client_of(ben)
    answers = [send(client, question, body=f"Reply {n}").status_code for n in range(20)]

    late = send(client, question, draft=(key := a_key()))

    assert answers == [302] * 20
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 601
    assert f'href="{reply_to(question)}?draft={key}"' in page_of(late)
    assert WORDS in page_of(client.get(f"{reply_to(question)}?draft={key}"))
    assert Reply.objects.count() == 20


def test_members_are_counted_before_their_address(client_of, ben, question):
    """A school sits behind one address: one who posts too much does not stop the others."""
    for _ in range(21):
        send(client_of(ben), question)

    assert send(client_of(build.a_member("Gus Weber")), question).status_code == 302
