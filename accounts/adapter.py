"""How allauth behaves here: one door, a code in the mail and what a person added to it; letters in our own words."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.letters import send_letter
from accounts.limits import address_of
from accounts.models import User

# allauth's template → our letter. Only the code is ever sent: nothing tells who has an account.
LETTERS = {"account/email/login_code": "sign-in-code"}
STAGES = ["allauth.account.stages.LoginByCodeStage", "accounts.security.second_step.SecondStep"]


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # joining is signing in for the first time: accounts/forms.py

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        letter = LETTERS.get(template_prefix)
        if letter:  # others, such as "you have no account", are told to nobody
            send_letter(letter, email, context)

    def add_message(self, *args, **kwargs) -> None:
        """Our pages say what happened; no second notice."""

    def get_login_stages(self) -> list[str]:
        return STAGES

    def is_reauthentication_required(self, *args, **kwargs) -> bool:
        return False  # ours asks, for every way to sign in: accounts/security/proof.py

    def get_client_ip(self, request: HttpRequest) -> str:
        """As limits count it. A server behind a socket of the machine knows none."""
        return address_of(request).partition("/")[0] or "0.0.0.0"  # noqa: S104

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Closed while the code was on its way. Whoever entered the code reads the mail of this address, so they may know."""
        raise PermissionDenied(_("This account is closed."))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
