"""Pages kept for visitors: the same for everyone who is not signed in, so they are drawn once and kept in the process.

Nothing of a member is ever kept: a request with a session or with drafts passes by. A kept page is dropped when what visitors see changes
(`guide.models.freshness`), and after VISITOR_PAGES_KEPT_FOR seconds in any case. The key holds the number of that freshness, so processes
need not tell each other. A hit costs one query.

Each carries an ETag of its words, so that a browser that has the page already is answered 304 without them. It leaves compressed, once for all
who take it so: it holds no secret that its length could tell. Members' pages are left to the proxy in front.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from wagtail.views import serve

from guide.models.freshness import what_is_fresh

KEPT_AT_MOST = 300  # pages a process; about 25 kB each
OF_A_MEMBER = (settings.SESSION_COOKIE_NAME, settings.DRAFTS_COOKIE_NAME, "messages")

KEPT_HEADERS = ("Content-Type", "Content-Language", "Vary", "ETag", "Access-Control-Allow-Origin")
TAKES_GZIP = re.compile(r"\bgzip\b")
PACKED = 3  # gzip's effort: 0.2 ms for the page of a question; twice as long would take off a tenth

Key = tuple[str, ...]


@dataclass
class Kept:
    at: float
    body: bytes
    headers: dict[str, str]

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, PACKED, mtime=0)


class VisitorPages:
    """Middleware. Views say by `same_for_all_visitors` that they may be kept; so may the guide's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kept = getattr(response, "kept", None)
        if kept is None and _may_be_kept(request, response):
            patch_vary_headers(response, ["Accept-Encoding"])
            response.headers["ETag"] = etag_of(response.content)
            kept = self._keep(request.visitor_key, response)
            response = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        if kept and response.status_code == 200 and TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
            _pack(response, kept)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _is_a_visitor(request) or not (view is serve or getattr(view, "same_for_all_visitors", False)):
            return None
        request.visitor_key = (str(what_is_fresh()), request.get_host(), request.get_full_path(), get_language() or "")
        found = self._find(request.visitor_key)
        return found and get_conditional_response(request, etag=found.headers["ETag"], response=found)

    def _find(self, key: Key) -> HttpResponse | None:
        with self.lock:
            kept = self.kept.get(key)
        if kept is None or time.monotonic() - kept.at >= settings.VISITOR_PAGES_KEPT_FOR:
            return None
        response = HttpResponse(kept.body, headers=kept.headers)
        response.kept = kept
        return response

    def _keep(self, key: Key, response: HttpResponse) -> Kept:
        headers = {name: value for name, value in response.items() if name in KEPT_HEADERS}
        kept = Kept(time.monotonic(), response.content, headers)
        with self.lock:
            self.kept[key] = kept
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT_AT_MOST:
                self.kept.popitem(last=False)
        return kept


def _pack(response: HttpResponse, kept: Kept) -> None:
    response.content = kept.packed
    response.headers["Content-Encoding"], response.headers["Content-Length"] = "gzip", str(len(kept.packed))


def etag_of(body: bytes) -> str:
    """Weak: the page leaves plain or compressed, here or by what stands in front of us."""
    return f"W/{quote_etag(hashlib.blake2b(body, digest_size=12).hexdigest())}"


def _is_a_visitor(request: HttpRequest) -> bool:
    return request.method == "GET" and not any(name in request.COOKIES for name in OF_A_MEMBER)


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    drew_a_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or request.META.get("CSRF_COOKIE")
    if not hasattr(request, "visitor_key") or drew_a_token:
        return False
    return response.status_code == 200 and not response.streaming and not response.cookies and not response.has_header("Cache-Control")
