"""Administrators let somebody in again, on a page of the desk: shown who it is, a reason that stays, a second press."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import SignInChange
from accounts.security import resetting, second_step
from forum.letters.models import Letter
from tests.accounts.security.people import proved, where, with_an_app
from tests.accounts.security.test_passkeys import cookies_of
from tests.accounts.test_signing_in import newest_code, words
from tests.browsing import hold_to_the_bars

RESET, PROOF = "/accounts/reset/", "/accounts/proof/"
WHY = "Lost the phone; called back on the school's number."


def test_shown_who_it_is_the_second_press_resets(ana, admin):
    with_an_app(ana)
    client = proved(admin)

    first = client.post(RESET, {"email": " ANA@Example.org", "reason": f" {WHY} "})
    before = second_step.kinds_of(ana)
    done = client.post(RESET, {"email": ana.email, "reason": WHY, "sure": "yes"}, follow=True)

    assert "Let Ana Ruiz in again?" in words(first) and "Second step, Recovery codes" in words(first) and before
    assert second_step.kinds_of(ana) == set()
    assert SignInChange.objects.values_list("person", "by", "kind", "words").get() == (ana.pk, admin.pk, "reset", WHY)
    assert WHY in Letter.objects.get(person=ana, kind="account-change").text
    assert "Ana Ruiz can come in by a code in the mail" in words(done) and "called back on the school" in words(done)


@pytest.mark.parametrize(
    ("email", "reason", "said"),
    [
        ("nobody@example.org", WHY, "Nobody with an open account has this address"),
        ("closed@example.org", WHY, "Nobody with an open account has this address"),
        ("admin@example.org", WHY, "This is your own account"),
        ("ana@example.org", "  ", "Say why, and how you made sure who it is"),
        ("ana@example.org", "x" * 301, "Shorten your words to 300 characters"),
    ],
)
def test_what_is_refused_is_said_and_nothing_goes(ana, ben, admin, email, reason, said):
    ben.email, ben.is_active = "closed@example.org", False
    ben.save()
    for person in (ana, ben, admin):
        with_an_app(person)

    answer = proved(admin, method="mfa").post(RESET, {"email": email, "reason": reason, "sure": "yes"})

    assert (answer.status_code, said in words(answer)) == (422, True)
    assert SignInChange.objects.count() == 0 and all(second_step.kinds_of(person) for person in (ana, ben, admin))


def test_it_is_for_administrators_who_just_proved_who_they_are(ana, sam, admin):
    with_an_app(ana)
    asked = {"email": ana.email, "reason": WHY, "sure": "yes"}

    refused, unproved = proved(sam).post(RESET, asked), proved(admin, ago=60 * 60).post(RESET, asked)

    assert (refused.status_code, where(unproved)[0]) == (403, "/accounts/proof/")
    assert second_step.kinds_of(ana)


def test_a_reason_survives_that_one_proves_who_one_is(ana, admin):
    late = proved(admin, ago=60 * 60)

    late.post(RESET, {"email": ana.email, "reason": WHY, "sure": "yes"}, headers={"Referer": f"http://testserver{RESET}"})
    kept = dict(late.session)["typed_before_proof"]["words"]
    late.post(PROOF, {"way": "send"})
    late.post(PROOF, {"way": "code", "code": newest_code(admin.email)})

    page = late.get(RESET).content.decode()
    assert kept == {"email": ana.email, "reason": WHY}, "no yes is kept"
    assert ana.email in page and "called back on the school&#x27;s number." in page
    assert SignInChange.objects.count() == 0


def test_an_administrators_mailbox_is_not_enough(ana, admin, settings):
    settings.SECOND_STEP_FOR_STAFF = True
    with_an_app(ana)

    answer = proved(admin).post(RESET, {"email": ana.email, "reason": WHY, "sure": "yes"})

    assert where(answer)[0] == "/accounts/second-step/"
    assert second_step.kinds_of(ana)


def test_the_page_costs_the_same_with_one_and_with_three(ana, ben, sam, admin, django_assert_num_queries):
    client = proved(admin)
    resetting.reset(ana, by=admin, reason=WHY)
    client.get(RESET)
    with django_assert_num_queries(5):
        client.get(RESET)
    for person in (ben, sam):
        resetting.reset(person, by=admin, reason=WHY)

    with django_assert_num_queries(5):
        client.get(RESET)


@pytest.mark.browser
def test_the_screen(page_of, live_server, ana, admin):
    with_an_app(ana)
    resetting.reset(ana, by=admin, reason=WHY)
    with_an_app(ana)
    page = page_of()
    page.context.add_cookies(cookies_of(proved(admin), live_server.url))

    page.goto("/desk/")
    page.get_by_role("link", name="Let someone in again").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
    hold_to_the_bars(page)
    page.get_by_label("Their email address").fill(ana.email)
    page.get_by_label("Why, and how you made sure who it is").fill(WHY)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Let Ana Ruiz in again?")).to_be_visible()
    hold_to_the_bars(page)
    page.get_by_role("button", name="Reset how they sign in").click()
    expect(page.get_by_text("can come in by a code in the mail, and has a letter")).to_be_visible()
