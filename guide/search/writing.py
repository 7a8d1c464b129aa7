"""What the worker does: it reads what was marked and writes the entries anew. Safe to run twice, at once, and to kill."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from guide.search import store, vocabulary
from guide.search.marking import changed
from guide.search.models import Asked, Entry, Mark
from guide.search.rooms import Text, everything, room_of
from guide.search.words import language_of

log = logging.getLogger(__name__)

EVERYTHING = "everything"  # a mark of its own: all rooms are read from the beginning
AT_ONCE = 50  # marks that a worker takes before it looks at its letters again
A_BATCH = 500
TRIES = 5  # then the source stays as it was, and the log says why
KEPT_FOR = timedelta(days=90)  # what people searched for
KEPT_A_DAY = 1_000

Told = Callable[[int], None]


def index_waiting(*, at_most: int = AT_ONCE, told: Told = lambda number: None) -> int:
    """Read the sources that were marked; says how many. One query when nothing waits."""
    marks = list(Mark.objects.filter(tries__lt=TRIES).order_by("tries", "id").values_list("id", "source")[:at_most])
    by_source: dict[str, list[int]] = {}
    for pk, source in marks:
        by_source.setdefault(source, []).append(pk)
    for source, pks in by_source.items():
        _read_again(source, pks)
        told(len(pks))
    if marks:
        store.tidy()
    return len(marks)


def something_waits() -> bool:
    """Whether what changed is still to be read. One query."""
    return Mark.objects.filter(tries__lt=TRIES).exists()


def _read_again(source: str, marks: list[int]) -> None:
    """One transaction a source. Its marks go first: whoever has the same source in hand is waited for."""
    try:
        with transaction.atomic():
            mine, _rows = Mark.objects.filter(pk__in=marks).delete()
            if mine and source == EVERYTHING:
                mark_everything()
            elif mine:
                index(source)
    except Exception as reason:  # a page that cannot be read must not keep the others from being found
        _put_off(source, marks, reason)


def _put_off(source: str, marks: list[int], reason: Exception) -> None:
    Mark.objects.filter(pk__in=marks).update(tries=F("tries") + 1)
    log.warning("“%s” could not be read for the search: %r. It is tried %d times in all.", source, reason, TRIES)


def index(source: str) -> int:
    """Write the entries of one source, or of one thread, as its room reads them now; says how many stand there."""
    room, number = room_of(source)
    if room is None:
        return 0
    texts = room.read(number)
    before = Entry.objects.filter(thread=source) if room.whole_thread else Entry.objects.filter(source=source)
    if not room.whole_thread and _is_the_same(before, texts):
        return len(texts)
    with transaction.atomic():
        counted = _count(before.values_list(*vocabulary.COUNTED), -1)
        before.order_by()._raw_delete(before.db)  # nothing hangs on an entry
        for batch in _batches(texts):
            entries = Entry.objects.bulk_create([_entry(text) for text in batch])
            store.put(entries)
            counted.update(_count((tuple(getattr(entry, name) for name in vocabulary.COUNTED) for entry in entries), 1))
        vocabulary.add(counted)
    return len(texts)


def _is_the_same(before: QuerySet[Entry], texts: list[Text]) -> bool:
    """Nothing that counts changed: a page published again, a mark left twice."""
    fresh = {entry.part: entry for entry in map(_entry, texts)}
    stands = {entry.part: entry for entry in before}
    named = [field.attname for field in Entry._meta.concrete_fields if field.attname not in ("id", "at")]
    return fresh.keys() == stands.keys() and all(getattr(fresh[part], name) == getattr(stands[part], name) for part in fresh for name in named)


def _entry(text: Text) -> Entry:
    return Entry(
        source=text.source,
        part=text.part,
        thread=text.thread,
        kind=text.kind,
        page_id=text.page_id,
        url=text.url,
        title=text.title,
        text=text.text,
        context=text.context,
        place_key=text.places[0] if text.places else None,
        place=text.place[:160],
        state=text.state,
        language=text.language,
        weight=text.weight,
        marks=" ".join(marks_of(text)),
        at=text.at,
    )


def marks_of(text: Text) -> Iterator[str]:
    """What a search can be narrowed by."""
    yield f"k{text.kind}"
    yield from (f"l{language_of(language)}" for language in text.readers)
    yield from (f"w{key.hex}" for key in text.places)
    if text.state:
        yield f"s{text.state.lower()}"
    if text.answered:
        yield "answered"


def _count(rows: Iterable[tuple[str, ...]], step: int) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for word in vocabulary.words_of_row(row):
            counted[word] += step
    return counted


def _batches(texts: list[Text]) -> Iterator[list[Text]]:
    texts = iter(texts)
    while batch := list(islice(texts, A_BATCH)):
        yield batch


# ---------------------------------------------------------------- all of it


def mark_everything() -> int:
    """Everything that may stand on the site, and whatever is in the search and may not. Says how many sources are waiting now."""
    waiting = set(Mark.objects.values_list("source", flat=True))
    known = set(everything())
    known_threads_and_pages = Entry.objects.order_by().values_list("source", "thread").distinct().iterator()
    stale = {thread or source for source, thread in known_threads_and_pages} - known
    changed(*sorted(known - waiting, key=_in_order), *sorted(stale - waiting))
    return Mark.objects.count()


def _in_order(source: str) -> tuple[bool, int]:
    """Pages first, then the posts as they were written."""
    name, _colon, number = source.partition(":")
    return name != "page", int(number)


def index_all(*, told: Callable[[str, int], Told]) -> int:
    """Read everything again; a run that was killed goes on where it was. Says how many marks could not be read."""
    mark_everything()
    waiting = Mark.objects.filter(tries__lt=TRIES).count()
    more = told("sources", waiting)
    while index_waiting(at_most=A_BATCH, told=more):
        pass
    vocabulary.count_again(Entry.objects.order_by("pk"), told("words", Entry.objects.count()))
    return Mark.objects.filter(tries__gte=TRIES).count()


def forget_old_searches() -> int:
    """What people searched for is kept for 90 days, and of a day what was asked most."""
    today = timezone.localdate()
    gone, _rows = Asked.objects.filter(on__lt=today - KEPT_FOR).delete()
    for day in (today, today - timedelta(days=1)):
        rare = Asked.objects.filter(on=day).order_by("-times", "-id").values_list("pk", flat=True)[KEPT_A_DAY:]
        gone += Asked.objects.filter(pk__in=list(rare)).delete()[0]
    return gone
