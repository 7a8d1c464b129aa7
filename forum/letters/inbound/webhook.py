"""A provider that takes the mail in calls here for each one. django-anymail knows their dialects; the caps in front of its parsers are ours."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from anymail.inbound import AnymailInboundMessage
from anymail.utils import get_request_basic_auth
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_to_all
from forum.letters.inbound.reading import HEADER_AT_MOST, READ_AT_MOST, Unreadable, parse, read
from forum.letters.inbound.receiving import receive

log = logging.getLogger(__name__)


@open_to_all
@csrf_exempt  # a provider's machine has no cookie: it signs in with INBOUND_WEBHOOK_SECRET
def arrived(request: HttpRequest) -> HttpResponse:
    """404 where no provider is set up, 401 without its secret. 200 also for what cannot be read: a provider would call again and again."""
    view = _view_of(settings.INBOUND_PROVIDER) if settings.INBOUND_EMAIL_DOMAIN and settings.ANYMAIL["WEBHOOK_SECRET"] else None
    if view is None:
        raise Http404
    if not constant_time_compare(get_request_basic_auth(request), settings.ANYMAIL["WEBHOOK_SECRET"]):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="inbound"'})
    if request.content_type != "multipart/form-data":
        request._body = request.read()  # a photo in JSON is larger than what forms may hold; config/middleware.py caps it
    try:
        return view(request)
    except Unreadable as reason:
        log.warning("An email could not be read and was left out: %s", reason)
        return HttpResponse()


@cache
def _view_of(provider: str):
    """The provider's own, which hands mails to us rather than to signals."""
    theirs = inbound_view(provider)
    if theirs is None:
        return None

    class Ours(theirs):
        signal = _Door

    return Ours.as_view()


def inbound_view(provider: str) -> type[AnymailCoreWebhookView] | None:
    """None for a name that django-anymail has no way in for."""
    if not provider.isidentifier():
        return None
    try:
        module = import_module(f"anymail.webhooks.{provider}")
    except ImportError:
        return None
    names = [name for name in vars(module) if name.endswith("InboundWebhookView")]
    return getattr(module, names[-1]) if names else None


class _Door:
    """Stands where anymail has its signal."""

    @staticmethod
    def send(sender: type, event, esp_name: str) -> None:
        envelope = [event.message.envelope_recipient] if event.message.envelope_recipient else []
        receive(read(event.message, recipients=envelope))


# ---------------------------------------------------------------- caps before any parser


class _Capped:
    """In place of the ways by which anymail's views make a message: a mail as it came, and one in pieces."""

    @staticmethod
    def of_bytes(raw: bytes) -> AnymailInboundMessage:
        return parse(raw, of=AnymailInboundMessage)

    @staticmethod
    def of_text(raw: str) -> AnymailInboundMessage:
        return parse(raw[:READ_AT_MOST].encode("utf-8", "surrogateescape"), of=AnymailInboundMessage)

    @staticmethod
    def of_chunks(chunks: Iterable[bytes]) -> AnymailInboundMessage:
        found = b""
        for chunk in chunks:
            found += chunk
            if len(found) >= READ_AT_MOST:
                break
        return parse(found, of=AnymailInboundMessage)


_construct = AnymailInboundMessage.construct


def _construct_capped(**pieces) -> AnymailInboundMessage:
    """The header parser of the library takes the square of a header's length."""
    for name in ("from_email", "to", "cc", "bcc", "subject"):
        if isinstance(pieces.get(name), str):
            pieces[name] = " ".join(pieces[name].split())[:HEADER_AT_MOST]
    if isinstance(pieces.get("raw_headers"), str):
        pieces["raw_headers"] = "\n".join(line[:HEADER_AT_MOST] for line in pieces["raw_headers"].splitlines()[:HEADER_AT_MOST])
    if pieces.get("headers"):
        pairs = pieces["headers"].items() if hasattr(pieces["headers"], "items") else pieces["headers"]
        pieces["headers"] = [(name, " ".join(str(value).split())[:HEADER_AT_MOST]) for name, value in list(pairs)[:300]]
    try:
        return _construct(**pieces)
    except (ValueError, RecursionError, LookupError, AssertionError, TypeError) as reason:
        raise Unreadable(f"It is not made as mails are: {type(reason).__name__}") from reason


AnymailInboundMessage.parse_raw_mime = _Capped.of_text
AnymailInboundMessage.parse_raw_mime_bytes = _Capped.of_bytes
AnymailInboundMessage.parse_raw_mime_chunks = _Capped.of_chunks
AnymailInboundMessage.construct = _construct_capped
