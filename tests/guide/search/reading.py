"""What the tests of the search share: the worker's part, and looking without the page around it."""

from __future__ import annotations

from guide.search.finding import Finds, Narrowed, search
from guide.search.models import Entry
from guide.search.wishes import read_wish
from guide.search.writing import index_waiting


def the_worker_reads() -> None:
    while index_waiting():
        pass


def look(typed: str, *, language: str = "en", narrowed: Narrowed = Narrowed(), **how) -> Finds:
    return search(read_wish(typed, language), language=language, narrowed=narrowed, **how)


def titles(typed: str, tab: str = "", **how) -> list[str]:
    """Of what is found, the best first."""
    entries = Entry.objects.in_bulk([one.entry for one in look(typed, **how).of(tab)])
    return [entries[one.entry].title for one in look(typed, **how).of(tab)]
