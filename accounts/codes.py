"""The code in the mail. allauth keeps it in the session; how often one may ask for it and try it is counted in rows."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest

from accounts.limits import address_of, take_all
from accounts.models import User

CODES_PER_ADDRESS = {"most": 5, "seconds": 15 * 60}
CODES_PER_CALLER = {"most": 60, "seconds": 15 * 60}  # a school sits behind one address


def count_a_code(request: HttpRequest, email: str) -> None:
    """Raises TooOften. The same for known and unknown addresses."""
    take_all(("code", email, CODES_PER_ADDRESS), ("code-from", address_of(request), CODES_PER_CALLER))


class Code(LoginCodeVerificationProcess):
    """One code for one address in one session; a new one takes the place of the one before.

    `user` is None for a closed account. The same letter is written then, so that nothing tells, and no code opens anything:
    the post office sends nothing to closed accounts.
    """

    @classmethod
    def send_to(cls, request: HttpRequest, *, user: User | None, email: str) -> None:
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email) | {"initiated_by_user": True})
        code = cls(stage)
        code.send()
        code.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"request": self.request, "code": self.generate_code()})
        if self.user is None:
            self.state["code"] = ""
