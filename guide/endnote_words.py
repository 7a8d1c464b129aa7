"""The words of an endnote: text in which `<i>`, `<b>` and `<a href="…">` count.

Everything else is itself, other markup too: a note that was written before links could stand in one reads as it always did. So no
entity is ever decoded in it, and an address needs a scheme that leads out of the page: one of the web's, or `page:` with the id of a
page, such as `page:12#progress`, which is followed when it is renamed. `guide:` with a place of the guide stands there only until the
page is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType

from django.template.defaultfilters import urlize
from django.utils.html import conditional_escape, format_html, format_html_join

TO_THE_GUIDE = "guide:"
"""What a link begins with that leads to a page of the guide; its place follows."""
TAG = re.compile(rf'</?[ib]>|</a>|<a href="((?:https?://|mailto:)[^\s"<>]+|page:\d+(?:#[^\s"<>]*)?|{TO_THE_GUIDE}[^\s"<>]*)">', re.IGNORECASE)
A_PAGE = re.compile(r'<a href="page:(\d+)(?:#([^\s"<>]*))?">')


def tidy(words: str) -> str:
    """The same words in single spaces, each tag closed, none empty and none inside itself."""
    told = "".join(opening or closing or text for text, opening, closing, _inside in _pieces(" ".join(words.split())))
    return " ".join(re.sub(r"<([ib])></\1>|<a [^<>]*></a>", "", told).split())


def plain(words: str) -> str:
    """Only what is read of them."""
    return " ".join(TAG.sub("", words).split())


def as_rich_text(words: str) -> str:
    """As an editor's text holds the same words."""
    return "".join(_in_rich_text(opening) or closing or escape(text, quote=False) for text, opening, closing, _inside in _pieces(words))


def _in_rich_text(opening: str) -> str:
    page = A_PAGE.fullmatch(opening)
    return page_link(page[1], page[2]) if page else opening.replace("&", "&amp;")


def page_link(page: int | str, anchor: str | None = "") -> str:
    """How an editor's text leads to a page, and to a place on it: where a link begins."""
    return f'<a linktype="page" id="{page}" anchor="{anchor}">' if anchor else f'<a linktype="page" id="{page}">'


def pages_in(words: str) -> set[str]:
    """The ids of the pages that they lead to."""
    return {page for page, _anchor in A_PAGE.findall(words)}


def drawn(words: str, addresses: Mapping[str, str] = MappingProxyType({})) -> str:
    """As they stand on a page: HTML. A bare address becomes a link, too. `addresses` are those of pages by their ids; a page without one has no link."""
    return format_html_join("", "{}", ([_drawn(*piece, addresses)] for piece in _pieces(words)))


def _drawn(text: str, opening: str, closing: str, inside: list[str], addresses: Mapping[str, str]) -> str:
    if opening.startswith("<a"):
        return _link(opening, addresses)
    if opening or closing:
        return format_html("<{}{}>", "/" if closing else "", (opening or closing).strip("</>"))
    return conditional_escape(text) if "a" in inside else urlize(text, autoescape=True)


def _link(opening: str, addresses: Mapping[str, str]) -> str:
    page = A_PAGE.fullmatch(opening)
    if page is None and TO_THE_GUIDE not in opening:
        return format_html('<a href="{}" rel="nofollow">', TAG.match(opening)[1])
    where = addresses.get(page[1], "") if page else ""
    return format_html('<a href="{}">', f"{where}#{page[2]}" if page[2] else where) if where else format_html("<{}>", "a")


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
