"""A six-digit code sent to an address for one purpose: to prove that it is you, or that a new address is yours.

Kept in the session under its purpose, good for fifteen minutes and five tries; codes and tries are counted as those for signing in are.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.codes import count_a_code, count_a_try, it_was_right
from accounts.letters import send_letter
from accounts.limits import TooOften


@dataclass(frozen=True)
class MailedCode:
    """`code` is empty where nothing may open: the address belongs to someone else, and the page must not tell."""

    email: str
    code: str
    nonce: str
    sent_at: float

    @classmethod
    def send(cls, request: HttpRequest, purpose: str, email: str, *, letter: str) -> None:
        """Raises TooOften. A new code takes the place of the one before."""
        count_a_code(request, email)
        code = get_adapter().generate_login_code()
        send_letter(letter, email, {"code": code})
        cls(email, code, secrets.token_urlsafe(), time.time())._keep(request, purpose)

    @classmethod
    def pretend(cls, request: HttpRequest, purpose: str, email: str, *, letter: str) -> None:
        """The same page in the same time, and another letter: no code opens anything."""
        count_a_code(request, email)
        get_adapter().generate_login_code()
        send_letter(letter, email, {})
        cls(email, "", secrets.token_urlsafe(), time.time())._keep(request, purpose)

    @classmethod
    def waiting(cls, request: HttpRequest, purpose: str) -> MailedCode | None:
        kept = request.session.get(f"mailed:{purpose}")
        code = cls(**kept) if kept else None
        return code if code and time.time() - code.sent_at <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT else None

    def check(self, request: HttpRequest, typed: str) -> None:
        """ValidationError in words, unless it is right."""
        try:
            count_a_try(request, email=self.email, nonce=self.nonce)
        except TooOften as limit:
            raise ValidationError(_("That was five tries. Ask for another code"), code="too_often") from limit
        digits = "".join(sign for sign in typed if sign.isalnum())
        if not self.code or not constant_time_compare(digits, self.code):
            raise ValidationError(_("That code does not match. Check the newest email, or send another code"), code="wrong")
        it_was_right(request)

    def _keep(self, request: HttpRequest, purpose: str) -> None:
        request.session[f"mailed:{purpose}"] = asdict(self)


def forget(request: HttpRequest, purpose: str) -> None:
    """Used, or not wanted any more."""
    request.session.pop(f"mailed:{purpose}", None)
