"""Addresses of the headings inside a text, so that a link can open a page there."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import escape
from django.utils.text import slugify

TAG = re.compile(r"<[^<>]*>")
ENDNOTE = re.compile(r'<a\b[^<>]*"endnote"[^<>]*>[^<>]*</a>')  # its mark is no word of the text
HEADING = re.compile(r"<h([34])(?: [^<>]*)?>(.*?)</h\1>", re.DOTALL)
LONGEST = 60


def plain(html: str) -> str:
    """The words of an editor's rich text, on one line."""
    return " ".join(unescape(TAG.sub(" ", ENDNOTE.sub("", html))).split())


def anchor_of(heading: str) -> str:
    """The id of a heading with these words; blank for one without a letter."""
    slug = slugify(heading)[:LONGEST].strip("-")
    return f"about-{slug}" if slug else ""


def with_anchors(html: str) -> str:
    """Rich text whose headings carry their ids. Two alike on a page share one: the first is where a link leads."""

    def named(found: re.Match) -> str:
        anchor = anchor_of(plain(found[2]))
        return f'<h{found[1]} id="{escape(anchor)}">{found[2]}</h{found[1]}>' if anchor else found[0]

    return HEADING.sub(named, html)


def sections(html: str) -> list[tuple[str, str]]:
    """The text cut at its headings: (heading, html behind it), the first without a heading when it begins with words."""
    parts = HEADING.split(html)  # words, level, heading, words, …
    cut = [("", parts[0])] if plain(parts[0]) else []
    return cut + [(plain(heading), words) for heading, words in zip(parts[2::3], parts[3::3], strict=True)]
