"""People who have just proved that it is them, and a phone with an app and passkeys."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as HOW
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts.models import User
from accounts.security import second_step


def proved(person: User, *, method: str = "code", ago: int = 0) -> Client:
    """Signed in, and proved it so many seconds ago."""
    client = Client()
    client.force_login(person)
    session = client.session
    session[HOW] = [{"method": method, "at": time.time() - ago}]
    session[WHOSE] = user_id_to_str(person)
    session.save()
    return client


def with_an_app(person: User, secret: str = "JBSWY3DPEHPK3PXP" * 2) -> str:
    """The second step is on; the secret that the phone has."""
    TOTP.activate(person, secret)
    second_step.with_recovery_codes(person)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes away."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + steps))


def where(answer) -> tuple[str, str]:
    """The path one is sent to, and the address one comes back to."""
    parts = urlsplit(answer.headers["Location"])
    return parts.path, parse_qs(parts.query).get("next", [""])[0]
