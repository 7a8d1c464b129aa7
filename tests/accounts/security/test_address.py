"""Another address: a code to the new one, a letter to the old one, and nothing that tells whose an address is."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from accounts.models import SignInChange, User
from accounts.profile import member_for
from forum.letters import actions
from forum.letters.models import Letter
from tests import build
from tests.accounts.security.people import proved, where
from tests.accounts.security.test_sessions import signed_in
from tests.accounts.test_signing_in import ENTER_CODE, ask_for_a_code, newest_code, who, without_csrf, words
from tests.timing import least_of_each

ADDRESS, CONFIRM, PROOF = "/accounts/address/", "/accounts/address/confirm/", "/accounts/proof/"
NEW = "ana@elsewhere.example"


def letters_to(address: str) -> list[str]:
    return list(Letter.objects.filter(address=address).order_by("pk").values_list("kind", flat=True))


def moved(client: Client, email: str = NEW) -> None:
    client.post(ADDRESS, {"email": email})
    client.post(CONFIRM, {"code": newest_code(email)})


def test_the_code_from_the_new_address_moves_the_account_and_the_old_address_is_told(ana):
    client = proved(ana)

    asked = client.post(ADDRESS, {"email": " Ana@Elsewhere.example"})
    entered = client.post(CONFIRM, {"code": newest_code(NEW)}, follow=True)

    assert asked.headers["Location"] == CONFIRM
    assert f"Your address is {NEW} from now on." in words(entered)
    assert who(client) == NEW
    assert (letters_to(NEW), letters_to("ana@example.org")) == (["address-code"], ["account-change"])
    assert NEW in Letter.objects.get(kind="account-change").text
    assert SignInChange.objects.get().kind == "address"


def test_one_signs_in_with_the_new_address_and_not_with_the_old(ana):
    moved(proved(ana))

    ask_for_a_code(old := Client(), "ana@example.org")
    old.post(ENTER_CODE, {"code": newest_code("ana@example.org")})

    assert who(signed_in(User.objects.get(pk=ana.pk))) == NEW
    assert User.objects.get(email="ana@example.org").pk != ana.pk


def test_a_code_that_went_to_the_old_address_before_opens_nothing_afterwards(ana):
    waiting = Client()
    ask_for_a_code(waiting, ana.email)
    code = newest_code(ana.email)
    moved(proved(ana))

    entered = waiting.post(ENTER_CODE, {"code": code})

    assert entered.status_code == 422
    assert who(waiting) is None


def test_letters_that_have_not_left_yet_go_to_the_new_address(ana, ben):
    waiting = actions.write_letter(kind="invitation", to=ana, context={"inviter": ben})

    moved(proved(ana))

    waiting.refresh_from_db()
    assert waiting.address == NEW


def test_other_sessions_are_over(ana):
    elsewhere, here = signed_in(ana), proved(ana)

    moved(here)

    assert (who(elsewhere), who(here)) == (None, NEW)


def test_a_wrong_code_changes_nothing(ana):
    client = proved(ana)
    client.post(ADDRESS, {"email": NEW})

    pages = [words(client.post(CONFIRM, {"code": "000"})) for _ in range(6)]
    right = client.post(CONFIRM, {"code": newest_code(NEW)})

    assert ["That code does not match" in page for page in pages] == [True] * 5 + [False]
    assert right.status_code == 422
    assert who(client) == "ana@example.org"


def test_a_code_is_good_for_a_quarter_of_an_hour(ana, monkeypatch):
    client = proved(ana)
    client.post(ADDRESS, {"email": NEW})
    real = time.time
    monkeypatch.setattr("accounts.security.mailed.time.time", lambda: real() + 15 * 60 + 1)
    monkeypatch.setattr("accounts.security.proof.FRESH_FOR", 60 * 60)

    late = client.post(CONFIRM, {"code": newest_code(NEW)})

    assert late.headers["Location"] == ADDRESS
    assert who(client) == "ana@example.org"


@pytest.mark.parametrize("is_active", [True, False])
def test_an_address_of_someone_else_is_answered_like_a_free_one(ana, is_active):
    build.a_member("Ben Okafor", email="ben@example.org", is_active=is_active)

    def answers(email: str) -> list:
        client = proved(ana)
        asked = client.post(ADDRESS, {"email": email})
        page = client.get(CONFIRM)
        wrong = client.post(CONFIRM, {"code": "never"})
        pages = [re.sub(r"\w+@[\w.]+", "…", without_csrf(words(answer))) for answer in (page, wrong)]
        return [asked.status_code, asked.headers["Location"], page.status_code, wrong.status_code, pages]

    assert answers("ben@example.org") == answers("nobody@example.org")
    assert "address-taken" in letters_to("ben@example.org")
    assert not re.search(r"\b\d{6}\b", Letter.objects.get(kind="address-taken").text)


def test_a_free_address_and_one_of_someone_take_about_the_same_time(db):
    def seconds(email: str) -> float:
        client = proved(build.a_member())
        began = time.perf_counter()
        assert client.post(ADDRESS, {"email": email}).status_code == 302
        return time.perf_counter() - began

    kinds = {"free": lambda: seconds(f"nobody{next(build.count)}@example.org"), "of someone": lambda: seconds(build.a_member("Ben Okafor").email)}
    least = least_of_each(kinds, within=2)

    assert max(least.values()) < 2 * min(least.values()), least


def test_a_code_that_went_to_the_old_address_proves_nothing_any_more(ana):
    client = proved(ana, ago=60 * 60)
    client.post(PROOF, {"way": "send"})
    code = newest_code(ana.email)
    User.objects.filter(pk=ana.pk).update(email=NEW)

    client.post(PROOF, {"way": "code", "code": code})

    assert client.get(ADDRESS).status_code == 302


def test_a_row_that_nobody_came_for_is_no_hindrance(ana):
    member_for(NEW)

    moved(proved(ana))

    assert User.objects.get(email=NEW).pk == ana.pk


@pytest.mark.parametrize("page", [CONFIRM, PROOF])
def test_another_code_is_said_to_have_gone_and_one_too_many_is_refused_in_its_place(ana, page):
    client = proved(ana, ago=60 * 60 if page == PROOF else 0)
    first = client.post(PROOF, {"way": "send"}) if page == PROOF else client.post(ADDRESS, {"email": NEW}, follow=True)

    again = [client.post(page, {"way": "send"}, follow=True) for _ in range(5)]

    assert "We sent another code." not in words(first) and "We sent another code." in words(again[0])
    assert [answer.status_code for answer in again] == [200] * 4 + [429]
    assert "You can have another in about 15 minutes." in words(again[4]) and "the code we sent to" in words(again[4]).lower()


def test_who_was_quicker_keeps_the_address(ana):
    client = proved(ana)
    client.post(ADDRESS, {"email": NEW})
    build.a_member("Rosa Lind", email=NEW)

    late = client.post(CONFIRM, {"code": newest_code(NEW)}, follow=True)

    assert "That address has just been taken" in words(late)
    assert who(client) == "ana@example.org"
    assert SignInChange.objects.count() == 0


@pytest.mark.parametrize(("email", "sentence"), [("", "Enter your new email address"), ("ana", "like name@example.org"), ("ANA@example.org", "That is your address already")])
def test_what_is_no_new_address_is_said(ana, email, sentence):
    answer = proved(ana).post(ADDRESS, {"email": email})

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_after_a_quarter_of_an_hour_one_proves_again_who_one_is(ana, mailbox):
    client = proved(ana, ago=15 * 60 + 5)

    sent = client.post(ADDRESS, {"email": NEW}, headers={"Referer": f"http://testserver{ADDRESS}"})
    page = client.post(PROOF, {"way": "send", "next": ADDRESS})
    wrong = client.post(PROOF, {"way": "code", "code": "never", "next": ADDRESS})
    proven = client.post(PROOF, {"way": "code", "code": mailbox.code(ana.email), "next": ADDRESS})

    assert where(sent) == (PROOF, ADDRESS)
    assert "The code we sent to ana@example.org" in words(page)
    assert (wrong.status_code, proven.headers["Location"]) == (422, ADDRESS)
    assert [f'value="{NEW}"' in client.get(ADDRESS).content.decode() for _ in range(2)] == [True, False], "what was typed is there again, once"


def test_a_proof_of_another_person_in_the_same_session_is_none(ana, ben):
    client = proved(ana)
    client.force_login(ben)

    assert where(client.get(ADDRESS)) == (PROOF, ADDRESS)


def test_a_letter_about_signing_in_cannot_be_stopped(ana, mailbox):
    moved(proved(ana))

    letter = mailbox.newest("ana@example.org")

    assert letter["List-Unsubscribe"] is None
    assert "cannot be turned off" in letter.get_body(("plain",)).get_content()
