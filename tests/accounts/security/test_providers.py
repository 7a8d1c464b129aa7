"""OpenID Connect, with a provider started for the test."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from forum.letters.models import Letter
from tests import build
from tests.accounts.security import provider as local
from tests.accounts.security.people import code_of, proved, where, with_an_app
from tests.accounts.security.provider import Provider
from tests.accounts.security.test_second_step import STEP, changes_of
from tests.accounts.test_signing_in import who, words

SIGN_IN, CONNECT, LOGIN = "/accounts/login/with/tulsa/", "/accounts/providers/tulsa/connect/", "/accounts/login/"


@pytest.fixture(scope="module")
def running():
    with local.running() as provider:
        yield provider


@pytest.fixture
def tulsa(running, settings, db) -> Provider:
    """The single sign-on of Tulsa's schools; its word is good for example.org."""
    running.begin_anew()
    settings.SIGN_IN_PROVIDERS = [running.setting()]
    return running


def go_there(client: Client, address: str = SIGN_IN, **more: str):
    """The page that leads on, followed to the provider's door and back."""
    led = client.post(address, more)
    door = {name: said[0] for name, said in parse_qs(urlsplit(led.context["address"]).query).items()}
    return led, door


def come_back(client: Client, tulsa: Provider, door: dict[str, str]):
    back = urlsplit(tulsa.let_in(door))
    return client.get(f"{back.path}?{back.query}")


def sign_in(tulsa: Provider, **more: str) -> tuple[Client, object]:
    client = Client()
    _led, door = go_there(client, **more)
    return client, come_back(client, tulsa, door)


def test_a_member_comes_in_by_the_districts_sign_on(ana, tulsa):
    client, entered = sign_in(tulsa, next="/questions/")

    assert entered.headers["Location"] == "/questions/"
    assert who(client) == ana.email
    assert changes_of(ana) == ["connected"]
    assert "Tulsa Schools" in Letter.objects.get(kind="account-change").text


def test_the_page_leads_on_by_itself_and_keeps_to_our_policy(ana, tulsa):
    led, door = go_there(Client())

    assert led.status_code == 200
    assert led.headers["Refresh"] == f"0; url={led.context['address']}"
    assert led.context["address"].startswith(f"{tulsa.url}/door?")
    assert (door["code_challenge_method"], door["redirect_uri"]) == ("S256", "http://testserver/accounts/login/with/tulsa/back/")
    assert "form-action 'self'" in led.headers["Content-Security-Policy"]


def test_someone_new_joins_and_is_asked_for_a_name(tulsa):
    tulsa.person |= {"email": "Rosa@Example.org", "sub": "t-9"}

    client, _entered = sign_in(tulsa)

    assert who(client) == "rosa@example.org"
    assert client.get("/questions/").headers["Location"].startswith("/accounts/name/")


def test_the_second_time_the_address_does_not_matter(ana, tulsa):
    sign_in(tulsa)
    tulsa.person |= {"email": "ana.ruiz@elsewhere.example"}

    client, _entered = sign_in(tulsa)

    assert who(client) == ana.email
    assert SocialAccount.objects.get().extra_data == {}  # of what a provider tells nothing is kept


@pytest.mark.parametrize("said", [{"email": "ben@elsewhere.example"}, {"email_verified": False}, {"email_verified": "yes"}, {"email": ""}, {"email": "ana@sub.example.org"}])
def test_what_a_provider_says_about_other_addresses_is_not_believed(ana, tulsa, said):
    build.a_member("Ben Okafor", email="ben@elsewhere.example")
    tulsa.person |= said

    client, entered = sign_in(tulsa)

    assert entered.headers["Location"] == LOGIN
    assert "did not show us an address that we may believe" in words(client.get(LOGIN))
    assert (who(client), SocialAccount.objects.count(), User.objects.count()) == (None, 0, 2)


def test_a_provider_of_all_addresses_can_be_named_so(ana, tulsa, settings):
    settings.SIGN_IN_PROVIDERS = [tulsa.setting(domains=["*"])]
    tulsa.person |= {"email": "rosa@elsewhere.example"}

    assert who(sign_in(tulsa)[0]) == "rosa@elsewhere.example"


