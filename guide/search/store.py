"""Where the words of the entries are kept: the database's own text search, spoken to in one way."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from django.db import connection

from guide.search import in_postgresql, in_sqlite
from guide.search.models import Entry, Kind
from guide.search.terms import Found, Term, Wing, Words
from guide.search.words import language_of, words_of


def put(entries: Sequence[Entry]) -> None:
    """The words of entries that were just made."""
    _backend().put([(entry, words_of_entry(entry)) for entry in entries])


def find(terms: Sequence[Term], wings: Sequence[Wing], *, looked_at: int, most: int) -> list[Found]:
    """Entries that meet every term, and how well they do: of a wing the best of those looked at. One statement a wing at most."""
    return _backend().find(terms, wings, looked_at, most) if terms and wings else []


def tidy() -> None:
    """After many entries were put: what the database postponed is done now, rather than by the next reader."""
    _backend().tidy()


def words_of_entry(entry: Entry) -> Words:
    """A reply is found by the title of its question as by something beside it: the title is not its own."""
    language = language_of(entry.language)
    title, context, text = ([word.stems for word in words_of(part, language)] for part in (entry.title, entry.context, entry.text))
    return Words([], title + context, text) if entry.kind == Kind.REPLY else Words(title, context, text)


def _backend() -> ModuleType:
    return in_postgresql if connection.vendor == "postgresql" else in_sqlite
