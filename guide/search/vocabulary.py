"""The words that occur: how common each is, and which ones a mistyped word may have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from django.db import connection, transaction
from django.db.models import QuerySet

from guide.search.models import Entry, Slip, Vocable
from guide.search.words import language_of, words_of

A_BATCH = 500
COUNTED = ("title", "context", "text", "language", "kind", "marks")  # of an entry
SHORTEST, LONGEST = 3, 30  # letters of a word worth spelling
LEFT_OF = 10  # letters of a word's beginning that a slip is looked for in
CANDIDATES = 60
NEAR = 0.72  # how alike two spellings must be, of 1
NEWEST = "#"  # no stem looks like it

HOW_COMMON = """
    SELECT %s, MAX(id) FROM search_entry
    UNION ALL SELECT stem, SUM(entries) FROM search_vocable WHERE stem IN ({stems}) GROUP BY stem"""

UPSERT = """
    INSERT INTO search_vocable (form, stem, entries) VALUES {rows}
    ON CONFLICT (form, stem) DO UPDATE SET entries = search_vocable.entries + EXCLUDED.entries"""


def words_in(text: str, language: str) -> set[tuple[str, str]]:
    """Each form with its stem, once. A word with a hyphen counts as one and as its parts."""
    return {(word.form[:40] if number == 0 else stem, stem) for word in words_of(text, language_of(language)) for number, stem in enumerate(word.stems)}


def words_of_row(row: tuple[str, ...]) -> set[tuple[str, str]]:
    """What an entry adds to the counts; `row` is its COUNTED fields."""
    title, context, text, language, kind, marks = row
    counted = {kind_row(kind), *map(mark_row, marks.split())}
    return words_in(f"{title} {context} {text}", language) | {(name, name) for name in counted}


def kind_row(kind: str) -> str:
    """The name of the row that counts the entries of a kind; no word looks like it."""
    return f"={kind}"


def mark_row(mark: str) -> str:
    """Of the row that counts the entries with a mark."""
    return f"=={mark}"


def how_common(stems: Iterable[str]) -> dict[str, int]:
    """In how many entries each occurs, about; a stem that never does is missing. Under NEWEST the number of the newest entry. One query."""
    stems = sorted(set(stems))
    with connection.cursor() as cursor:
        cursor.execute(HOW_COMMON.format(stems=", ".join(["%s"] * len(stems))), [NEWEST, *stems])
        return {stem: int(entries) for stem, entries in cursor.fetchall() if entries and entries > 0}


def add(counted: Counter[tuple[str, str]]) -> None:
    """So many entries more, or fewer. Always in the same order: two workers wait for each other and are never locked."""
    steps = sorted((word, step) for word, step in counted.items() if step)
    for at in range(0, len(steps), A_BATCH):
        _add(steps[at : at + A_BATCH])


def _add(steps: list[tuple[tuple[str, str], int]]) -> None:
    known = set(Vocable.objects.filter(form__in={form for (form, _stem), _step in steps}).values_list("form", flat=True))
    values = [value for (form, stem), step in steps for value in (form, stem, step)]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=", ".join(["(%s, %s, %s)"] * len(steps))), values)
    new = sorted({form for (form, _stem), _step in steps} - known)
    Slip.objects.bulk_create([Slip(form=form, left=left) for form in new if _is_a_word(form) for left in sorted(slips(form))], ignore_conflicts=True)
    if fewer := {word for word, step in steps if step < 0}:
        _forget(fewer)


def _forget(words: set[tuple[str, str]]) -> None:
    """Those that occur nowhere any more. The names of people who left are among them."""
    forms = {form for form, _stem in words}
    rows = Vocable.objects.filter(form__in=forms, entries__lte=0).values_list("pk", "form", "stem")
    Vocable.objects.filter(pk__in=[pk for pk, form, stem in rows if (form, stem) in words]).delete()
    still = Vocable.objects.filter(form__in=forms).values_list("form", flat=True)
    Slip.objects.filter(form__in=forms.difference(still)).delete()


def count_again(entries: QuerySet[Entry], told: Callable[[int], None]) -> None:
    """The counts from the entries themselves; small mistakes add up when two workers write at once."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in entries.values_list(*COUNTED).iterator(2_000):
        counted.update(words_of_row(row))
        told(1)
    with transaction.atomic():
        Vocable.objects.all().delete()
        Slip.objects.all().delete()
        add(counted)


# ---------------------------------------------------------------- spellings


def nearest(form: str, *, besides: Iterable[str] = ()) -> Iterator[str]:
    """Words that occur and are spelled nearly like this one, the likeliest first. Two queries, by whole keys."""
    if not _is_a_word(form):
        return
    near = Slip.objects.filter(left__in=slips(form)).values_list("form", flat=True).distinct()
    found = Vocable.objects.filter(form__in=list(near[:CANDIDATES]), entries__gt=0).exclude(form__in=[form, *besides]).values_list("form", "entries")
    ranked = sorted(((likeness(form, one), entries, one) for one, entries in found), reverse=True)
    yield from (one for alike, _entries, one in ranked if alike >= NEAR)


def likeness(one: str, other: str) -> float:
    """From 0 to 1. People seldom mistype the first letter."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() - (0.1 if one[:1] != other[:1] else 0)


def slips(form: str) -> set[str]:
    """The word's beginning as it is, and with each letter left out once: what words one slip apart have in common."""
    begins = form[:LEFT_OF]
    return {begins, *(begins[:at] + begins[at + 1 :] for at in range(len(begins)))}


def _is_a_word(form: str) -> bool:
    return SHORTEST <= len(form) <= LONGEST and form.isalpha()
