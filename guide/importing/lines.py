"""The lines of a saved page, as text files and HTML files both give them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

NUMERALS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6",
}
SMALL_WORDS = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "if", "in", "of", "on", "or", "the", "to", "with"})
PARAGRAPH_GAP = 1
"""Blank lines before a paragraph."""
SECTION_GAP = 2
"""Blank lines that set a piece of a page apart from what stands before it."""


class Kind(StrEnum):
    TEXT = "text"
    BULLET = "bullet"
    NUMBER = "number"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(frozen=True)
class Run:
    """Some words in one style. `raised` is a figure that the file marks as that of a note."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    raised: bool = False

    @property
    def style(self) -> tuple[bool, bool, str, bool]:
        return self.bold, self.italic, self.link, self.raised


@dataclass(frozen=True)
class Line:
    """One line of a page, without its bullet or number.

    `number` is the line's own in the file (or among the lines of an HTML page), `gap` the blank lines before this one, `indent` the columns
    before the bullet (or the depth of an HTML list); `label` is the number taken off it; `chrome` names what it belongs to when it is not the
    page's own.
    """

    number: int
    runs: tuple[Run, ...]
    kind: Kind = Kind.TEXT
    indent: int = 0
    gap: int = 0
    chrome: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def is_listed(self) -> bool:
        return self.kind in (Kind.BULLET, Kind.NUMBER)

    def marked(self, chrome: str) -> "Line":
        return replace(self, chrome=chrome)


def plain(number: int, text: str, **fields: object) -> Line:
    return Line(number=number, runs=(Run(text),), **fields)


def cut(runs: Sequence[Run], start: int, end: int | None = None) -> tuple[Run, ...]:
    """The runs between two offsets of their joined text, trimmed at both ends."""
    kept: list[Run] = []
    position = 0
    for run in runs:
        first = max(start - position, 0)
        last = len(run.text) if end is None else min(end - position, len(run.text))
        if first < last:
            kept.append(replace(run, text=run.text[first:last]))
        position += len(run.text)
    return trimmed(kept)


def trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The same words with single spaces and none at the ends; empty runs are dropped, equal neighbours joined."""
    tidy: list[Run] = []
    for run in runs:
        text = re.sub(r"\s+", " ", run.text)
        if not tidy or tidy[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        if tidy and tidy[-1].style == run.style:
            tidy[-1] = replace(run, text=tidy[-1].text + text)
        else:
            tidy.append(replace(run, text=text))
    while tidy and not tidy[-1].text.strip(" "):
        tidy.pop()
    if tidy:
        tidy[-1] = replace(tidy[-1], text=tidy[-1].text.rstrip(" "))
    return tuple(tidy)


def own(lines: Sequence[Line]) -> list[Line]:
    """The lines that are the page's own."""
    return [line for line in lines if not line.chrome]


def sections(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The page's own lines in pieces: a wide gap, or a line of chrome, ends a piece."""
    piece: list[Line] = []
    for line in lines:
        if line.chrome or line.gap >= SECTION_GAP:
            if piece:
                yield piece
            piece = []
        if not line.chrome:
            piece.append(line)
    if piece:
        yield piece


def fold(text: str) -> str:
    """A title without the spellings that differ from page to page: case, hyphens, "and"/"&", Rollout/Roll-out, III/Three/3."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ").replace("’", "").replace("'", "")
    words = re.findall(r"[^\W_]+", text)
    text = re.sub(r"\broll ?outs?\b", "rollout", " ".join(words))
    return re.sub(r"\b(part|stage|milestone)s? (\w+)\b", _with_a_figure, text)


def _with_a_figure(match: re.Match[str]) -> str:
    return f"{match[1]} {NUMERALS.get(match[2], match[2])}"


def squeezed(text: str) -> str:
    """Only the letters and figures of a text: what is left when spacing, bullets and punctuation may differ."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def in_title_case(text: str) -> str:
    """A title in capitals as "Words Like These", without a full stop; any other as it is."""
    text = text.strip().rstrip(".")
    if not text.isupper():
        return text
    words = text.lower().split()
    return " ".join(word if index and word in SMALL_WORDS else _capitalized(word) for index, word in enumerate(words))


def _capitalized(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
