"""Passkeys, in a real browser with a device of its own; and what is refused without one."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.security import passkeys, second_step
from tests.accounts.security.people import proved, where, with_an_app
from tests.accounts.security.test_second_step import after_the_code, changes_of
from tests.accounts.test_signing_in import who, words
from tests.browsing import hold_to_the_bars

ADD, OPTIONS, SIGN_IN, SECURITY = "/accounts/passkeys/add/", "/accounts/passkeys/options/", "/accounts/login/passkey/", "/accounts/"


def with_a_device(page: Page) -> Page:
    """A phone that keeps passkeys and knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return page


def a_passkey_of(person: User, name: str = "My phone") -> Authenticator:
    """As the database has it; no device answers for it."""
    return Authenticator.objects.create(user=person, type=second_step.PASSKEY, data={"name": name, "credential": {}})


def cookies_of(client: Client, address: str) -> list[dict]:
    return [{"name": name, "value": morsel.value, "url": address} for name, morsel in client.cookies.items()]


def test_a_passkey_is_made_named_used_and_removed(page_of, live_server, ana):
    page = with_a_device(page_of())
    page.context.add_cookies(cookies_of(proved(ana), live_server.url))

    page.goto(ADD)
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("Your passkey is ready.")).to_be_visible()
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    hold_to_the_bars(page)
    assert changes_of(ana) == ["passkey"]

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/my/questions/")
    hold_to_the_bars(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My questions")).to_be_visible()

    page.goto(SECURITY)
    page.get_by_role("link", name="Rename or remove").click()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("opens nothing here any more")).to_be_visible()
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That passkey did not work here.")).to_be_visible()
    assert second_step.kinds_of(ana) == set()


def test_without_a_device_the_page_says_so_and_the_code_stays(page_of, ana):
    page = page_of()

    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('closed')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    expect(page.get_by_role("button", name="Send me a code")).to_be_enabled()


def test_without_script_nothing_speaks_of_a_button_that_cannot_work(page_of, ana):
    page = page_of(java_script_enabled=False)

    page.goto("/accounts/login/")

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()


# ---------------------------------------------------------------- without a browser


def test_the_challenge_is_new_each_time_and_names_nobodys_passkeys(stranger_client, ana):
    a_passkey_of(ana)

    first, second = (stranger_client.post(OPTIONS).json()["publicKey"] for _ in range(2))

    assert first["challenge"] != second["challenge"]
    assert (first["rpId"], first["userVerification"]) == ("localhost", "required")
    assert not first.get("allowCredentials")


@pytest.mark.parametrize("credential", ["", "nonsense", "{}", "[]", "null", '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}', '{"response": {"userHandle": "%%"}}', "[" * 5000])
def test_what_is_no_passkey_lets_nobody_in(stranger_client, ana, credential):
    a_passkey_of(ana)
    stranger_client.post(OPTIONS)

    answer = stranger_client.post(SIGN_IN, {"credential": credential, "next": "/questions/"})

    assert where(answer) == ("/accounts/login/", "/questions/")
    assert who(stranger_client) is None
    assert "That passkey did not work here" in words(stranger_client.get("/accounts/login/"))


@pytest.mark.parametrize("credential", ["", "{}", "nonsense"])
def test_what_is_no_passkey_is_not_kept(ana, credential):
    client = proved(ana)
    client.get(ADD)

    answer = client.post(ADD, {"name": "My phone", "credential": credential})

    assert answer.status_code == 422
    assert second_step.kinds_of(ana) == set()


def test_a_passkey_is_made_for_its_owner_only_and_must_be_opened(ana):
    made_by = json.loads(proved(ana).get(ADD).context["options"])["publicKey"]

    assert made_by["rp"]["id"] == "localhost"
    assert made_by["authenticatorSelection"]["userVerification"] == "required"
    assert made_by["authenticatorSelection"]["residentKey"] == "required"


def test_its_owner_opens_it_wherever_it_is_used(ana):
    """One challenge serves signing in, the second step and the proof: the weakest of them would be that of all."""
    with_an_app(ana)

    asked = [client.post(OPTIONS).json()["publicKey"]["userVerification"] for client in (Client(), after_the_code(ana), proved(ana))]

    assert asked == ["required"] * 3


def test_it_can_be_renamed(ana):
    one = a_passkey_of(ana)

    proved(ana).post(f"/accounts/passkeys/{one.pk}/", {"name": " The  school's tablet "})

    assert "The school&#x27;s tablet" in words(proved(ana).get(SECURITY))


def test_the_passkey_of_another_is_not_there(ana, ben):
    one = a_passkey_of(ana)

    answers = [proved(ben).get(f"/accounts/passkeys/{one.pk}/").status_code, proved(ben).post(f"/accounts/passkeys/{one.pk}/", {"remove": "1"}).status_code]

    assert answers == [404, 404]
    assert passkeys.of(ana) == [one]


def test_a_passkey_locks_no_member_out_of_the_code(ana):
    a_passkey_of(ana)

    assert who(after_the_code(ana)) == ana.email


def test_for_staff_it_is_the_second_step(sam, settings):
    settings.SECOND_STEP_FOR_STAFF = True
    a_passkey_of(sam)
    code = second_step.with_recovery_codes(sam)[0]
    client = after_the_code(sam)

    page = words(client.get("/accounts/login/second-step/"))
    client.post("/accounts/login/second-step/", {"code": code})

    assert "Use a passkey" in page
    assert who(client) == sam.email


def test_staff_keep_their_only_one(sam, settings):
    settings.SECOND_STEP_FOR_STAFF = True
    one = a_passkey_of(sam)

    assert proved(sam, method="mfa").post(f"/accounts/passkeys/{one.pk}/", {"remove": "1"}).status_code == 404
    assert passkeys.of(sam) == [one]


def test_twenty_passkeys_are_enough(ana):
    for number in range(passkeys.MOST):
        a_passkey_of(ana, f"Phone {number}")

    answer = proved(ana).get(ADD, follow=True)

    assert "as many passkeys as one account may have" in words(answer)
