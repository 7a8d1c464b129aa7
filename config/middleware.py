"""What every request and answer passes through."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from accounts.limits import TooOften

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
# The editor's own pages write scripts and styles in the page; the public site never does.
CMS_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
ODD_BYTES = re.compile(rb"[\x00]")


def refuse_odd_bytes(get_response: Answer) -> Answer:
    """400 for a NUL or bytes that are not UTF-8 in an address: PostgreSQL would answer 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        raw = unquote_to_bytes(request.META.get("QUERY_STRING", "")) + request.path.encode("utf-8", "surrogateescape")
        raw += "".join(request.COOKIES.values()).encode("utf-8", "surrogateescape")  # cookies are looked up in the database too
        if ODD_BYTES.search(raw) or not _is_utf8(raw) or _charset(request) not in ("utf-8", "utf8"):
            return refusal(request)
        return get_response(request)

    return middleware


def _charset(request: HttpRequest) -> str:
    """A form may name any charset Python knows, such as one that makes lone surrogates of plain letters."""
    return request.content_params.get("charset", "utf-8").lower()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def refusal(request: HttpRequest) -> HttpResponse:
    sentence = _("That address holds characters we cannot read. Go back and try the link again.")
    return render(request, "400.html", {"sentence": sentence}, status=400)


def policies(get_response: Answer) -> Answer:
    """Permissions-Policy everywhere; the content policy of the CMS under /cms/ only; and what is made for frames may stand in any."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path.startswith("/cms/"):
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            preview = "/preview/" in request.path
            response._csp_replace = {"frame-ancestors": [SELF]} if preview else CMS_POLICY
        elif request.resolver_match and getattr(request.resolver_match.func, "may_be_framed", False):  # also when the page was kept
            response.xframe_options_exempt = True
            response._csp_replace = {"frame-ancestors": ["*"]}
        return response

    return middleware


def say_when_too_often(get_response: Answer) -> Answer:
    """429 with the wait in words and in Retry-After, wherever a limit was reached. What was typed is a draft by then."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooOften):
            return None
        response = render(request, "429.html", {"minutes": exception.minutes}, status=429)
        response.headers["Retry-After"] = str(exception.seconds)
        return response

    middleware.process_exception = process_exception
    return middleware


def never_stored_when_signed_in(get_response: Answer) -> Answer:
    """A member's page is private and never kept by a browser's or a school's cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not request.path.startswith("/static/"):
            add_never_cache_headers(response)
        return response

    return middleware


# Bytes of one request. Six photos of 20 MB go in one form without script; a visitor never sends more than a photo.
LARGEST_OF_A_VISITOR, LARGEST_OF_A_MEMBER = 21_500_000, 130_000_000


def refuse_large_bodies(get_response: Answer) -> Answer:
    """413 before anything of it is read: what a form holds is otherwise written to the disk first, whoever sent it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        size = _length(request)
        if size <= LARGEST_OF_A_VISITOR:
            return get_response(request)
        if not request.user.is_authenticated:
            sentence = _("This is larger than we take from somebody who is not signed in. Sign in and send it again.")
        elif size > LARGEST_OF_A_MEMBER:
            sentence = _("This is larger than we can take at once. Send fewer or smaller files.")
        else:
            return get_response(request)
        return render(request, "400.html", {"sentence": sentence}, status=413)

    return middleware


def _length(request: HttpRequest) -> int:
    """What the request says of itself; the server reads no more than that."""
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if written.isdecimal() and len(written) < 16 else 0
