"""Where a person is signed in, and ending that. One row a session, beside Django's own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SEEN = "seen_at"
HOW_OFTEN = 60 * 60  # seconds: “today” is near enough, and a page costs nothing more

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """One line of the list."""

    pk: int
    device: str | Promise
    address: str
    since: datetime
    seen_at: datetime
    is_this_one: bool


def sessions_of(request: HttpRequest) -> list[SignedIn]:
    """The one that asks first, then the newest. Two queries, and some more for a session that is older than this list."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=request.user)}
    if request.session.session_key not in rows:
        rows[request.session.session_key] = row_of(request)
    alive = set(Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now()).values_list("session_key", flat=True))
    lines = [_line(row, request) for key, row in rows.items() if key in alive]
    return sorted(lines, key=lambda line: (not line.is_this_one, -line.seen_at.timestamp()))


def row_of(request: HttpRequest) -> UserSession:
    """The one of this session; made here for a session that is older than the list."""
    this_one = UserSession.objects.filter(session_key=request.session.session_key)
    if not this_one.exists():
        UserSession.objects.create_from_request(request)
    return this_one.get()


def _line(row: UserSession, request: HttpRequest) -> SignedIn:
    is_this_one = row.session_key == request.session.session_key
    return SignedIn(row.pk, device_named(row.user_agent), row.ip, row.created_at, timezone.now() if is_this_one else row.last_seen_at, is_this_one)


def device_named(user_agent: str) -> str | Promise:
    """“Chrome on Windows”, from what the browser says of itself."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if re.search(rf"\b{re.escape(sign)}", user_agent)), "")
    return " · ".join(part for part in (browser, system) if part) or _("A browser we do not know")


def end(person: User, pk: int) -> bool:
    """False when it is none of theirs, or over already."""
    row = UserSession.objects.filter(user=person, pk=pk).first()
    if row:
        row.end()
    return row is not None


def end_all(person: User, *, but: str | None = None) -> None:
    """Everywhere, except in the session with this key."""
    for row in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        row.end()


def moved(request: HttpRequest, before: str | None) -> None:
    """The session got another key, as it does when the password changes."""
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def remember_when_seen(get_response):
    """At most once an hour, and only for sessions that began by signing in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, time.time()) > HOW_OFTEN:
            request.session[SEEN] = time.time()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return get_response(request)

    return middleware


def drop_those_that_are_over() -> int:
    """Rows of sessions that ran out; the worker calls it. A row that is being made has its session within the minute."""
    now = timezone.now()
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    left = UserSession.objects.filter(created_at__lt=now - timedelta(minutes=1)).exclude(session_key__in=Session.objects.values("session_key"))
    return gone + left.delete()[0]


def begin(request: HttpRequest) -> None:
    """Called at each sign-in."""
    request.session[SEEN] = time.time()
