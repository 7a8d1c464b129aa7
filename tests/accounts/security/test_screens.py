"""The screens about signing in, held to the bars; one walk through them, as a member goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.accounts.security.people import code_of, proved, with_an_app
from tests.accounts.security.test_passkeys import a_passkey_of, cookies_of, with_a_device
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.browser


def test_the_screens_of_a_member(page_of, live_server, ana, settings):
    settings.SIGN_IN_PROVIDERS = [{"id": "tulsa", "name": "Tulsa Schools", "server_url": "https://sso.tulsa.example", "client_id": "us", "domains": []}]
    page = page_of()
    page.context.add_cookies(cookies_of(proved(ana), live_server.url))

    page.goto("/accounts/second-step/")
    hold_to_the_bars(page)
    secret = page.locator("main code").inner_text()
    page.get_by_label("The code in your app").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    hold_to_the_bars(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("On. After your code or password")).to_be_visible()
    hold_to_the_bars(page)
    for address in ("/accounts/address/", "/my/invitations/"):
        page.goto(address)
        hold_to_the_bars(page)


def test_the_second_step_and_the_proof(page_of, live_server, ana):
    ana.set_password("four buses and a librarian")
    ana.save()
    page = with_a_device(page_of())
    page.goto("/accounts/login/")
    page.get_by_text("Use a password instead").click()
    page.locator("details").get_by_label("Email address").fill(ana.email)
    page.get_by_label("Password").fill("four buses and a librarian")
    hold_to_the_bars(page)
    with_an_app(ana)
    a_passkey_of(ana)
    page.locator("details").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    hold_to_the_bars(page)

    page.context.add_cookies(cookies_of(proved(ana, ago=60 * 60), live_server.url))
    page.goto("/accounts/address/")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    hold_to_the_bars(page)
