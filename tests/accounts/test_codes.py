"""Five tries, fifteen minutes, five codes; counted in rows."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from accounts.models import Limit
from forum.letters.models import Letter
from tests import build
from tests.accounts.test_signing_in import ENTER_CODE, SIGN_IN, ask_for_a_code, newest_code, who, words
from tests.racing import at_once

WRONG = "That code does not match. Check the newest email, or send another code"
FIVE_TRIES = "That was five tries. Ask for another code"


@pytest.fixture
def later(monkeypatch):
    """`later(60)` moves the clock that codes and sessions are read by."""
    real = time.time
    passed = [0]
    monkeypatch.setattr("time.time", lambda: real() + passed[0])

    def move(seconds: int) -> None:
        passed[0] += seconds

    return move


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_wrong_code_is_said_and_another_try_is_open(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    code = newest_code(ana.email)

    answer = stranger_client.post(ENTER_CODE, {"code": wrong(code)})

    assert answer.status_code == 422
    assert WRONG in words(answer)
    stranger_client.post(ENTER_CODE, {"code": code})
    assert who(stranger_client) == ana.email


@pytest.mark.parametrize("typed", ["", "   ", "1" * 13, "12\x0034"])
def test_what_cannot_be_a_code_is_said(stranger_client, ana, typed):
    ask_for_a_code(stranger_client, ana.email)

    answer = stranger_client.post(ENTER_CODE, {"code": typed})

    assert answer.status_code == 422
    assert answer.context["form"].has_error("code")


def test_after_five_wrong_tries_the_right_code_is_refused_too(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    code = newest_code(ana.email)
    tries = [words(stranger_client.post(ENTER_CODE, {"code": wrong(code)})) for _ in range(5)]

    sixth = stranger_client.post(ENTER_CODE, {"code": code})

    assert [WRONG in page for page in tries] == [True] * 5
    assert sixth.status_code == 422
    assert FIVE_TRIES in words(sixth)
    assert "send another code" in words(sixth)
    assert who(stranger_client) is None


def test_another_code_opens_five_tries_again_and_ends_the_old_one(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    old = newest_code(ana.email)
    for _ in range(6):
        stranger_client.post(ENTER_CODE, {"code": wrong(old)})

    again = stranger_client.post(f"{ENTER_CODE}?next=/questions/", {"action": "resend", "next": "/questions/"})
    new = newest_code(ana.email)

    assert (again.status_code, again.headers["Location"]) == (302, f"{ENTER_CODE}?next=%2Fquestions%2F")
    assert "We sent another code." in words(stranger_client.get(ENTER_CODE)) and "We sent" not in words(stranger_client.get(ENTER_CODE))
    assert Letter.objects.filter(address=ana.email).count() == 2
    assert stranger_client.post(ENTER_CODE, {"code": old}).status_code == (302 if old == new else 422)
    stranger_client.post(ENTER_CODE, {"code": new})
    assert who(stranger_client) == ana.email


def test_two_windows_of_one_session_have_five_tries_together(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    code = newest_code(ana.email)
    other = Client()
    other.cookies["sessionid"] = stranger_client.cookies["sessionid"].value

    pages = [words(client.post(ENTER_CODE, {"code": wrong(code)})) for client in (stranger_client, other) * 3]

    assert [FIVE_TRIES in page for page in pages] == [False] * 5 + [True]


def test_ten_tries_at_once_are_five(transactional_db, ana):
    client = Client()
    ask_for_a_code(client, ana.email)
    code = newest_code(ana.email)

    def a_try() -> bool:
        window = Client()
        window.cookies["sessionid"] = client.cookies["sessionid"].value
        return WRONG in words(window.post(ENTER_CODE, {"code": wrong(code)}))

    assert sorted(at_once(*[a_try] * 10)) == [False] * 5 + [True] * 5


def test_the_code_of_another_session_is_worth_nothing(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    thief = Client()
    ask_for_a_code(thief, ana.email)
    first = Letter.objects.filter(address=ana.email).earliest("id").subject.split()[-1]
    second = newest_code(ana.email)

    if first != second:
        assert thief.post(ENTER_CODE, {"code": first}).status_code == 422
    assert Client().post(ENTER_CODE, {"code": first}).headers["Location"] == SIGN_IN
    assert who(thief) is None


def test_a_code_works_for_fifteen_minutes(stranger_client, ana, later):
    ask_for_a_code(stranger_client, ana.email)
    later(14 * 60 + 50)

    stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert who(stranger_client) == ana.email


def test_after_fifteen_minutes_the_sign_in_page_says_so_and_keeps_the_way_back(stranger_client, ana, later):
    ask_for_a_code(stranger_client, ana.email, next="/questions/")
    later(15 * 60 + 1)

    entered = stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email), "next": "/questions/"})
    page = stranger_client.get(entered.headers["Location"])

    assert entered.headers["Location"] == f"{SIGN_IN}?next=/questions/"
    assert "That code has run out" in words(page)
    assert "That code has run out" not in words(stranger_client.get(SIGN_IN))
    assert who(stranger_client) is None


def test_a_code_sent_again_has_fifteen_minutes_of_its_own(stranger_client, ana, later):
    ask_for_a_code(stranger_client, ana.email)
    later(14 * 60)
    stranger_client.post(ENTER_CODE, {"action": "resend"})
    later(14 * 60)

    stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert who(stranger_client) == ana.email


def test_a_code_works_once(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    code = newest_code(ana.email)
    stranger_client.post(ENTER_CODE, {"code": code})
    stranger_client.post("/accounts/logout/")

    assert stranger_client.post(ENTER_CODE, {"code": code}).headers["Location"] == SIGN_IN
    assert who(stranger_client) is None


# ---------------------------------------------------------------- how many tries


def three_kinds() -> list[str]:
    """Addresses of a member, of a closed account and of nobody."""
    return [build.a_member("Ana Ruiz").email, build.a_member("Cleo Dunn", is_active=False).email, "nobody@example.org"]


def tries(email: str, callers: list[str], each: int = 5) -> list[bool]:
    """Wrong tries for this address, `each` with a code of their own: whether they were looked at."""
    looked_at = []
    for caller in callers:
        client = Client(REMOTE_ADDR=caller)
        ask_for_a_code(client, email)
        looked_at += [WRONG in words(client.post(ENTER_CODE, {"code": "never"})) for _ in range(each)]
    return looked_at


def test_sending_again_opens_five_tries_for_every_kind_of_address(db):
    for email in three_kinds():
        client = Client()
        ask_for_a_code(client, email)
        pages = [words(client.post(ENTER_CODE, {"code": "never"})) for _ in range(6)]
        client.post(ENTER_CODE, {"action": "resend"})
        pages += [words(client.post(ENTER_CODE, {"code": "never"})) for _ in range(6)]

        assert [FIVE_TRIES in page for page in pages] == ([False] * 5 + [True]) * 2, email


def test_one_address_has_25_tries_from_all_callers_together(db):
    for n, email in enumerate(three_kinds()):
        assert tries(email, [f"10.{n}.0.{caller}" for caller in range(6)]) == [True] * 25 + [False] * 5, email


def test_one_caller_has_30_wrong_tries_for_all_addresses_together(db):
    looked_at = [tries(f"p{n}@example.org", ["10.1.1.1"]) for n in range(7)]

    assert looked_at == [[True] * 5] * 6 + [[False] * 5]


def test_a_stranger_who_tries_and_tries_keeps_no_member_out(stranger_client, ana):
    tries(ana.email, ["10.1.1.1"] * 5, each=12)
    ask_for_a_code(stranger_client, ana.email)

    stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert who(stranger_client) == ana.email


def test_a_workshop_signs_in_behind_one_address(db):
    people = [build.a_member(f"Ana {n}").email for n in range(35)]
    clients = [Client() for _ in people]
    for client, email in zip(clients, people):
        ask_for_a_code(client, email)
        client.post(ENTER_CODE, {"code": newest_code(email)})

    assert [who(client) for client in clients] == people


# ---------------------------------------------------------------- how many codes


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_five_codes_in_a_quarter_of_an_hour(ana, email):
    answers = [ask_for_a_code(Client(), email) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[5].headers["Retry-After"]) in range(1, 15 * 60 + 2)
    assert "You can have another in about 15 minutes" in words(answers[5])
    assert email in words(answers[5])
    assert Letter.objects.filter(address=email).count() == 5


def test_codes_sent_again_count_too(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    answers = [stranger_client.post(ENTER_CODE, {"action": "resend"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302] * 4 + [429]
    assert "That was a lot of codes in a short time. You can have another in about 15 minutes." in words(answers[4])
    assert f"Enter the code we sent to {ana.email}" in words(answers[4]) and "Retry-After" in answers[4].headers
    assert Letter.objects.filter(address=ana.email).count() == 5


def test_one_caller_gets_sixty_codes_for_all_addresses_together(db):
    Limit.objects.all().delete()

    answers = [ask_for_a_code(Client(REMOTE_ADDR="10.1.1.1"), f"p{n}@example.org").status_code for n in range(61)]
    elsewhere = ask_for_a_code(Client(REMOTE_ADDR="10.1.1.2"), "p61@example.org").status_code

    assert (answers, elsewhere) == ([302] * 60 + [429], 302)


def test_a_stranger_who_asks_and_asks_keeps_no_member_out(stranger_client, ana):
    stranger = Client(REMOTE_ADDR="10.1.1.1")
    asked = [ask_for_a_code(stranger, ana.email).status_code for _ in range(30)]

    assert asked == [302] * 5 + [429] * 25
    assert ask_for_a_code(stranger_client, ana.email).status_code == 302


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_twenty_codes_reach_one_mailbox_whoever_asks(ana, email):
    answers = [ask_for_a_code(Client(REMOTE_ADDR=f"10.1.1.{n}"), email).status_code for n in range(21)]

    assert answers == [302] * 20 + [429]
    assert Letter.objects.filter(address=email).count() == 20