def test_a_member_connects_another_address_and_comes_in_by_it(ana, tulsa):
    tulsa.person |= {"email": "a.ruiz@tulsa.example"}
    client = proved(ana)
    _led, door = go_there(client, CONNECT)
    back = come_back(client, tulsa, door)
    page = words(client.get(back.headers["Location"]))

    assert back.headers["Location"] == "/accounts/"
    assert "You can come in with Tulsa Schools from now on." in page
    assert who(sign_in(tulsa)[0]) == ana.email


def test_what_is_connected_to_another_member_stays_there(ana, ben, tulsa):
    sign_in(tulsa)
    client = proved(ben)
    _led, door = go_there(client, CONNECT)
    back = come_back(client, tulsa, door)

    assert "That account of Tulsa Schools opens another account here already." in words(client.get(back.headers["Location"]))
    assert SocialAccount.objects.get().user == ana


def test_connecting_asks_for_a_proof_and_disconnecting_too(ana, tulsa, client_of):
    sign_in(tulsa)
    address = f"/accounts/providers/{SocialAccount.objects.get().pk}/disconnect/"

    unproved = [where(client_of(ana).post(place))[0] for place in (CONNECT, address)]
    proved(ana).post(address)

    assert unproved == ["/accounts/proof/"] * 2
    assert SocialAccount.objects.count() == 0
    assert changes_of(ana) == ["connected", "disconnected"]


def test_nobody_disconnects_another(ana, ben, tulsa):
    sign_in(tulsa)

    assert proved(ben).post(f"/accounts/providers/{SocialAccount.objects.get().pk}/disconnect/").status_code == 404
    assert SocialAccount.objects.count() == 1


def test_the_second_step_is_asked_for_here_too(ana, tulsa):
    secret = with_an_app(ana)

    client, entered = sign_in(tulsa, next="/questions/")

    assert (entered.headers["Location"], who(client)) == (STEP, None)
    assert client.post(STEP, {"code": code_of(secret)}).headers["Location"] == "/questions/"


def test_a_closed_account_stays_closed(ana, tulsa):
    User.objects.filter(pk=ana.pk).update(is_active=False)

    client, entered = sign_in(tulsa)

    assert entered.status_code == 403
    assert "This account is closed." in words(entered)
    assert who(client) is None


def test_who_turns_back_reads_what_to_do(ana, tulsa):
    tulsa.answer = "access_denied"

    client, entered = sign_in(tulsa)

    assert entered.headers["Location"] == LOGIN
    assert "Tulsa Schools did not let you in, or you turned back." in words(client.get(LOGIN))


@pytest.mark.parametrize("when", ["at the door", "on the way back"])
def test_a_provider_that_is_down_is_said(ana, tulsa, when):
    client = Client()
    if when == "at the door":
        tulsa.broken = True
        answer = client.post(SIGN_IN)
    else:
        _led, door = go_there(client)
        tulsa.broken = True
        answer = come_back(client, tulsa, door)

    assert answer.headers["Location"] == LOGIN
    assert "Tulsa Schools d" in words(client.get(LOGIN))
    assert who(client) is None


def test_an_answer_that_nobody_asked_for_lets_nobody_in(ana, tulsa):
    client = Client()
    _led, door = go_there(Client())

    come_back(client, tulsa, door)

    assert who(client) is None


@pytest.mark.parametrize("address", [SIGN_IN, "/accounts/login/with/tulsa/back/?code=1&state=2"])
def test_what_is_not_switched_on_is_not_there(stranger_client, address):
    answer = stranger_client.post(address) if address == SIGN_IN else stranger_client.get(address)

    assert answer.status_code == 404
    assert "Sign in with Tulsa" not in words(stranger_client.get(LOGIN))


def test_it_stands_on_the_sign_in_page(stranger_client, tulsa):
    assert "Sign in with Tulsa Schools" in words(stranger_client.get(LOGIN))
