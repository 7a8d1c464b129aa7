"""Switching notices on a device on and off, in the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserType, expect

from accounts import privacy
from accounts.models import User
from forum.push import keys
from forum.push.checks import the_key_of_pushes_is_one
from forum.push.models import Device
from tests.browsing import hold_to_the_bars, wait_until
from tests.forum.push.devices import Browser, a_device
from tests.machine import whole_chromium

ADD = "/my/settings/devices/"
ELSEWHERE = "https://push.example.org/ana"
# What a browser without a push service behind it would be told by one.
A_PUSH_SERVICE = """
const said = %s;
PushManager.prototype.subscribe = async function (options) {
  if (options.applicationServerKey.length !== 65 || !options.userVisibleOnly) throw new Error("not our key");
  return { endpoint: said.endpoint, toJSON: () => said };
};
Notification.requestPermission = async () => "granted";
"""


SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/push-worker/");
  for (let turn = 0; turn < 400; turn++) {
    const shown = await registration.getNotifications();
    if (shown.length) return shown.map((one) => [one.title, one.data]);
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}"""


def switch_on(client: Client, browser: Browser, **different):
    return client.post(ADD, {"subscription": browser.says(**different)}, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})


def said_by(client: Client) -> str:
    return client.get("/my/settings/").content.decode()


def test_a_device_is_listed_and_removed_without_script(client_of, ana):
    client = client_of(ana)

    switch_on(client, Browser(ELSEWHERE))
    device = Device.objects.get()
    page = said_by(client)
    client.post(f"/my/settings/devices/{device.pk}/remove/")

    assert (device.person, device.endpoint, device.name) == (ana, ELSEWHERE, "Firefox · Windows")
    assert "Firefox · Windows" in page and device.mark in page and ELSEWHERE not in page
    assert not Device.objects.exists()


def test_an_iphone_is_told_what_it_needs_first(client_of, ana, stranger_client):
    page = said_by(client_of(ana))
    kept = stranger_client.get("/push-app.webmanifest")

    assert "On an iPhone or iPad, first add this site to the home screen" in page
    assert '<link rel="manifest" href="/push-app.webmanifest">' in page
    assert (kept.headers["Content-Type"], kept.json()["display"], kept.json()["start_url"]) == ("application/manifest+json", "standalone", "/")


def test_a_second_press_changes_nothing(client_of, ana):
    client, browser = client_of(ana), Browser(ELSEWHERE)

    switch_on(client, browser)
    switch_on(client, browser)

    assert Device.objects.count() == 1


def test_a_browser_belongs_to_who_is_signed_in_there_now(client_of, ana, ben):
    browser = Browser(ELSEWHERE)

    switch_on(client_of(ana), browser)
    switch_on(client_of(ben), browser)

    assert [device.person for device in Device.objects.all()] == [ben]


