"""Whoever was not here for long, and addresses that pressed nothing: asked once, then left in peace."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.usersessions.models import UserSession

from accounts.models import User
from forum.letters import bounces, following
from forum.letters.models import Follow, LetterStop
from tests import build
from tests.letters.digests.conftest import FRIDAY, SATURDAY, readers
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- long absence


def test_after_long_absence_one_last_letter_says_so_and_signing_in_lifts_it(ben, cal, question, morning, mailbox):
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    User.objects.filter(pk=cal.pk).update(last_login=FRIDAY - timedelta(days=200))

    assert readers(morning(FRIDAY)) == [(cal.email, "digest-last")]
    letter = mailbox.newest(cal.email)
    assert "You were last here on May 5, 2031" in words_of(letter) and "/accounts/login/" in words_of(letter)
    assert LetterStop.from_token(letter["List-Unsubscribe"].strip("<>").rstrip("/").rpartition("/")[2]).kind == "digest"
    assert len(morning(FRIDAY + timedelta(days=7))) == 1

    User.objects.filter(pk=cal.pk).update(last_login=FRIDAY + timedelta(days=8))
    assert readers(morning(FRIDAY + timedelta(days=14))) == [(cal.email, "digest"), (cal.email, "digest-last")]


def test_a_session_in_use_is_a_visit(ben, cal, question, morning):
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    User.objects.filter(pk=cal.pk).update(last_login=FRIDAY - timedelta(days=200))
    UserSession.objects.create(user=cal, ip="127.0.0.1", session_key="s", user_agent="", last_seen_at=FRIDAY - timedelta(days=9))

    assert readers(morning(FRIDAY)) == [(cal.email, "digest")]


# ---------------------------------------------------------------- who has no account has no visits, but presses


def test_an_address_that_pressed_nothing_for_long_is_asked_once_and_kept_by_a_press(ben, question, morning, mailbox, client):
    following.follow("question", question.pk, address="val@example.org", pace="daily")
    build.a_reply(question, ben)
    tell_everybody()
    Follow.objects.update(since=FRIDAY - timedelta(days=200))

    assert readers(morning(SATURDAY)) == [("val@example.org", "digest-last")]
    asked = mailbox.newest("val@example.org")
    assert "Do you still want this digest?" in words_of(asked)
    [link] = {word for word in words_of(asked).split() if "/follow/by-mail/" in word}

    page = client.get(urlsplit(link).path)
    assert "The digest rests." in page.content.decode()
    client.post(urlsplit(link).path, {"keep": "yes"})
    assert "The digest rests." not in client.get(urlsplit(link).path).content.decode()

    letters = morning(SATURDAY + timedelta(days=1))
    assert readers(letters) == [("val@example.org", "digest-daily"), ("val@example.org", "digest-last")]


def test_the_same_silence_is_asked_about_once(ben, question, morning):
    following.follow("question", question.pk, address="val@example.org", pace="daily")
    build.a_reply(question, ben)
    tell_everybody()
    Follow.objects.update(since=FRIDAY - timedelta(days=200))

    morning(SATURDAY)

    assert readers(morning(SATURDAY + timedelta(days=1))) == [("val@example.org", "digest-last")]


def test_a_shut_mailbox_gets_no_digest(ben, cal, question, morning):
    following.follow("question", question.pk, person=cal, pace="daily")
    following.follow("question", question.pk, address="val@example.org", pace="daily")
    build.a_reply(question, ben)
    tell_everybody()
    for address in (cal.email, "val@example.org"):
        bounces.report(address, "hard")

    assert morning(SATURDAY) == []
