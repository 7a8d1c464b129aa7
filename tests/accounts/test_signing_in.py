"""A code in the mail is the one way in."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from accounts.models import User
from forum.letters.models import Letter, LetterState
from tests import build
from tests.timing import least_of_each

SIGN_IN, ENTER_CODE, NAME = "/accounts/login/", "/accounts/login/code/confirm/", "/accounts/name/"


def ask_for_a_code(client: Client, email: str, **more: str):
    return client.post(SIGN_IN, {"email": email, **more})


def code_in(letter: Letter) -> str:
    return letter.subject.split()[-1]


def newest_code(email: str) -> str:
    return code_in(Letter.objects.filter(address=email).latest("id"))


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def who(client: Client) -> str | None:
    number = client.session.get("_auth_user_id")
    return number and User.objects.get(pk=number).email


def test_a_member_comes_in_by_the_code_in_the_letter(stranger_client, ana, mailbox):
    asked = ask_for_a_code(stranger_client, "Ana@Example.org ")
    entered = stranger_client.post(ENTER_CODE, {"code": mailbox.code("ana@example.org")})

    assert (asked.status_code, asked.headers["Location"]) == (302, ENTER_CODE)
    assert (entered.status_code, entered.headers["Location"]) == (302, "/")
    assert who(stranger_client) == "ana@example.org"


def test_the_letter_is_the_only_one_and_is_secret(stranger_client, ana):
    ask_for_a_code(stranger_client, "ana@example.org")

    letter = Letter.objects.get()
    assert (letter.address, letter.kind, letter.secret) == ("ana@example.org", "sign-in-code", True)


def test_a_code_may_be_pasted_with_spaces(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    code = newest_code(ana.email)

    stranger_client.post(ENTER_CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert who(stranger_client) == ana.email


def test_someone_new_is_asked_for_a_name_and_goes_on_where_they_were(stranger_client):
    ask_for_a_code(stranger_client, "rosa@example.org", next="/questions/")
    entered = stranger_client.post(ENTER_CODE, {"code": newest_code("rosa@example.org"), "next": "/questions/"})
    asked_for_a_name = stranger_client.get(entered.headers["Location"])
    form = stranger_client.get(asked_for_a_name.headers["Location"])
    named = stranger_client.post(NAME, {"display_name": "Rosa Lind", "next": form.context["next"]})

    assert entered.headers["Location"] == "/questions/"
    assert asked_for_a_name.headers["Location"] == "/accounts/name/?next=%2Fquestions%2F"
    assert (named.status_code, named.headers["Location"]) == (302, "/questions/")
    assert User.objects.get().display_name == "Rosa Lind"


def test_the_session_of_a_stranger_is_not_the_session_of_the_member(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    before = stranger_client.session.session_key
    stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert stranger_client.session.session_key != before


@pytest.mark.parametrize("email", ["", "ana", "ana@", "ana@example.org\nbcc: ben@example.org", "a" * 250 + "@example.org", "ana\x00@example.org"])
def test_what_is_no_address_is_said_and_kept(stranger_client, email):
    answer = ask_for_a_code(stranger_client, email)

    assert answer.status_code == 422
    assert "Error:" in words(answer)
    assert (User.objects.count(), Letter.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("a" * 250 + "@example.org", "Enter an email address of at most 254 characters"),
        ("İ" * 150 + "@example.org", "Enter an email address of at most 254 characters"),  # each is two in small letters
    ],
)
def test_an_address_too_long_for_its_place_is_said(stranger_client, email, sentence):
    answer = ask_for_a_code(stranger_client, email)

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["email"]
    assert (User.objects.count(), Letter.objects.count()) == (0, 0)


# ---------------------------------------------------------------- nothing tells who is a member


def without_the_address(answer, email: str) -> str:
    return words(answer).replace(email, "…").replace(answer.wsgi_request.META.get("CSRF_COOKIE", "…"), "…")


@pytest.fixture
def closed(db) -> User:
    return build.a_member("Cleo Dunn", email="cleo@example.org", is_active=False)


@pytest.mark.parametrize("email", ["nobody@example.org", "cleo@example.org"])
def test_an_unknown_and_a_closed_account_are_answered_like_a_known_one(ana, closed, email):
    def answers(address: str) -> list[tuple]:
        client = Client()
        asked = ask_for_a_code(client, address, next="/questions/")
        form = client.get(asked.headers["Location"])
        wrong = client.post(ENTER_CODE, {"code": "never"})
        again = client.post(ENTER_CODE, {"action": "resend"})
        pages = [without_csrf(without_the_address(answer, address)) for answer in (form, wrong)]
        return [(asked.status_code, asked.headers["Location"]), (form.status_code, wrong.status_code, again.status_code), pages]

    assert answers(email) == answers(ana.email)


def without_csrf(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_closed_account_gets_no_letter_and_no_code_opens_it(stranger_client, closed, mailbox):
    ask_for_a_code(stranger_client, closed.email)
    letter = Letter.objects.get()
    code = code_in(letter)

    assert stranger_client.post(ENTER_CODE, {"code": code}).status_code == 422
    assert stranger_client.post(ENTER_CODE, {"code": ""}).status_code == 422
    assert mailbox.letters(closed.email) == []
    letter.refresh_from_db()
    assert letter.state == LetterState.DROPPED
    assert who(stranger_client) is None


def test_an_account_closed_while_its_code_was_on_its_way_stays_closed(stranger_client, ana):
    ask_for_a_code(stranger_client, ana.email)
    User.objects.filter(pk=ana.pk).update(is_active=False)

    entered = stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})

    assert entered.status_code == 403
    assert "This account is closed." in words(entered)
    assert who(stranger_client) is None


def test_it_takes_about_the_same_time_for_known_unknown_and_closed(db):
    def seconds(email: str) -> float:
        client = Client(REMOTE_ADDR=f"10.0.0.{next(build.count) % 250}")
        began = time.perf_counter()
        assert ask_for_a_code(client, email).status_code == 302
        return time.perf_counter() - began

    seconds("warm@example.org")
    least = least_of_each(
        {
            "known": lambda: seconds(build.a_member().email),
            "unknown": lambda: seconds(f"nobody{next(build.count)}@example.org"),
            "closed": lambda: seconds(build.a_member(is_active=False).email),
        },
        within=2,
    )

    assert max(least.values()) < 2 * min(least.values()), least


# ---------------------------------------------------------------- where one goes afterwards


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "/\r\nSet-Cookie: x=1", "https:evil.example"])
def test_a_foreign_next_leads_nowhere(stranger_client, ana, address):
    ask_for_a_code(stranger_client, ana.email, next=address)
    entered = stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email), "next": address})

    where = entered.headers["Location"]
    assert entered.status_code == 302
    assert where.startswith("/") and not where.startswith(("//", "/\\")) and "\n" not in where
    assert "Set-Cookie: x" not in str(entered.headers)


def test_a_member_who_is_in_goes_straight_on(client_of, ana):
    assert client_of(ana).get("/accounts/login/?next=/questions/").headers["Location"] == "/questions/"
    assert client_of(ana).get("/accounts/login/?next=//evil.example").headers["Location"] == "/"


def test_a_different_address_can_be_given_while_a_code_waits(stranger_client, ana):
    ask_for_a_code(stranger_client, "anna@example.org", next="/questions/")
    form = stranger_client.get(f"{ENTER_CODE}?next=/questions/")
    sign_in = stranger_client.get(form.context["other_address"])

    assert form.context["other_address"] == "/accounts/login/?next=%2Fquestions%2F"
    assert sign_in.status_code == 200
    ask_for_a_code(stranger_client, ana.email)
    stranger_client.post(ENTER_CODE, {"code": newest_code(ana.email)})
    assert who(stranger_client) == ana.email


def test_a_page_for_members_comes_back_after_signing_in(stranger_client, ana):
    asked = stranger_client.get("/my/questions/?a=1")

    assert asked.headers["Location"] == "/accounts/login/?next=/my/questions/%3Fa%3D1"


def test_a_press_of_a_stranger_leads_back_to_the_page_it_was_on(stranger_client, ana):
    question = build.a_question(by=ana)
    build.a_reply(question)
    here = question.get_absolute_url()

    pressed = stranger_client.post(f"/questions/{question.pk}/replies/1/helped/", headers={"Referer": f"http://testserver{here}?after=000001"})
    from_elsewhere = stranger_client.post(f"/questions/{question.pk}/withdraw/", headers={"Referer": "https://evil.example/x"})

    assert pressed.headers["Location"] == f"/accounts/login/?next={here}%3Fafter%3D000001"
    assert from_elsewhere.headers["Location"] == f"/accounts/login/?next=/questions/{question.pk}/withdraw/"


# ---------------------------------------------------------------- signing out


def test_signing_out_asks_first_and_then_forgets(client_of, ana):
    client = client_of(ana)

    assert client.get("/accounts/logout/").status_code == 200
    assert who(client) == ana.email
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert who(client) is None


def test_signing_out_lets_go_of_words_of_a_stranger(client_of, ana):
    """On a shared computer the next person does not find them."""
    client = client_of(ana)
    client.cookies["drafts"] = "signed"

    client.post("/accounts/logout/")

    assert client.cookies["drafts"].value == ""
