"""Stopping letters from a letter: one press, without signing in."""

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import open_to_all
from forum.letters.models import LetterStop


@open_to_all
@never_cache
@csrf_exempt  # a mail program presses the button (RFC 8058) and has no cookie; the signed address says who and what
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page changes nothing: mail filters follow links. The button stops, and another takes it back."""
    try:
        wish = LetterStop.from_token(token)
    except (BadSignature, UnicodeError, ValueError):
        return render(request, "letters/stop.html", {"unknown": True}, status=404)
    if request.method != "POST":
        return render(request, "letters/stop.html", {"wish": wish})
    if "again" in request.POST:
        wish.lift()
        return render(request, "letters/stop.html", {"wish": wish, "lifted": True})
    wish.keep()
    return render(request, "letters/stop.html", {"wish": wish, "kept": True})
