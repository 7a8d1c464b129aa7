"""The second step of signing in: a code from an app on the phone, or a passkey; recovery codes for when it is lost.

Members choose it. Staff must have one where SECOND_STEP_FOR_STAFF says so: a moderator's mailbox is not enough to act for the Coalition.
A passkey alone locks no member in: it is a quicker way in, and the code in the mail stays (docs/decisions/0021).
"""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from urllib.parse import urlsplit

import qrcode
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts.limits import TooOften, address_of, give_back, take, take_all
from accounts.models import SignInChange, User
from accounts.security import changes

WINDOW = 15 * 60
TRIES_OF_A_CALLER = {"most": 8, "seconds": WINDOW}
TRIES_FOR_A_PERSON = {"most": 25, "seconds": WINDOW}
TRIES_OF_A_DAY = {"most": 80, "seconds": 24 * 60 * 60}  # for a person, wrong ones: guessing takes decades, whoever reads their mail
ONCE = {"most": 1, "seconds": 3 * 60}  # longer than a code of the app is good for

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
Kind = SignInChange.Kind


def kinds_of(person: User) -> set[str]:
    """Which of the three the person has. One query."""
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def must_have_one(person: User) -> bool:
    return settings.SECOND_STEP_FOR_STAFF and person.is_coalition_staff


def is_asked_for(person: User) -> bool:
    """At signing in by code or password, and before anything about signing in is changed. One query."""
    kinds = kinds_of(person)
    return APP in kinds or PASSKEY in kinds and must_have_one(person)


class SecondStep(LoginStage):
    """The stage of signing in after a code or a password (accounts/adapter.py names it)."""

    key = "second_step"
    urlname = "accounts:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        if person is None or did_use_passwordless_login(self.request, person) or not is_asked_for(person):
            return None, True
        return headed_redirect_response(self.urlname), True


# ---------------------------------------------------------------- what is typed


def enter(request: HttpRequest, person: User, typed: str) -> None:
    """Accepts a code of the app or a recovery code, each once; ValidationError says what is wrong with it."""
    code = "".join(sign for sign in typed if sign.isalnum())
    try:
        take_all(
            ("second-step-by", f"{person.pk} {address_of(request)}", TRIES_OF_A_CALLER),
            ("second-step", str(person.pk), TRIES_FOR_A_PERSON),
            ("second-step-today", str(person.pk), TRIES_OF_A_DAY),
        )
    except TooOften as limit:
        raise ValidationError(_("That was a lot of tries. You can try again in about %(time)s"), params={"time": limit.wait}, code="too_often") from limit
    found = _which(person, code)
    if found is None:
        raise ValidationError(_("That code does not match. Wait for the next one in your app, or use a recovery code"), code="wrong")
    give_back("second-step-today", str(person.pk))
    post_authentication(request, found)
    if found.type == CODES:
        left = len(found.wrap().get_unused_codes())
        changes.note(person, Kind.CODE_USED, str(_("Unused codes left: %(number)s")) % {"number": left})


def _which(person: User, code: str) -> Authenticator | None:
    for one in Authenticator.objects.filter(user=person, type__in=[APP, CODES]):
        fits = _is_of_the_app(one, code) if one.type == APP else one.wrap().validate_code(code)
        if fits:
            return Authenticator.objects.get(pk=one.pk)
    return None


def _is_of_the_app(one: Authenticator, code: str) -> bool:
    """Good for a minute and a half, as clocks differ; worth nothing a second time."""
    if not validate_totp_code(decrypt(one.data["secret"]), code):
        return False
    try:
        take("second-step-code", f"{one.pk} {code}", **ONCE)
    except TooOften:
        return False
    return True


# ---------------------------------------------------------------- turning it on and off


@transaction.atomic
def turn_on(request: HttpRequest, secret: str) -> None:
    """Whoever set it up has just shown a code of it: that counts as the second step of this session."""
    person = request.user
    one = TOTP.activate(person, secret).instance
    with_recovery_codes(person)
    post_authentication(request, one)
    changes.note(person, Kind.SECOND_STEP)


@transaction.atomic
def turn_off(person: User) -> None:
    Authenticator.objects.filter(user=person, type=APP).delete()
    drop_codes_of_nothing(person)
    changes.note(person, Kind.NO_SECOND_STEP)


def with_recovery_codes(person: User) -> list[str]:
    """Those that are unused; made now if there are none at all."""
    return RecoveryCodes.activate(person).get_unused_codes()


@transaction.atomic
def new_recovery_codes(person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)  # two windows make one set
    Authenticator.objects.filter(user=person, type=CODES).delete()
    RecoveryCodes.activate(person)
    changes.note(person, Kind.NEW_CODES)


def drop_codes_of_nothing(person: User) -> None:
    """Recovery codes stand for a second step; without one they open nothing."""
    if not kinds_of(person) & {APP, PASSKEY}:
        Authenticator.objects.filter(user=person).delete()


def may_lose(person: User, one: Authenticator) -> bool:
    """Staff keep at least one while the site asks for it."""
    return not must_have_one(person) or Authenticator.objects.filter(user=person, type__in=[APP, PASSKEY]).exclude(pk=one.pk).exists()


class Keeper(DefaultMFAAdapter):
    """Secrets lie in the database behind the site's own key: a copy of the rows opens no account."""

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Ask the Field"

    def build_totp_svg(self, url: str) -> str:
        """On white, for cameras want it so in the dark theme too."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Ask the Field"}


def _lock() -> Fernet:
    key = hashlib.sha256(b"accounts.security.second_step" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def waits_for(request: HttpRequest) -> User | None:
    """Who stands at the second step just now."""
    stage = LoginStageController.enter(request, SecondStep.key)
    return stage.login.user if stage else None
