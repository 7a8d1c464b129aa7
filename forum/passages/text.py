"""A page's passages as readers see them: words alone, line by line, and each word comparable whatever its case and marks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from html import unescape

from wagtail.models import Page

from guide.headings import ENDNOTE, TAG

HEADED = {"prompt": "heading", "note": "title", "self_assessment": "title"}  # blocks with an address of their own
ENDS_A_LINE = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|blockquote|div)\b[^<>]*>|<br\s*/?>")
A_WORD = re.compile(r"\w+")


class Passage:
    """A headed block. `text` is its heading and then its lines; `can_be_asked_about` where the page has a note beside it."""

    def __init__(self, id: str, heading: str, text: str, *, can_be_asked_about: bool = True) -> None:
        self.id, self.heading, self.text, self.can_be_asked_about = id, heading, text, can_be_asked_about

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [found.span() for found in A_WORD.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [self.text[start:end].casefold() for start, end in self.spans]

    @cached_property
    def known(self) -> set[str]:
        return set(self.words)

    @cached_property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line]

    @cached_property
    def folded_lines(self) -> set[str]:
        return {" ".join(folded(line)) for line in self.lines}

    @cached_property
    def _joined(self) -> str:
        return f" {' '.join(self.words)} "

    @cached_property
    def _starts(self) -> list[int]:
        starts, place = [], 1
        for word in self.words:
            starts.append(place)
            place += len(word) + 1
        return starts

    def holds(self, words: list[str]) -> bool:
        return f" {' '.join(words)} " in self._joined

    def places_of(self, words: list[str]) -> Iterator[int]:
        """The number of the word that each occurrence begins with."""
        wanted = f" {' '.join(words)} "
        place = self._joined.find(wanted)
        while place >= 0:
            yield bisect_left(self._starts, place + 1)
            place = self._joined.find(wanted, place + 1)

    def around(self, typed: str) -> tuple[int, int] | None:
        """From which to which word these stand, begun and ended words completed; the first time. None where they do not."""
        wanted = " ".join(folded(typed))
        place = self._joined.find(wanted) if wanted else -1
        if place < 0:
            return None
        first = max(bisect_left(self._starts, place + 1) - 1, 0)
        last = bisect_left(self._starts, place + len(wanted)) - 1
        return first, last

    def before(self, word: int, length: int) -> str:
        return self.text[: self.spans[word][0]][-length:]

    def behind(self, word: int, length: int) -> str:
        return self.text[self.spans[word][1] :][:length]


def folded(text: str) -> list[str]:
    """Its words, comparable."""
    return [word.casefold() for word in A_WORD.findall(tidied(text))]


def tidied(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u00ad", "")


def read_passages(page: Page) -> list[Passage]:
    """The headed blocks of the page as it stands on the site. One query."""
    body = getattr(page.specific, "body", None)
    return passages_in(body.raw_data) if body else []


def passages_in(blocks) -> list[Passage]:
    """Of the stored blocks of a body."""
    return [_passage(block) for block in blocks if block["type"] in HEADED and block.get("id")]


def _passage(block: dict) -> Passage:
    value = block["value"]
    heading = tidied(str(value.get(HEADED[block["type"]]) or "")).strip()
    lines = [heading, *_lines(value.get("body") or ""), *_lines(value.get("intro") or "")]
    for one in value.get("questions") or ():
        lines += _lines(one["value"] if isinstance(one, dict) else one)
    return Passage(block["id"], heading, "\n".join(line for line in lines if line), can_be_asked_about=block["type"] == "prompt")


def _lines(html: str) -> Iterator[str]:
    """Inline tags leave no trace, so that a word stays one word; the marks of notes are no words."""
    bare = TAG.sub("", ENDS_A_LINE.sub("\n", ENDNOTE.sub("", html)))
    for line in tidied(unescape(bare)).split("\n"):
        if squeezed := " ".join(line.split()):
            yield squeezed
