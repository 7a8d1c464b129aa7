"""How long a text takes to read."""

from __future__ import annotations

import re

from wagtail.blocks import StreamValue

WORDS_A_MINUTE = 200


def minutes_to_read(body: StreamValue) -> int:
    """At 200 words a minute; at least one. No query."""
    return max(1, round(_words(body) / WORDS_A_MINUTE))


def _words(body: StreamValue) -> int:
    """Counted in what is stored: drawing the blocks would ask the database for every link in them."""
    return sum(len(re.sub(r"<[^>]*>", " ", text).split()) for text in _texts(list(body.raw_data) if body else []))


def _texts(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [text for key, one in inside if key not in ("id", "type") for text in _texts(one)]
