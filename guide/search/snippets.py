"""The words of a hit as they are shown: our own plain text, what was looked for marked in it. Every word is escaped."""

from __future__ import annotations

from collections.abc import Set

from django.utils.html import format_html, format_html_join

from guide.search.words import Word, language_of, words_among

SHOWN = 220  # characters of a text
BEFORE = 60  # of them in front of the first hit
SIDE_BY_SIDE = 5  # characters between two words at most, a small word with its spaces
READ_AT_MOST = 12_000  # characters of a text that are looked through for the best place


def marked(text: str, stems: Set[str], language: str) -> str:
    """The whole text with what was looked for in marks."""
    return _drawn(text, _hits(text, stems, language), 0, len(text))


def snippet(text: str, stems: Set[str], language: str) -> str:
    """The place that holds most of what was looked for; the beginning when it holds none of it."""
    hits = _hits(text[:READ_AT_MOST], stems, language)
    start = _start(text, _best(hits, stems)) if hits else 0
    end = len(text) if len(text) - start <= SHOWN else text.rfind(" ", start, start + SHOWN)
    end = end if end > start else start + SHOWN
    drawn = _drawn(text, [hit for hit in hits if hit.start >= start and hit.end <= end], start, end)
    return format_html("{}{}{}", "… " if start else "", drawn, "" if end >= len(text) else " …")


def _hits(text: str, stems: Set[str], language: str) -> list[Word]:
    return list(words_among(text, language_of(language), stems))


def _best(hits: list[Word], stems: Set[str]) -> Word:
    """The hit behind which most different words follow within sight, side by side if there is such a place."""

    def within_sight(first: int) -> tuple[int, bool]:
        seen: set[str] = set()
        side_by_side, before = False, None
        for hit in hits[first : first + 20]:
            if hit.end - hits[first].start > SHOWN - BEFORE:
                break
            side_by_side |= before is not None and hit.start - before.end <= SIDE_BY_SIDE and hit.stems != before.stems
            seen |= stems & set(hit.stems)
            before = hit
        return len(seen), side_by_side

    return hits[max(range(min(len(hits), 60)), key=lambda number: (*within_sight(number), -number))]


def _start(text: str, hit: Word) -> int:
    """At the sentence's beginning when it is near, otherwise between two words."""
    if hit.start <= BEFORE:
        return 0
    earliest = hit.start - BEFORE
    sentence = max(text.rfind(sign, earliest, hit.start) for sign in (". ", "? ", "! "))
    return (sentence if sentence >= 0 else text.find(" ", earliest)) + (2 if sentence >= 0 else 1)


def _drawn(text: str, hits: list[Word], start: int, end: int) -> str:
    ends = [start, *(hit.end for hit in hits)]
    pieces = [(text[before : hit.start], text[hit.start : hit.end]) for before, hit in zip(ends, hits, strict=False)]
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[ends[-1] : end])
