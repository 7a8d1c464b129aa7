"""The words in SQLite: an FTS5 table of our own stems, ranked by bm25. A trigger takes an entry's words away with the entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from guide.search.models import Entry
from guide.search.terms import Found, Term, Wing, Words

TITLE, CONTEXT, TEXT, MARKS = 4.0, 0.7, 1.0, 0.0  # weights of the columns

FIND = f"""
    SELECT found, thread, score FROM (
        SELECT words.rowid AS found, entry.thread AS thread, -bm25(search_words, {TITLE}, {CONTEXT}, {TEXT}, {MARKS}) * entry.weight AS score
        FROM search_words AS words CROSS JOIN search_entry AS entry ON entry.id = words.rowid
        WHERE search_words MATCH %s AND words.rowid >= %s ORDER BY words.rowid DESC LIMIT %s
    ) ORDER BY score DESC LIMIT %s"""


def put(entries: Sequence[tuple[Entry, Words]]) -> None:
    rows = [(entry.pk, *(" ".join(stem for stems in part for stem in stems) for part in words), entry.marks) for entry, words in entries]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO search_words (rowid, title, context, text, marks) VALUES (%s, %s, %s, %s, %s)", rows)


def find(terms: Sequence[Term], wings: Sequence[Wing], looked_at: int, most: int) -> list[Found]:
    found = []
    with connection.cursor() as cursor:
        for number, wing in enumerate(wings):
            first = min((shelf << bits for bits, shelf in wing.shelves), default=0)
            cursor.execute(FIND, [_wanted(terms, wing), first, looked_at, most])
            found += [Found(entry, number, thread, score) for entry, thread, score in cursor.fetchall()]
    return found


def tidy() -> None:
    """FTS5 merges by itself."""


def _wanted(terms: Iterable[Term], wing: Wing) -> str:
    """Every stem stands in quotes, so that nothing a reader types is an operator."""
    words = _all(_any(_in_a_row(stems) if term.in_a_row else _all(_quoted(stem) for stem in stems) for stems in term.alternatives) for term in terms)
    marks = [f"marks : {_any(_quoted(mark) for mark in group)}" for group in ((f"k{wing.kind}",), *wing.marks)]
    return " AND ".join([f"{{title context text}} : {words}", *marks])


def _all(parts: Iterable[str]) -> str:
    return "(" + " AND ".join(parts) + ")"


def _in_a_row(stems: Iterable[str]) -> str:
    return _quoted(" ".join(stems))


def _any(parts: Iterable[str]) -> str:
    return "(" + " OR ".join(parts) + ")"


def _quoted(stem: str) -> str:
    doubled = stem.replace('"', '""')
    return f'"{doubled}"'
