"""What people searched for, counted by the day. Nobody's name, no address, and nothing that looks like either."""

from __future__ import annotations

import re

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone

from guide.search.words import fold

LONGEST = 80
OF_A_PERSON = re.compile(r"@|\d[\d .()-]{5,}\d")  # an address or a telephone number
BEFOREHAND = ("prefetch", "prerender")

COUNT = """
    INSERT INTO search_asked ("on", words, times, found, last_at) VALUES (%s, %s, 1, %s, %s)
    ON CONFLICT ("on", words) DO UPDATE SET times = search_asked.times + 1, found = EXCLUDED.found, last_at = EXCLUDED.last_at"""


def write_down(request: HttpRequest, typed: str, *, found: int) -> None:
    """One statement. A search must not fail because it could not be counted."""
    words = fold(typed)[:LONGEST].strip()
    if not words or OF_A_PERSON.search(typed) or request.method != "GET" or request.headers.get("sec-purpose", "").startswith(BEFOREHAND):
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [timezone.localdate(), words, found, timezone.now()])
    except DatabaseError:
        return
