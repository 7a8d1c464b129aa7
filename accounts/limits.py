"""How often, per member and per address. Rows and one atomic statement each, so that two processes count as one."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import Limit

TWO_HOURS = 120  # minutes


class TooOften(Exception):
    """The limit is reached. `seconds` says how long until it opens again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = max(1, seconds)

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)

    @property
    def wait(self) -> str:
        """For a sentence that says in about what time: “1 minute”, “24 hours”."""
        if self.minutes < TWO_HOURS:
            return ngettext("%d minute", "%d minutes", self.minutes) % self.minutes
        hours = -(-self.seconds // 3600)
        return ngettext("%d hour", "%d hours", hours) % hours


def take(act: str, who: str, *, most: int, seconds: int) -> None:
    """Count one more `act` by `who`; raises TooOften when there were `most` in the window of `seconds`. One statement."""
    take_all((act, who, {"most": most, "seconds": seconds}))


def take_all(*acts: tuple[str, str, dict[str, int]]) -> None:
    """Count several acts, each with its own limit, in one statement; TooOften with the longest wait when one is reached.

    One upsert: starts a new window when the old one is over, otherwise adds one. `who` is stored as a digest.
    """
    now = timezone.now()
    most = {_key(act, who): limit["most"] for act, who, limit in acts}
    ends = {_key(act, who): now + timedelta(seconds=limit["seconds"]) for act, who, limit in acts}
    table = Limit._meta.db_table
    sql = f"""
        INSERT INTO {table} (key, count, ends_at) VALUES {", ".join(["(%s, 1, %s)"] * len(ends))}
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN {table}.ends_at <= %s THEN 1 ELSE {table}.count + 1 END,
          ends_at = CASE WHEN {table}.ends_at <= %s THEN excluded.ends_at ELSE {table}.ends_at END
        RETURNING key, count
    """  # noqa: S608
    moment = connection.ops.adapt_datetimefield_value
    rows = [value for key in sorted(ends) for value in (key, moment(ends[key]))]  # sorted: two callers never lock each other out
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rows, moment(now), moment(now)])
        reached = [key for key, count in cursor.fetchall() if count > most[key]]
    if reached:
        opens_at = max(Limit.objects.filter(key__in=reached).values_list("ends_at", flat=True))
        raise TooOften(int((opens_at - now).total_seconds()) + 1)


def _key(act: str, who: str) -> str:
    return f"{act}:{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()[:32]}"


def give_back(act: str, who: str) -> None:
    """Count one `act` less: it turned out to be none of those that are limited."""
    Limit.objects.filter(key=_key(act, who), count__gt=0).update(count=F("count") - 1)


def address_of(request: HttpRequest) -> str:
    """The caller as we count them: one IPv4 address, or the /64 that one household or school has in IPv6.

    Behind proxies of ours, the last address that a trusted one wrote. What is no address counts as the proxy itself.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    written = hops[-proxies] if proxies and len(hops) >= proxies else ""
    address = _read_address(written) or _read_address(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address or "")


def _read_address(written: str) -> IPv4Address | IPv6Address | None:
    """Also with a port, as some proxies write it: 192.0.2.1:5000, [2001:db8::1]:5000."""
    bare = written[1:].partition("]")[0] if written.startswith("[") else written
    for form in (bare, bare.partition(":")[0]):
        with suppress(ValueError):
            address = ip_address(form)
            return getattr(address, "ipv4_mapped", None) or address
    return None


PRESSES_PER_MEMBER = {"most": 120, "seconds": 10 * 60}  # of buttons that cost little: helpful, save, me too, block
PRESSES_PER_ADDRESS = {"most": 1_200, "seconds": 10 * 60}


def count_a_press(request: HttpRequest) -> None:
    """By a member, and from an address: a whole school sits behind one. Raises TooOften. One statement."""
    take_all(("press", str(request.user.pk), PRESSES_PER_MEMBER), ("press-from", address_of(request), PRESSES_PER_ADDRESS))


def forget_the_old() -> int:
    """Drop windows that are over; the worker calls it."""
    return Limit.objects.filter(ends_at__lt=timezone.now()).delete()[0]
