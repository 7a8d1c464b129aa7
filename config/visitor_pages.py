"""Pages kept for visitors: the same for everyone who is not signed in, so they are drawn once and kept in the process.

Nothing of a member is ever kept: a request with a session or with drafts passes by. A kept page is dropped when what visitors see changes
(`guide.models.freshness`), and after VISITOR_PAGES_KEPT_FOR seconds in any case. The key holds the number of that freshness, so processes
need not tell each other. A hit costs one query.

Each carries an ETag of its words, so that a browser that has the page already is answered 304 without them.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from wagtail.views import serve

from guide.models.freshness import what_is_fresh

KEPT_AT_MOST = 300  # pages a process; about 25 kB each
OF_A_MEMBER = (settings.SESSION_COOKIE_NAME, settings.DRAFTS_COOKIE_NAME, "messages")

Key = tuple[str, ...]


class VisitorPages:
    """Middleware. Views say by `same_for_all_visitors` that they may be kept; so may the guide's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[Key, tuple[float, bytes, dict[str, str]]] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "visitor_key", None)
        drew_a_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or request.META.get("CSRF_COOKIE")
        if key and not drew_a_token and not getattr(response, "was_kept", False) and _may_be_kept(response):
            response.headers["ETag"] = etag_of(response.content)
            self._keep(key, response)
            return get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _is_a_visitor(request) or not (view is serve or getattr(view, "same_for_all_visitors", False)):
            return None
        request.visitor_key = (str(what_is_fresh()), request.get_host(), request.get_full_path(), get_language() or "")
        found = self._find(request.visitor_key)
        return found and get_conditional_response(request, etag=found.headers["ETag"], response=found)

    def _find(self, key: Key) -> HttpResponse | None:
        with self.lock:
            at, body, headers = self.kept.get(key, (0.0, b"", {}))
        if time.monotonic() - at >= settings.VISITOR_PAGES_KEPT_FOR or not headers:
            return None
        response = HttpResponse(body, headers=headers)
        response.was_kept = True
        return response

    def _keep(self, key: Key, response: HttpResponse) -> None:
        headers = {name: value for name, value in response.items() if name in ("Content-Type", "Content-Language", "Vary", "ETag")}
        with self.lock:
            self.kept[key] = (time.monotonic(), response.content, headers)
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT_AT_MOST:
                self.kept.popitem(last=False)


def etag_of(body: bytes) -> str:
    """Weak: what stands in front of us may compress the page."""
    return f"W/{quote_etag(hashlib.blake2b(body, digest_size=12).hexdigest())}"


def _is_a_visitor(request: HttpRequest) -> bool:
    return request.method == "GET" and not any(name in request.COOKIES for name in OF_A_MEMBER)


def _may_be_kept(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies and not response.has_header("Cache-Control")
