"""Passkeys: kept by a phone, a computer or a key, opened by a finger, a face or a PIN. allauth and python-fido2 check them.

A passkey belongs to the host of SITE_URL. The browser's half is static/js/member/passkeys.js.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.limits import address_of, take
from accounts.models import SignInChange, User
from accounts.security import changes, second_step
from accounts.security.second_step import APP, PASSKEY

MOST = 20
TRIES_OF_A_CALLER = {"most": 60, "seconds": 15 * 60}  # nothing to guess; a school sits behind one address
NOT_TAKEN = ValidationError(_("That passkey did not work here. Try again, or use another way"), code="passkey")


def of(person: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=person, type=PASSKEY).order_by("created_at"))


def options_to_add(person: User) -> dict[str, Any]:
    """What the browser makes a passkey by. The session keeps the challenge."""
    return auth.begin_registration(person, passwordless=True)


def options_to_use(request: HttpRequest, person: User | None = None) -> dict[str, Any]:
    """For this person's passkeys; without one, for whichever the browser has for us."""
    take("passkey", address_of(request), **TRIES_OF_A_CALLER)
    return auth.begin_authentication(person)


@transaction.atomic
def add(request: HttpRequest, credential: Any, name: str) -> Authenticator:
    """ValidationError when it does not answer the challenge, or was not opened by its owner."""
    person = request.user
    try:
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError) as wrong:
        raise NOT_TAKEN from wrong
    if not made.is_user_verified():
        raise NOT_TAKEN
    one = auth.WebAuthn.add(person, name, credential).instance
    if second_step.must_have_one(person) or APP in second_step.kinds_of(person):
        second_step.with_recovery_codes(person)
    post_authentication(request, one)
    changes.note(person, SignInChange.Kind.PASSKEY, name)
    return one


def check(request: HttpRequest, credential: Any, person: User | None = None) -> Authenticator:
    """The passkey that answered, of this person or of whoever it says; ValidationError when it did not."""
    try:
        auth.parse_authentication_response(credential)
        found = auth.complete_authentication(person or auth.extract_user_from_response(credential), credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NOT_TAKEN from wrong
    return found


def sign_in(request: HttpRequest, credential: Any, where_to: str) -> HttpResponse:
    found = check(request, credential)
    post_authentication(request, found, passwordless=True)
    return perform_login(request, Login(user=found.user, email=found.user.email, redirect_url=where_to))


def rename(one: Authenticator, name: str) -> None:
    one.data["name"] = name
    one.save(update_fields=["data"])


@transaction.atomic
def remove(one: Authenticator) -> None:
    person = one.user
    one.delete()
    second_step.drop_codes_of_nothing(person)
    changes.note(person, SignInChange.Kind.NO_PASSKEY, one.data.get("name", ""))
