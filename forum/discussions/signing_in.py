"""Write first, sign in after."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User


def is_known(user: User) -> bool:
    """Signed in, and with a name to stand beside what they write."""
    return user.is_authenticated and bool(user.display_name)


def say_who_first(request: HttpRequest, come_back_to: str) -> HttpResponse:
    """To the sign-in page, or to the name page, and back to the form with the words in it. Nothing is posted on anyone's behalf."""
    if request.user.is_authenticated:
        return redirect_to_login(come_back_to, login_url=reverse("accounts:name"))
    request.session["words_are_kept"] = True  # the sign-in page says so
    return redirect_to_login(come_back_to)
