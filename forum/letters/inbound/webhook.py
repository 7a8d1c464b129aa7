"""A provider that takes the mail in calls here for each one. django-anymail knows their dialects; the caps in front of its parsers are ours (capped.py)."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import NoReturn

from anymail.signals import EventType, RejectReason
from anymail.utils import get_request_basic_auth
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_to_all
from forum.letters import bounces
from forum.letters.inbound.capped import CappedMessage
from forum.letters.inbound.reading import Unreadable, read
from forum.letters.inbound.receiving import receive
from forum.letters.mailboxes import Trouble

log = logging.getLogger(__name__)

# 452 or 4.2.2, 550 or 5.1.1: what the other server said
_SOFT, _HARD = (re.compile(rf"(?<![\d.]){first}(?:\d\d\b|\.\d{{1,3}}\.\d{{1,3}})") for first in "45")


@open_to_all
@csrf_exempt  # a provider's machine has no cookie: it signs in with INBOUND_WEBHOOK_SECRET
def arrived(request: HttpRequest) -> HttpResponse:
    """One mail for us."""
    return _answer(request, "Inbound", _Door) if settings.INBOUND_EMAIL_DOMAIN else not_set_up()


@open_to_all
@csrf_exempt  # as above
def came_back(request: HttpRequest) -> HttpResponse:
    """A provider that sends our letters says that one came back, or that its reader called it spam."""
    return _answer(request, "Tracking", _Reports)


def _answer(request: HttpRequest, way: str, door: type) -> HttpResponse:
    """404 where no provider is set up, 401 without its secret. 200 also for what cannot be read: a provider would call again and again."""
    view = _view_of(settings.INBOUND_PROVIDER, way, door) if settings.ANYMAIL["WEBHOOK_SECRET"] else None
    if view is None:
        return not_set_up()
    if not constant_time_compare(get_request_basic_auth(request), settings.ANYMAIL["WEBHOOK_SECRET"]):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="inbound"'})
    if request.content_type != "multipart/form-data":
        request._body = request.read()  # a photo in JSON is larger than what forms may hold; config/middleware.py caps it
    try:
        return view(request)
    except (Unreadable, RecursionError) as reason:
        log.warning("An email could not be read and was left out: %s", reason)
        return HttpResponse()


def not_set_up() -> NoReturn:
    raise Http404


@cache
def _view_of(provider: str, way: str, door: type):
    """The provider's own, which hands what it read to us rather than to signals."""
    theirs = provider_view(provider, way)
    if theirs is None:
        return None

    class Ours(theirs):
        signal = door

    let_it_make_capped_messages(theirs)
    return Ours.as_view()


def let_it_make_capped_messages(theirs: type[AnymailCoreWebhookView]) -> None:
    """Its module names the class of the messages it makes, and leaves no other way to say which."""
    module = import_module(theirs.__module__)
    if hasattr(module, "AnymailInboundMessage"):
        module.AnymailInboundMessage = CappedMessage


def provider_view(provider: str, way: str = "Inbound") -> type[AnymailCoreWebhookView] | None:
    """None for a name that django-anymail has no such way in for."""
    if not provider.isidentifier():
        return None
    try:
        module = import_module(f"anymail.webhooks.{provider}")
    except ImportError:
        return None
    names = [name for name in vars(module) if name.endswith(f"{way}WebhookView")]
    return getattr(module, names[-1]) if names else None


class _Reports:
    """Stands where anymail has its signal. What is put off is tried again by the provider, and is nothing to us."""

    @staticmethod
    def send(sender: type, event, esp_name: str) -> None:
        kind = _trouble(event)
        if kind and event.recipient:
            words = next((str(said) for said in (event.mta_response, event.description) if said), "")
            bounces.report(str(event.recipient), kind, words, event.timestamp)


def _trouble(event) -> str | None:
    if event.event_type == EventType.COMPLAINED:
        return Trouble.COMPLAINT
    if event.event_type != EventType.BOUNCED or event.reject_reason not in (RejectReason.BOUNCED, RejectReason.INVALID):
        return None
    said = f"{event.mta_response or ''} {event.description or ''}"
    is_soft = _SOFT.search(said) or (isinstance(event.esp_event, Mapping) and event.esp_event.get("Type") == "SoftBounce")
    return Trouble.SOFT if is_soft and not _HARD.search(said) else Trouble.HARD


class _Door:
    """Stands where anymail has its signal."""

    @staticmethod
    def send(sender: type, event, esp_name: str) -> None:
        envelope = [event.message.envelope_recipient] if event.message.envelope_recipient else []
        receive(read(event.message, recipients=envelope))
