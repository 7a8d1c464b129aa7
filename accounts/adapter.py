"""How allauth behaves here: one way in, by a code in the mail; letters in our own words."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User

# allauth's template → our letter. Only the code is ever sent: nothing tells who has an account.
LETTERS = {"account/email/login_code": "sign-in-code"}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # joining is signing in for the first time: accounts/forms.py

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        letter = LETTERS.get(template_prefix)
        if letter is None:  # such as "you have no account": told to nobody
            return
        subject = " ".join(render_to_string(f"emails/{letter}-subject.txt", context).split())
        message = EmailMultiAlternatives(subject, render_to_string(f"emails/{letter}.txt", context), to=[email])
        message.attach_alternative(render_to_string(f"emails/{letter}.html", context), "text/html")
        message.extra_headers["X-Letter"] = letter
        message.send()

    def add_message(self, *args, **kwargs) -> None:
        """Our pages say what happened; no second notice."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Closed while the code was on its way. Whoever entered the code reads the mail of this address, so they may know."""
        raise PermissionDenied(_("This account is closed."))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"
