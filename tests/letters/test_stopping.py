"""One press stops letters, without signing in and for ever; reading the page changes nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client

from forum.letters.models import Letter, LetterStop
from tests.letters.conftest import a_letter


@pytest.fixture
def mail_program() -> Client:
    """Has no cookie and knows no token of ours."""
    return Client(enforce_csrf_checks=True)


def link_in(letter: Letter) -> str:
    return letter.headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)


def press(client: Client, letter: Letter, **words: str):
    return client.post(link_in(letter), words or {"List-Unsubscribe": "One-Click"})


def test_the_address_is_the_promised_one(ana):
    token = LetterStop.for_more_like(a_letter(to=ana)).token

    assert link_in(a_letter(to=ana)) == f"/letters/unsubscribe/{token}/"


def test_reading_changes_nothing(mail_program, ana):
    letter = a_letter(to=ana, about_question=12)

    for answer in (mail_program.get(link_in(letter)), mail_program.head(link_in(letter))):
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]

    assert not LetterStop.objects.exists()
    assert b"Stop emails about this question?" in mail_program.get(link_in(letter)).content


def test_one_press_stops_letters_about_the_question(mail_program, ana, ben):
    letter = a_letter(to=ana, about_question=12)

    answer = press(mail_program, letter)

    assert (answer.status_code, b"no more emails about this question" in answer.content) == (200, True)
    assert a_letter(to=ana, about_question=12).is_stopped
    assert a_letter(to=ana, about_question=12, kind="answer-chosen").is_stopped
    assert not a_letter(to=ana, about_question=13).is_stopped
    assert not a_letter(to=ana).is_stopped
    assert not a_letter(to=ben, about_question=12).is_stopped


def test_one_press_stops_letters_of_the_kind(mail_program, ana, ben):
    press(mail_program, a_letter(to=ana, kind="digest"))

    assert a_letter(to=ana, kind="digest", about_question=12).is_stopped
    assert not a_letter(to=ana, kind="reply").is_stopped
    assert not a_letter(to=ben, kind="digest").is_stopped
    assert not a_letter(address=ana.email, kind="digest").is_stopped


def test_somebody_who_is_not_a_member_can_stop_letters_too(mail_program, db):
    press(mail_program, a_letter(address="New@example.org", kind="digest"))

    assert a_letter(address="new@example.org", kind="digest").is_stopped
    assert not a_letter(address="other@example.org", kind="digest").is_stopped


def test_a_second_press_changes_nothing(mail_program, ana):
    letter = a_letter(to=ana)

    assert [press(mail_program, letter).status_code for _ in range(2)] == [200, 200]
    assert LetterStop.objects.count() == 1


def test_a_press_by_mistake_is_taken_back(mail_program, ana):
    letter = a_letter(to=ana, about_question=12)
    press(mail_program, letter)
    other = a_letter(to=ana, about_question=13)
    press(mail_program, other)

    answer = press(mail_program, letter, again="yes")

    assert b"You get them again" in answer.content
    assert [letter.is_stopped, other.is_stopped] == [False, True]


def test_a_code_is_never_stopped(ana):
    LetterStop(address="ana@example.org", kind="sign-in-code").keep()

    assert not a_letter(kind="sign-in-code", secret=True).is_stopped


@pytest.mark.parametrize("harm", [lambda token: token[:-1], lambda token: token[1:], lambda token: "x", lambda token: f"é{token}", lambda token: ":" * 9])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_whole_gets_a_sentence(mail_program, ana, harm, method):
    token = LetterStop.for_more_like(a_letter(to=ana)).token

    answer = getattr(mail_program, method)(f"/letters/unsubscribe/{harm(token)}/")

    assert (answer.status_code, b"A part of it may be missing." in answer.content) == (404, True)
    assert not LetterStop.objects.exists()


def test_a_token_for_something_else_is_none_of_ours(mail_program, ana):
    token = signing.Signer(salt="another door").sign_object({"person_id": ana.pk, "kind": "reply"})

    assert mail_program.post(f"/letters/unsubscribe/{token}/").status_code == 404


@pytest.mark.parametrize(
    "of",
    [{}, {"kind": "reply"}, {"address": "ana@example.org"}, {"address": "ana@example.org", "kind": "reply", "question": 12}],
)
def test_a_stop_is_of_somebody_and_something(db, of):
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterStop.objects.create(**of)
