"""The second step: an app's code after the code in the mail; forced for staff where the site says so; recovery codes; staff's reset."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import SignInChange, User
from accounts.security import second_step
from forum.letters.models import Letter
from tests.accounts.security.people import code_of, proved, where, with_an_app
from tests.accounts.security.test_sessions import signed_in
from tests.accounts.test_signing_in import ENTER_CODE, ask_for_a_code, newest_code, who, words
from tests.racing import at_once

STEP, SET_UP, OFF, CODES, PROOF = "/accounts/login/second-step/", "/accounts/second-step/", "/accounts/second-step/off/", "/accounts/recovery-codes/", "/accounts/proof/"
WRONG = "That code does not match."


@pytest.fixture
def forced(settings) -> None:
    settings.SECOND_STEP_FOR_STAFF = True


def after_the_code(person: User, **more: str) -> Client:
    """At the second step, or in."""
    client = Client()
    ask_for_a_code(client, person.email, **more)
    client.post(ENTER_CODE, {"code": newest_code(person.email)} | more)
    return client


def changes_of(person: User) -> list[str]:
    return list(person.sign_in_changes.order_by("pk").values_list("kind", flat=True))


def recovery_codes(person: User) -> list[str]:
    return second_step.with_recovery_codes(person)


# ---------------------------------------------------------------- coming in


def test_a_member_sets_it_up_and_from_then_on_the_mail_is_not_enough(ana):
    client = proved(ana)
    secret = client.get(SET_UP).context["secret"]
    wrong = client.post(SET_UP, {"code": "000000"})
    done = client.post(SET_UP, {"code": code_of(secret)})
    shown = client.get(done.headers["Location"])

    coming = after_the_code(ana)
    refused = coming.post(STEP, {"code": "000000"})
    not_yet = who(coming)
    coming.post(STEP, {"code": code_of(secret, steps=1)})

    assert (wrong.status_code, WRONG in words(wrong)) == (422, True)
    assert (done.headers["Location"].partition("?")[0], len(shown.context["codes"])) == (CODES, 10)
    assert (refused.status_code, not_yet, who(coming)) == (422, None, ana.email)
    assert changes_of(ana) == ["second-step"]
    assert Letter.objects.filter(kind="account-change", person=ana).count() == 1


def test_one_goes_on_where_one_was(ana):
    secret = with_an_app(ana)

    client = after_the_code(ana, next="/questions/")

    assert client.post(STEP, {"code": code_of(secret)}).headers["Location"] == "/questions/"


def test_a_password_is_not_enough_either(ana):
    secret = with_an_app(ana)
    ana.set_password("four buses and a librarian")
    ana.save()
    client = Client()

    at_the_step = client.post("/accounts/login/password/", {"email": ana.email, "password": "four buses and a librarian"})

    assert (at_the_step.headers["Location"], who(client)) == (STEP, None)
    client.post(STEP, {"code": code_of(secret)})
    assert who(client) == ana.email


def test_a_code_of_the_app_works_once(ana):
    secret = with_an_app(ana)
    code = code_of(secret)
    after_the_code(ana).post(STEP, {"code": code})

    again = after_the_code(ana)

    assert again.post(STEP, {"code": code}).status_code == 422
    assert who(again) is None


@pytest.mark.parametrize(("steps", "status"), [(-1, 302), (1, 302), (-3, 422), (3, 422)])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(ana, steps, status):
    secret = with_an_app(ana)

    assert after_the_code(ana).post(STEP, {"code": code_of(secret, steps=steps)}).status_code == status


def test_a_recovery_code_works_once_and_the_person_is_told(ana):
    with_an_app(ana)
    code = recovery_codes(ana)[0]
    first, second = after_the_code(ana), after_the_code(ana)

    first.post(STEP, {"code": f" {code[:4]} {code[4:]}"})
    second.post(STEP, {"code": code})

    assert (who(first), who(second)) == (ana.email, None)
    assert changes_of(ana) == ["code-used"]
    assert "Unused codes left: 9" in Letter.objects.get(kind="account-change").text


def test_two_windows_use_one_recovery_code_once(transactional_db, ana):
    with_an_app(ana)
    code = recovery_codes(ana)[0]
    windows = [after_the_code(ana) for _ in range(3)]

    answers = at_once(*[lambda window=window: window.post(STEP, {"code": code}).status_code for window in windows])

    assert sorted(answers) == [302, 422, 422]


def test_nine_tries_and_then_not_even_the_right_one(ana):
    secret = with_an_app(ana)
    client = after_the_code(ana)
    tries = [words(client.post(STEP, {"code": "000000"})) for _ in range(9)]

    right = client.post(STEP, {"code": code_of(secret)})

    assert [WRONG in page for page in tries] == [True] * 8 + [False]
    assert "That was a lot of tries" in words(right)
    assert who(client) is None


def test_guessing_from_everywhere_ends_for_the_day(ana, monkeypatch):
    secret = with_an_app(ana)
    monkeypatch.setattr(second_step, "TRIES_OF_A_DAY", {"most": 4, "seconds": 24 * 60 * 60})
    for number in range(4):
        client = after_the_code(ana)
        client.post(STEP, {"code": "000000"}, REMOTE_ADDR=f"10.2.2.{number}")

    assert client.post(STEP, {"code": code_of(secret)}, REMOTE_ADDR="10.2.2.9").status_code == 422
    assert who(client) is None


@pytest.mark.parametrize("posted", [{}, {"code": ""}, {"code": "\x00"}, {"credential": "{}"}, {"credential": "nonsense"}, {"credential": "[1]"}, {"credential": '{"response": {"userHandle": 3}}'}])
def test_what_cannot_be_a_second_step_is_no_500(ana, posted):
    with_an_app(ana)
    client = after_the_code(ana)

    assert client.post(STEP, posted).status_code in (200, 422)
    assert who(client) is None


def test_without_a_first_step_there_is_no_second(stranger_client, ana):
    secret = with_an_app(ana)

    assert stranger_client.post(STEP, {"code": code_of(secret)}).headers["Location"] == "/accounts/login/"
    assert who(stranger_client) is None


def test_the_secrets_do_not_lie_open_in_the_database(ana):
    secret = with_an_app(ana)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert not set(recovery_codes(ana)) & set(re.findall(r"\d{8}", kept))


# ---------------------------------------------------------------- turning it off, and new codes


def test_turning_it_off_asks_for_the_second_step_itself(ana):
    secret = with_an_app(ana)
    by_mail_alone = proved(ana)

    refused = by_mail_alone.post(OFF, headers={"Referer": "http://testserver/accounts/"})
    mailed = words(by_mail_alone.post(PROOF, {"way": "send", "next": "/accounts/"}))
    by_mail_alone.post(PROOF, {"way": "step", "code": code_of(secret), "next": "/accounts/"})
    done = by_mail_alone.post(OFF, follow=True)

    assert where(refused) == (PROOF, "/accounts/")
    assert "The code we sent" not in mailed
    assert "The second step is off." in words(done)
    assert not Authenticator.objects.filter(user=ana).exists()
    assert who(after_the_code(ana)) == ana.email


def test_new_recovery_codes_end_the_old(ana):
    with_an_app(ana)
    old = recovery_codes(ana)
    client = proved(ana, method="mfa")

    client.post(CODES)

    assert not set(old) & set(client.get(CODES).context["codes"])
    assert changes_of(ana) == ["new-codes"]


def test_what_is_wrong_with_the_proof_leads_to_its_field(ana):
    with_an_app(ana)

    page = proved(ana, ago=60 * 60).post(PROOF, {"way": "step", "code": "000000"}).content.decode()

    assert re.findall(r'<a href="#(\w+)">That code', page) == re.findall(r'<input[^>]* id="(\w+)" name="code"', page)


def test_recovery_codes_are_shown_after_a_proof_only(ana, client_of):
    with_an_app(ana)

    assert where(client_of(ana).get(CODES)) == (PROOF, CODES)
    assert where(proved(ana).get(CODES)) == (PROOF, CODES)
    assert len(proved(ana, method="mfa").get(CODES).context["codes"]) == 10


# ---------------------------------------------------------------- staff


def test_staff_without_one_are_led_to_set_it_up_and_come_back(sam, forced):
    client = after_the_code(sam)

    led = client.get("/desk/?page=2")
    page = client.get(led.headers["Location"])
    done = client.post(SET_UP, {"code": code_of(page.context["secret"]), "next": "/desk/?page=2"})

    assert where(led) == (SET_UP, "/desk/?page=2")
    assert "Staff sign in with a second step." in words(page)
    assert where(done) == (CODES, "/desk/?page=2")
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("address", ["/cms/", "/", "/questions/", "/my/questions/"])
def test_staff_go_nowhere_without_it(eve, forced, client_of, address):
    assert where(client_of(eve).get(address))[0] == SET_UP


def test_staff_decide_nothing_without_it(sam, forced, client_of):
    answer = client_of(sam).post("/desk/approve/", {"post": "question-1"}, headers={"Referer": "http://testserver/desk/"})

    assert where(answer) == (SET_UP, "/desk/")


def test_who_became_staff_while_signed_in_proves_it_with_the_app(sam, forced, client_of):
    secret = with_an_app(sam)
    client = client_of(sam)

    led = client.get("/desk/")
    client.post(PROOF, {"way": "step", "code": code_of(secret), "next": "/desk/"})

    assert where(led) == (PROOF, "/desk/")
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/logout/", "/health/live"])
def test_what_staff_need_meanwhile_is_open(sam, forced, client_of, address):
    assert client_of(sam).get(address).status_code == 200


def test_members_are_not_led_anywhere(ana, forced, client_of):
    assert client_of(ana).get("/my/questions/").status_code == 200


def test_staff_who_used_it_pay_no_query_for_it(sam, settings, django_assert_num_queries, django_assert_max_num_queries):
    with_an_app(sam)
    client = proved(sam, method="mfa")
    client.get("/my/questions/")
    with django_assert_max_num_queries(50) as without:
        client.get("/my/questions/")
    settings.SECOND_STEP_FOR_STAFF = True

    with django_assert_num_queries(len(without)):
        assert client.get("/my/questions/").status_code == 200


def test_staff_do_not_turn_off_their_only_one(sam, forced):
    with_an_app(sam)

    answer = proved(sam, method="mfa").post(OFF, follow=True)

    assert "Add a passkey first" in words(answer)
    assert second_step.APP in second_step.kinds_of(sam)


# ---------------------------------------------------------------- lost


def test_staff_reset_somebody_who_lost_everything_with_a_reason_that_stays(ana, admin, capsys):
    with_an_app(ana)
    ana.set_password("four buses and a librarian")
    ana.save()
    elsewhere = after_the_code(ana)
    elsewhere.post(STEP, {"code": recovery_codes(ana)[0]})

    call_command("reset_sign_in", "ANA@example.org", by=admin.email, reason="Lost the phone; called back on the school's number.")

    ana.refresh_from_db()
    change = SignInChange.objects.get(kind="reset")
    assert (change.person, change.by, change.words) == (ana, admin, "Lost the phone; called back on the school's number.")
    assert (second_step.kinds_of(ana), ana.has_usable_password(), who(elsewhere)) == (set(), False, None)
    assert "Coalition staff reset how you sign in" in Letter.objects.latest("pk").text
    assert who(signed_in(ana)) == ana.email


@pytest.mark.parametrize(("email", "by", "reason"), [("nobody@example.org", "admin@example.org", "Lost"), ("ana@example.org", "ben@example.org", "Lost"), ("ana@example.org", "sam@example.org", "Lost"), ("ana@example.org", "admin@example.org", " ")])
def test_a_reset_without_a_person_an_administrator_or_a_reason_is_refused(ana, ben, sam, admin, email, by, reason):
    with_an_app(ana)

    with pytest.raises(CommandError):
        call_command("reset_sign_in", email, by=by, reason=reason)

    assert second_step.kinds_of(ana)
