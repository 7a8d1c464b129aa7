"""Hits, drawn quickly. The template is the only place that says how a hit looks; it is rendered once for each shape (docs/decisions/0008).

A shape is all that `guide/_hit.html` asks about. What it only shows are words, which are put in their places, escaped, for each hit.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language

KEPT_AT_MOST = 1_000  # shapes a process

WORDS = {name: f"\ue000{name}\ue001" for name in ("url", "title", "text", "place", "belongs_to")}  # in characters that no keyboard types
A_MARK = re.compile("\ue000([a-z_]+)\ue001")


class Shape(NamedTuple):
    reader: str | None  # the language of the page
    language: str
    kind: str
    standing: str
    reply_count: int
    has_text: bool
    has_place: bool
    belongs: bool


def drawn(hit: Any) -> str:
    """The HTML that `guide/_hit.html` makes of a Hit."""
    pieces = _rendered(shape_of(hit)) if settings.DEBUG else _kept(shape_of(hit))
    return format_html(pieces, url=hit.url, title=hit.title, text=hit.text, place=hit.entry.place, belongs_to=hit.belongs_to)


def shape_of(hit: Any) -> Shape:
    entry, standing = hit.entry, hit.standing
    return Shape(
        reader=get_language(),
        language=entry.language,
        kind=entry.kind,
        standing=standing.standing if standing else "",
        reply_count=standing.reply_count if standing else 0,
        has_text=bool(hit.text),
        has_place=bool(entry.place),
        belongs=bool(hit.belongs_to),
    )


def _rendered(shape: Shape) -> str:
    """What the template draws, as a format with the names of the words in it."""
    html = render_to_string("guide/_hit.html", {"hit": _marked(shape)})
    return A_MARK.sub(r"{\1}", html.replace("{", "{{").replace("}", "}}"))


_kept = lru_cache(KEPT_AT_MOST)(_rendered)  # while developing, a template may change under us


def _marked(shape: Shape) -> SimpleNamespace:
    """What the template is given, with marks where a real hit has words."""
    return SimpleNamespace(
        entry=SimpleNamespace(kind=shape.kind, language=shape.language, place=WORDS["place"] if shape.has_place else ""),
        url=WORDS["url"],
        title=WORDS["title"],
        text=WORDS["text"] if shape.has_text else "",
        belongs_to=WORDS["belongs_to"] if shape.belongs else "",
        standing=SimpleNamespace(standing=shape.standing, reply_count=shape.reply_count) if shape.standing else None,
    )
