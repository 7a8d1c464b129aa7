"""One line of words, as we keep it whichever way it came."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from forum.html.accepting import UNWANTED, is_visible, scrubbed
from forum.html.addresses import linked, names_another_site
from forum.html.blocks import Line, Words


def line_of(pieces: Iterable[Words]) -> Line:
    """The pieces as we keep them: NFC, single spaces, a space marked as both its neighbours are, bare addresses linked."""
    words = _joined(_seen(one.saying(re.sub(r"\s+", " ", UNWANTED.sub("", one.text))) for one in pieces))
    with_links = (part for one in _normal(words) for part in _with_links(one))
    line = tuple(_joined(_spaced(_honest(_seen(with_links)))))
    return line if is_visible("".join(one.text for one in line)) else ()


def _seen(pieces: Iterable[Words]) -> Iterator[Words]:
    """Nobody can see that a space is bold, nor a link without words."""
    for one in pieces:
        if any(one.marks) and not is_visible(one.text):
            yield one.saying(" " if " " in one.text else "")
        else:
            yield one


def _joined(pieces: Iterable[Words]) -> Iterator[Words]:
    for _marks, run in groupby((one for one in pieces if one.text), lambda one: one.marks):
        first, *others = run
        yield first.saying("".join([first.text, *(one.text for one in others)]))


def _normal(pieces: Iterable[Words]) -> Iterator[Words]:
    """No piece begins with an accent: behind a tag it would change the tag's last character in NFC."""
    for one in pieces:
        yield one.saying(unicodedata.normalize("NFC", re.sub(r" +", " ", scrubbed(one.text))))


def _spaced(pieces: Iterable[Words]) -> Iterator[Words]:
    before: Words | None = None
    holders: list[Words] = []  # whose the space since the last words is
    for one in pieces:
        if not one.text.strip():
            holders += [one] if one.text else []
            continue
        holders += [one] if one.text[0] == " " else []
        if before and holders:
            yield _space_between(before, one, *holders)
        yield one.saying(one.text.strip())
        before, holders = one, [one] if one.text[-1] == " " else []


def _space_between(*pieces: Words) -> Words:
    """A space with the marks that all of these share."""
    href = pieces[0].href if len({one.href for one in pieces}) == 1 else ""
    return Words(" ", all(one.strong for one in pieces), all(one.emphasis for one in pieces), href)


def _with_links(one: Words) -> Iterator[Words]:
    if one.href:
        yield one
    else:
        yield from (Words(text, one.strong, one.emphasis, href) for text, href in linked(one.text) if text)


def _honest(words: Iterable[Words]) -> Iterator[Words]:
    """A link that shows the address of one site and leads to another shows where it leads."""
    for href, run in groupby(words, lambda one: one.href):
        pieces = list(run)
        if href and names_another_site("".join(one.text for one in pieces).strip(), href):
            yield pieces[0].saying(f" {href} ")
        else:
            yield from pieces
