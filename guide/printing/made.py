"""What can be read, for the pages that link to it."""

from __future__ import annotations

import time

from django.conf import settings

from guide.printing.models import Edition

_kept: dict[int, tuple[float, list[Edition]]] = {}  # by language; one for each process


def editions_made(locale: int) -> list[Edition]:
    """In their order. One query, and none for as long as a page is kept for visitors: a link is as old as such a page at most."""
    at, editions = _kept.get(locale, (0.0, []))
    if not at or time.monotonic() - at >= settings.VISITOR_PAGES_KEPT_FOR:
        at, editions = time.monotonic(), list(Edition.objects.made().filter(locale=locale).in_order())
        _kept[locale] = at, editions
    return editions
