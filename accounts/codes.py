"""The code in the mail. allauth keeps it in the session; how often one may ask for it and try it is counted in rows."""

from __future__ import annotations

import secrets

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.limits import TooOften, address_of, give_back, take, take_all
from accounts.models import User

WINDOW = 15 * 60
CODES_PER_CALLER_AND_ADDRESS = {"most": 5, "seconds": WINDOW}  # a stranger's five are not the member's five
CODES_PER_CALLER = {"most": 60, "seconds": WINDOW}  # a school sits behind one address
CODES_PER_ADDRESS = {"most": 20, "seconds": WINDOW}  # nobody's mailbox is filled
TRIES_PER_CODE = {"most": 5, "seconds": WINDOW}
TRIES_PER_CALLER_AND_ADDRESS = {"most": 15, "seconds": WINDOW}  # one caller cannot use up all tries for a member
TRIES_PER_CALLER = {"most": 30, "seconds": WINDOW}  # wrong ones: a workshop may sign in together
TRIES_PER_ADDRESS = {"most": 25, "seconds": WINDOW}
SENT_AGAIN = _("We sent another code. The one before works no more.")


def too_many_codes(limit: TooOften) -> ValidationError:
    words = _("That was a lot of codes in a short time. You can have another in about %(time)s.")
    return ValidationError(words, params={"time": limit.wait}, code="too_often")


def count_a_code(request: HttpRequest, email: str) -> None:
    """Raises TooOften. The same for known and unknown addresses.

    What a caller is refused does not count for the address: pressing on keeps no member out.
    """
    caller = address_of(request)
    take_all(("code", f"{email} {caller}", CODES_PER_CALLER_AND_ADDRESS), ("code-from", caller, CODES_PER_CALLER))
    take("code-for", email, **CODES_PER_ADDRESS)


def count_a_try(request: HttpRequest, *, email: str, nonce: str) -> None:
    """Raises TooOften. Known, unknown and closed accounts alike; what is refused does not count for the address."""
    caller = address_of(request)
    take("code-try", nonce, **TRIES_PER_CODE)
    take_all(("code-try-by", f"{email} {caller}", TRIES_PER_CALLER_AND_ADDRESS), ("code-try-from", caller, TRIES_PER_CALLER))
    take("code-try-for", email, **TRIES_PER_ADDRESS)


def it_was_right(request: HttpRequest) -> None:
    """Of the tries of one caller only the wrong ones count."""
    give_back("code-try-from", address_of(request))


class Code(LoginCodeVerificationProcess):
    """One code for one address in one session; a new one takes the place of the one before.

    The `nonce` in its state names this code where tries are counted; a closed account has one too.
    `user` is None for a closed account. The same letter is written then, so that nothing tells, and no code opens anything:
    the post office sends nothing to closed accounts.
    """

    @classmethod
    def send_to(cls, request: HttpRequest, *, user: User | None, email: str) -> None:
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email) | {"initiated_by_user": True, "nonce": secrets.token_urlsafe()})
        code = cls(stage)
        code.send()
        code.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"request": self.request, "code": self.generate_code()})
        if self.user is None:
            self.state["code"] = ""
