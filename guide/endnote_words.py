"""The words of an endnote: text in which `<i>`, `<b>` and `<a href="…">` count.

Everything else is itself, other markup too: a note that was written before links could stand in one reads as it always did. So no
entity is ever decoded in it, and an address needs a scheme that leads out of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from django.template.defaultfilters import urlize
from django.utils.html import conditional_escape, format_html, format_html_join

TAG = re.compile(r'</?[ib]>|</a>|<a href="((?:https?://|mailto:)[^\s"<>]+)">', re.IGNORECASE)


def tidy(words: str) -> str:
    """The same words in single spaces, each tag closed, none empty and none inside itself."""
    told = "".join(opening or closing or text for text, opening, closing, _inside in _pieces(" ".join(words.split())))
    return " ".join(re.sub(r"<([ib])></\1>|<a [^<>]*></a>", "", told).split())


def plain(words: str) -> str:
    """Only what is read of them."""
    return " ".join(TAG.sub("", words).split())


def as_rich_text(words: str) -> str:
    """As an editor's text holds the same words."""
    return "".join(opening.replace("&", "&amp;") or closing or escape(text, quote=False) for text, opening, closing, _inside in _pieces(words))


def drawn(words: str) -> str:
    """As they stand on a page: HTML. A bare address becomes a link, too."""
    return format_html_join("", "{}", ([_drawn(*piece)] for piece in _pieces(words)))


def _drawn(text: str, opening: str, closing: str, inside: list[str]) -> str:
    if opening.startswith("<a"):
        return format_html('<a href="{}" rel="nofollow">', TAG.match(opening)[1])
    if opening or closing:
        return format_html("<{}{}>", "/" if closing else "", (opening or closing).strip("</>"))
    return conditional_escape(text) if "a" in inside else urlize(text, autoescape=True)


def _pieces(words: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Text, or a tag that opens, or one that closes; and the tags that are open there. Each that opens is closed."""
    inside: list[str] = []
    position = 0
    for tag in TAG.finditer(words):
        if words[position : tag.start()]:
            yield words[position : tag.start()], "", "", inside
        position = tag.end()
        name = tag[0].strip("</>")[0].lower()
        if tag[0].startswith("</"):
            while name in inside:
                yield "", "", f"</{inside.pop()}>", inside
        elif name not in inside:
            inside.append(name)
            yield "", tag[0] if name == "a" else f"<{name}>", "", inside
    if words[position:]:
        yield words[position:], "", "", inside
    while inside:
        yield "", "", f"</{inside.pop()}>", inside
