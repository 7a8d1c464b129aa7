"""Write first, sign in after."""

from django.http import HttpRequest, HttpResponse
from django.contrib.auth.views import redirect_to_login


def sign_in_first(request: HttpRequest, come_back_to: str) -> HttpResponse:
    """To the sign-in page, and back to the form with the words in it. Nothing is posted on anyone's behalf."""
    request.session["words_are_kept"] = True  # the sign-in page says so
    return redirect_to_login(come_back_to)
