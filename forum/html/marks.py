"""The marks in a line of plain text: **bold**, _italic_, [words](https://address), bare addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from forum.html.accepting import is_visible
from forum.html.addresses import ADDRESS, address, without_tail
from forum.html.blocks import Line, Words
from forum.html.lines import line_of

SIGNS = ("**", "_")
_MARK = re.compile(
    r"\[(?P<words>[^\[\]]{1,300})\]\((?P<to>(?:https?://|mailto:)(?:[^\s()]|\([^\s()]*\)){1,2000})\)"
    rf"|(?P<address>{ADDRESS.pattern})"
    r"|(?P<sign>(?<![*\\])\*\*(?!\*)|(?<![_\\])_(?!_))",
    re.I,
)


def read_line(line: str) -> Line:
    """One line of plain text: its marks, links and words. Signs that find no partner stay as they were typed."""
    line = " ".join(line.split())
    parts = list(_parts(line))
    pairs = _pairs(line, parts)
    pieces, strong, emphasis = [], False, False
    for at, (_start, text, kind) in enumerate(parts):
        if at in pairs:
            strong, emphasis = strong ^ (kind == "**"), emphasis ^ (kind == "_")
        else:
            pieces.append(Words(text, strong, emphasis, kind if kind not in SIGNS else ""))
    return line_of(pieces)


def _parts(line: str) -> Iterator[tuple[int, str, str]]:
    """Position, text, and kind: a sign, an address to link to, or nothing."""
    at = 0
    while found := _MARK.search(line, at):
        yield at, line[at : found.start()], ""
        at = found.end()
        if found["words"]:
            href = address(found["to"]) if _can_be_linked(found["words"]) else ""
            yield found.start(), found["words"] if href else found[0], href
        elif found["sign"]:
            yield found.start(), found[0], found[0]
        else:
            shown = without_tail(found[0])
            at = found.start() + len(shown) if address(shown) else at
            yield found.start(), line[found.start() : at], ""
    yield at, line[at:], ""


def _goes_on(after: str) -> bool:
    """Whether the word goes on with this character, be it an accent."""
    return after.isalnum() or (after != "" and unicodedata.category(after)[0] == "M")


def _can_be_linked(words: str) -> bool:
    """Words that are an address already lead there and nowhere else."""
    return is_visible(words) and not ADDRESS.search(words)


def _pairs(line: str, parts: list[tuple[int, str, str]]) -> set[int]:
    """Which signs are marks: an opening one stands before a word, a closing one behind it, and pairs do not cross."""
    opened: dict[str, int] = {}
    pairs: set[int] = set()
    for at, (start, text, kind) in enumerate(parts):
        if kind not in SIGNS:
            continue
        before, after = line[start - 1 : start], line[start + len(text) :][:1]
        if kind in opened and is_visible(before) and not _goes_on(after):
            first = opened.pop(kind)
            pairs |= {first, at}
            opened = {other: place for other, place in opened.items() if place < first}
        elif is_visible(after) and not before.isalnum():
            opened[kind] = at
    return pairs
