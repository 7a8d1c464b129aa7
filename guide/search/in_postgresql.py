"""The words in PostgreSQL: a tsvector of our own stems beside each entry, in one GIN index together with all that a search is narrowed by.

The function `search_find` (migration 0002) takes at most so many a wing from the index and ranks those. It may not read the table from
its beginning: with a limit the planner would try that for a common word, and go through everything for a rare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from guide.search.models import Entry
from guide.search.terms import SHELVES, Found, Term, Wing, Words

LAST_POSITION = 16_383  # PostgreSQL's own
A_BATCH = 200
GAP = 20  # between the parts, so that words of two parts are not neighbors


def put(entries: Sequence[tuple[Entry, Words]]) -> None:
    with connection.cursor() as cursor:
        for at in range(0, len(entries), A_BATCH):
            batch = entries[at : at + A_BATCH]
            rows = [value for entry, words in batch for value in (entry.pk, entry.kind, entry.thread, entry.weight, vector_of(entry, words))]
            places = ", ".join(["(%s, %s, %s, %s, %s::tsvector)"] * len(batch))
            cursor.execute(f"INSERT INTO search_vector (entry_id, kind, thread, weight, vector) VALUES {places}", rows)


def vector_of(entry: Entry, words: Words) -> str:
    """As PostgreSQL writes a tsvector: titles weigh A, what stands beside C, the text D; marks begin with a sign that no word has."""
    parts, at = [], 1
    for stems_of_part, weight in ((words.title, "A"), (words.context, "C"), (words.text, "")):
        for stems in stems_of_part:
            parts += [f"{_quoted(stem)}:{min(at, LAST_POSITION)}{weight}" for stem in stems]
            at += 1
        at += GAP
    return " ".join([*parts, *(_quoted(f"={mark}") for mark in _marks(entry))])


def _marks(entry: Entry) -> Iterator[str]:
    yield from entry.marks.split()
    yield from (f"{entry.kind}.{bits}.{entry.pk >> bits}" for bits in SHELVES)


def find(terms: Sequence[Term], wings: Sequence[Wing], looked_at: int, most: int) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_find(%s::tsquery, %s::tsquery[], %s, %s)", [_wanted(terms), [_wing(wing) for wing in wings], looked_at, most])
        return [Found(entry, wing - 1, thread, score) for entry, wing, thread, score in cursor.fetchall()]


def tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_vector_words')")


def _wanted(terms: Iterable[Term]) -> str:
    return _all(_any((_in_a_row if term.in_a_row else _all)(_quoted(stem) for stem in stems) for stems in term.alternatives) for term in terms)


def _wing(wing: Wing) -> str:
    """A shelf holds entries of one kind, so that the index goes through those alone."""
    groups = [(f"k{wing.kind}",), *wing.marks]
    if wing.shelves:
        groups[0] = tuple(f"{wing.kind}.{bits}.{number}" for bits, number in wing.shelves)
    return _all(_any(_quoted(f"={mark}") for mark in group) for group in groups)


def _all(parts: Iterable[str]) -> str:
    return "(" + " & ".join(parts) + ")"


def _in_a_row(parts: Iterable[str]) -> str:
    return "(" + " <-> ".join(parts) + ")"


def _any(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


def _quoted(lexeme: str) -> str:
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
