"""What the rooms call when something changed. Cheap enough to stand in any transaction: one statement each, two for taking away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from guide.search.models import Entry, Mark


def changed(*sources: str) -> None:
    """Something of these may be found now, or by other words: the worker reads them. One statement."""
    if sources:
        Mark.objects.bulk_create([Mark(source=source) for source in sources], batch_size=1_000)


def take_out(*sources: str) -> None:
    """Nobody finds these from the end of this transaction on; a thread takes all of its entries along.

    They are read again as well: a worker may be writing what it saw a moment ago.
    """
    entries = Entry.objects.filter(Q(source__in=sources) | Q(thread__in=sources)).order_by()
    entries._raw_delete(entries.db)  # nothing hangs on an entry: read first, a long thread would be held in memory
    changed(*sources)


def take_out_pages(pages: Iterable[int]) -> None:
    pages = list(pages)
    entries = Entry.objects.filter(page_id__in=pages).order_by()
    entries._raw_delete(entries.db)
    changed(*(f"page:{pk}" for pk in pages))
