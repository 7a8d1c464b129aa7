"""A password, for those who want one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from accounts.models import Limit, User
from accounts.security import passwords
from tests import build
from tests.accounts.security.people import proved, where, with_an_app
from tests.accounts.security.test_sessions import signed_in
from tests.accounts.test_signing_in import ENTER_CODE, ask_for_a_code, newest_code, who, without_csrf, words
from tests.timing import least_of_each

PASSWORD, SIGN_IN, PROOF, SECURITY = "/accounts/password/", "/accounts/login/password/", "/accounts/proof/", "/accounts/"
GOOD = "four buses and a librarian"
DOES_NOT_FIT = "That address and password do not fit together."


class SlowEnough(PBKDF2PasswordHasher):
    """A twentieth of the real one: 20 ms, which one sees among the rest of a request."""

    iterations = 50_000


@pytest.fixture
def secretive(ana) -> User:
    """Ana with a password."""
    ana.set_password(GOOD)
    ana.save()
    return ana


def enter(client: Client, email: str, password: str, **more: str):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def test_one_sets_a_password_and_comes_in_with_it(ana):
    here, elsewhere = proved(ana), signed_in(ana)

    told = here.post(PASSWORD, {"password": GOOD}, follow=True)
    entered = enter(client := Client(), "Ana@Example.org ", GOOD, next="/questions/")

    assert "Your password is set." in words(told)
    assert (who(here), who(elsewhere)) == (ana.email, None)
    assert entered.headers["Location"] == "/questions/"
    assert who(client) == ana.email


def test_the_session_in_which_it_was_set_stays_on_the_list(ana):
    here = signed_in(ana)

    here.post(PASSWORD, {"password": GOOD})

    assert [one.is_this_one for one in here.get(SECURITY).context["sessions"]] == [True]


def test_without_one_no_password_fits(ana):
    answer = enter(client := Client(), ana.email, "!")

    assert answer.status_code == 422
    assert who(client) is None


def test_it_can_be_removed(secretive):
    proved(secretive).post(PASSWORD, {"remove": "1"})

    assert enter(Client(), secretive.email, GOOD).status_code == 422


@pytest.mark.parametrize("weak", ["", "short", "password1234", "ana@example.org", "x" * 501])
def test_a_weak_one_is_refused_in_words(ana, weak):
    answer = proved(ana).post(PASSWORD, {"password": weak})

    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]
    assert not User.objects.get(pk=ana.pk).has_usable_password()


def test_whoever_forgot_it_comes_in_by_a_code_and_sets_another(secretive):
    client = Client()
    forgot = f"/accounts/login/?next={PASSWORD}"
    assert "I forgot my password" in words(client.get("/accounts/login/"))
    client.get(forgot)
    ask_for_a_code(client, secretive.email, next=PASSWORD)
    entered = client.post(ENTER_CODE, {"code": newest_code(secretive.email), "next": PASSWORD})

    set_anew = client.post(entered.headers["Location"], {"password": "another four buses"})

    assert (entered.headers["Location"], set_anew.headers["Location"]) == (PASSWORD, SECURITY)
    assert enter(Client(), secretive.email, "another four buses").status_code == 302
    assert enter(Client(), secretive.email, GOOD).status_code == 422


def test_someone_who_sits_down_at_an_open_session_cannot_change_it(secretive, client_of):
    refused = client_of(secretive).post(PASSWORD, {"password": "another four buses"})

    assert refused.headers["Location"].startswith(PROOF)
    assert enter(Client(), secretive.email, GOOD).status_code == 302


def test_a_password_proves_who_one_is(secretive, client_of):
    client = client_of(secretive)

    wrong = client.post(PROOF, {"way": "password", "password": "wrong", "next": PASSWORD})
    right = client.post(PROOF, {"way": "password", "password": GOOD, "next": PASSWORD})

    assert (wrong.status_code, DOES_NOT_FIT in words(wrong)) == (422, True)
    assert right.headers["Location"] == PASSWORD
    assert client.get(PASSWORD).status_code == 200


def test_with_a_second_step_a_password_proves_nothing(secretive, client_of):
    with_an_app(secretive)
    client = client_of(secretive)

    client.post(PROOF, {"way": "password", "password": GOOD, "next": PASSWORD})

    assert where(client.get(PASSWORD)) == (PROOF, PASSWORD)


# ---------------------------------------------------------------- nothing tells who is a member


def kinds_of_addresses(n: int = 0) -> Iterator[tuple[str, str]]:
    with_one = build.a_member(f"Ana {n}")
    with_one.set_password(GOOD)
    with_one.save()
    closed = build.a_member(f"Cleo {n}", is_active=False, password=with_one.password)
    yield "with a password", with_one.email
    yield "without", build.a_member(f"Ben {n}").email
    yield "closed", closed.email
    yield "unknown", f"nobody{n}@example.org"


def test_every_kind_of_address_is_answered_alike(db):
    pages = set()
    for _kind, email in kinds_of_addresses():
        answer = enter(Client(), email, "not the one")
        pages.add((answer.status_code, without_csrf(words(answer)).replace(email, "…")))

    assert len(pages) == 1
    assert DOES_NOT_FIT in pages.pop()[1]


def test_a_closed_account_is_not_opened_by_its_password(secretive):
    User.objects.filter(pk=secretive.pk).update(is_active=False)

    assert enter(client := Client(), secretive.email, GOOD).status_code == 422
    assert who(client) is None


def test_every_kind_takes_about_the_same_time(db, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.SlowEnough"]

    def seconds(email: str) -> float:
        Limit.objects.all().delete()  # so many wrong ones would be too many
        client = Client(REMOTE_ADDR=f"10.0.{next(build.count) % 250}.1")
        began = time.perf_counter()
        assert enter(client, email, "not the one").status_code == 422
        return time.perf_counter() - began

    least = least_of_each({kind: partial(seconds, email) for kind, email in kinds_of_addresses()}, within=1.6)

    assert max(least.values()) < 1.6 * min(least.values()), least


def test_eight_wrong_ones_by_one_caller_and_then_not_even_the_right_one(secretive):
    wrong = [enter(Client(), secretive.email, "wrong").status_code for _ in range(8)]

    ninth = enter(client := Client(), secretive.email, GOOD)

    assert (wrong, ninth.status_code) == ([422] * 8, 429)
    assert int(ninth.headers["Retry-After"]) > 0
    assert who(client) is None
    assert who(signed_in(secretive)) == secretive.email  # by a code, from anywhere
    assert enter(Client(REMOTE_ADDR="10.9.9.9"), secretive.email, GOOD).status_code == 302


def test_many_callers_share_their_tries_for_one_address(secretive, monkeypatch):
    monkeypatch.setitem(passwords.TRIES_PER_ADDRESS, "most", 3)
    callers = (Client(REMOTE_ADDR=f"10.0.{n}.1") for n in range(4))

    assert [enter(client, secretive.email, "wrong").status_code for client in callers] == [422] * 3 + [429]
    assert who(signed_in(secretive)) == secretive.email


@pytest.mark.parametrize(("email", "password"), [("", GOOD), ("ana", GOOD), ("ana@example.org", ""), ("ana\x00@example.org", GOOD), ("ana@example.org", "x" * 501)])
def test_what_cannot_be_is_said(ana, email, password):
    assert enter(Client(), email, password).status_code == 422


def test_a_foreign_next_leads_home(secretive):
    assert enter(Client(), secretive.email, GOOD, next="//evil.example").headers["Location"] == "/"