@pytest.mark.parametrize(
    "different",
    [
        {"endpoint": "http://push.example.org/1"},
        {"endpoint": "https://127.0.0.1:8000/"},
        {"endpoint": 7},
        {"keys": {"p256dh": "BBBB", "auth": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"keys": {"p256dh": Browser().keys["p256dh"], "auth": "AAAA"}},
        {"keys": None},
    ],
)
def test_what_is_no_subscription_is_refused_in_words(client_of, ana, different):
    client = client_of(ana)

    switch_on(client, Browser(ELSEWHERE), **different)

    assert not Device.objects.exists()
    assert "Nothing was switched on." in said_by(client)


@pytest.mark.parametrize("nonsense", ["", "[" * 1500, "null", "{}", "7", "\x00"])
def test_nonsense_is_refused_too(client_of, ana, nonsense):
    assert client_of(ana).post(ADD, {"subscription": nonsense}).status_code in (302, 400)
    assert not Device.objects.exists()


def test_ten_devices_are_enough(client_of, ana):
    for _turn in range(10):
        a_device(ana)
    client = client_of(ana)

    switch_on(client, Browser(ELSEWHERE))

    assert Device.objects.count() == 10 and "as many as we can keep" in said_by(client)


def test_another_ones_device_is_not_found(client_of, ana, ben):
    device = a_device(ana)

    assert client_of(ben).post(f"/my/settings/devices/{device.pk}/remove/").status_code == 404
    assert Device.objects.exists()


def test_ending_a_session_ends_its_device(client_of, ana):
    client = client_of(ana)
    switch_on(client, Browser(ELSEWHERE))

    Device.objects.get().session.end()

    assert not Device.objects.exists()


def test_without_a_key_there_is_nothing_to_see(client_of, settings, ana):
    settings.WEB_PUSH_PRIVATE_KEY = ""
    client = client_of(ana)

    assert "data-push" not in said_by(client) and "devices" not in said_by(client)
    assert switch_on(client, Browser(ELSEWHERE)).status_code == client.get("/push-worker.js").status_code == 404


def test_a_list_of_three_costs_as_much_as_of_one(client_of, ana, django_assert_max_num_queries):
    client = client_of(ana)
    a_device(ana)
    said_by(client)
    with django_assert_max_num_queries(20) as one:
        said_by(client)
    for _turn in range(2):
        a_device(ana)

    with django_assert_max_num_queries(len(one)):
        assert said_by(client).count("Firefox · Windows") == 6


def test_the_worker_is_a_script_of_ours_and_keeps_to_itself(client):
    answer = client.get("/push-worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript") and "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "fetch" not in answer.content.decode() and "caches" not in answer.content.decode()


def test_a_copy_of_ones_data_names_the_devices_without_their_secrets(ana):
    part = next(part for part in privacy.parts() if part.name == "devices")

    assert part.model is Device and {"secret", "public_key", "session"} <= set(part.leave_out)


def test_leaving_takes_the_devices_along(ana):
    a_device(ana)

    for erase in privacy.erasers():
        erase(User.objects.get(pk=ana.pk), {})

    assert not Device.objects.exists()


def test_a_made_key_works(capsys, settings):
    call_command("make_push_key")
    name, _is, key = capsys.readouterr().out.strip().partition("=")
    settings.WEB_PUSH_PRIVATE_KEY = key

    assert name == "WEB_PUSH_PRIVATE_KEY" and len(keys.public_key()) == 87
    assert the_key_of_pushes_is_one() == []


def test_a_key_that_is_none_is_found_at_the_start(settings):
    settings.WEB_PUSH_PRIVATE_KEY = "not a key"

    assert [found.id for found in the_key_of_pushes_is_one()] == ["field.E006"]


def test_the_switch_in_a_browser(page_of, ana):
    page = page_of(ana, permissions=["notifications"])
    page.add_init_script(A_PUSH_SERVICE % json.dumps(json.loads(Browser(ELSEWHERE).says())))
    a_device(ana, name="Chrome · Android")
    page.goto("/my/settings/")
    expect(page.get_by_role("link", name="your data")).to_be_visible()
    hold_to_the_bars(page)

    page.get_by_role("button", name="Show notices on this device").click()

    expect(page.get_by_text("Notices come to this device from now on.")).to_be_visible()
    assert Device.objects.filter(endpoint=ELSEWHERE, person=ana).exists()
    scopes = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname)")
    assert scopes == ["/push-worker/"]
    page.get_by_role("listitem").filter(has_text="Chrome · Android").get_by_role("button").click()
    expect(page.get_by_text("No more notices come to “Chrome · Android”.")).to_be_visible()


@pytest.fixture(scope="module")
def browser(browser_type: BrowserType, browser_type_launch_args: dict) -> Iterator[Chromium]:
    """The whole one: the quick one shows no notices."""
    whole = browser_type.launch(**browser_type_launch_args | {"executable_path": whole_chromium()})
    yield whole
    whole.close()


def test_what_arrives_is_shown(page_of, ana):
    page = page_of(ana, permissions=["notifications"])
    page.add_init_script(A_PUSH_SERVICE % json.dumps(json.loads(Browser(ELSEWHERE).says())))
    page.goto("/my/settings/")
    page.get_by_role("button", name="Show notices on this device").click()
    expect(page.get_by_text("Notices come to this device from now on.")).to_be_visible()
    tools, registered = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")

    wait_until(page, lambda: registered)  # Chromium says so in its own time
    words = json.dumps({"title": "New: Who drives?", "path": "/questions/1/who-drives/"})
    origin = urlsplit(page.url)
    tools.send("ServiceWorker.deliverPushMessage", {"origin": f"{origin.scheme}://{origin.netloc}", "registrationId": registered[0]["registrationId"], "data": words})

    shown = page.evaluate(SHOWN)
    assert shown == [["New: Who drives?", "/questions/1/who-drives/"]]
