"""One search: what to look through, how far, in which order, and what the reader may have meant instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import inf, prod
from urllib.parse import urlencode
from uuid import UUID

from guide.search import store, vocabulary
from guide.search.models import Kind
from guide.search.terms import SHELVES, Found, Term, Wing
from guide.search.wishes import Wish, read_wish
from guide.search.words import language_of

MOST = 60  # entries of a kind that are given
PLENTY = 4  # times as many are ranked; where there are likely more, only some shelves are looked through
SHELVES_AT_ONCE = 8
WIDER = 8  # times, where too little was found
READ_FOR_A_ROW = 800  # entries of a kind that hold all words of a row and are likely read, to see whether the words stand in it; 10 µs each
SPELLINGS_TRIED = 3
TABS: dict[str, tuple[Kind, ...]] = {"guide": (Kind.GUIDE,), "question": (Kind.QUESTION, Kind.REPLY), "story": (Kind.STORY,)}


@dataclass(frozen=True)
class Narrowed:
    """What a reader wants to see only: of a stage or milestone (translation keys), of a state, of answered questions."""

    places: tuple[UUID, ...] = ()
    state: str = ""
    answered: bool = False

    def __bool__(self) -> bool:
        return bool(self.places or self.state or self.answered)

    def marks(self) -> list[tuple[str, ...]]:
        groups = [(f"w{key.hex}",) for key in self.places]
        if self.state:
            groups.append((f"s{self.state.lower()}",))
        if self.answered:
            groups.append(("answered",))
        return groups


@dataclass
class Finds:
    """The best of each kind, and of all. `many` names the kinds of which there are more than were looked at."""

    wish: Wish
    ranked: dict[str, list[Found]] = field(default_factory=dict)  # by tab; a thread once
    many: set[str] = field(default_factory=set)
    common: dict[str, int] = field(default_factory=dict)

    def of(self, tab: str) -> list[Found]:
        if tab:
            return self.ranked.get(tab, [])
        return sorted((one for finds in self.ranked.values() for one in finds), key=_best_first)

    def number(self, tab: str) -> int:
        return len(self.ranked.get(tab, ())) if tab else sum(map(len, self.ranked.values()))

    def has_more(self, tab: str) -> bool:
        return tab in self.many if tab else bool(self.many)


def search(wish: Wish, *, language: str, narrowed: Narrowed = Narrowed(), most: int = MOST) -> Finds:
    """Two to four statements, and as much work for a word that everything has as for a rare one."""
    finds = Finds(wish)
    if not wish:
        return finds
    finds.common = vocabulary.how_common({*wish.stems, *map(vocabulary.kind_row, Kind), *map(vocabulary.mark_row, chain(*narrowed.marks()))})
    terms = [term.among(finds.common) for term in wish.terms]
    if not all(term.alternatives for term in terms):
        return finds
    found, full = _look(terms, _wings(language, narrowed), finds.common, most)
    for tab, belonging in TABS.items():
        finds.ranked[tab] = _each_thread_once(found[kind] for kind in belonging)
        if finds.ranked[tab] and any(kind in full for kind in belonging):
            finds.many.add(tab)
    return finds


def _wings(language: str, narrowed: Narrowed) -> list[Wing]:
    """Pages that readers of this language find, posts in any."""
    marks = tuple(narrowed.marks())
    own = ((f"l{language_of(language)}",),)
    return [Wing(kind, own + marks if kind in (Kind.GUIDE, Kind.STORY) else marks) for kind in Kind]


def _look(terms: Sequence[Term], wings: list[Wing], common: dict[str, int], most: int) -> tuple[dict[str, list[Found]], set[str]]:
    """What was found of each kind, and the kinds of which there may be more. Shelves are widened until there is enough, or nothing is left out."""
    newest = common.get(vocabulary.NEWEST, 0)
    of_kinds = {kind: common.get(vocabulary.kind_row(kind), 0) for kind in Kind}
    entries = max(1, sum(of_kinds.values()))
    here = {wing.kind: of_kinds[wing.kind] * _share_of_marks(wing, common, entries) for wing in wings}
    share, apart = _share(terms, common, entries), _share_apart(terms, common, entries)
    spans = {kind: within(newest, span_of(number * share, entries, most)) for kind, number in here.items()}
    widest = {kind: _widest(number * apart, entries) for kind, number in here.items()}
    found: dict[str, list[Found]] = {}
    asked = wings
    while asked:
        answers = store.find(terms, [replace(wing, shelves=shelves(spans[wing.kind], newest)) for wing in asked], looked_at=PLENTY * most, most=most)
        for number, wing in enumerate(asked):
            found[wing.kind] = [one for one in answers if one.wing == number]
        asked = [wing for wing in asked if 0 < spans[wing.kind] < widest[wing.kind] and len(found[wing.kind]) < most // 2]
        for wing in asked:
            spans[wing.kind] = within(newest, min(spans[wing.kind] * WIDER, widest[wing.kind]))
    return found, {kind for kind in found if len(found[kind]) >= most or spans[kind]}


def _share(terms: Sequence[Term], common: dict[str, int], entries: int) -> float:
    """The part of all entries that meets every term, were the words spread evenly."""
    return prod(min(1.0, sum(min(common.get(stem, 0) for stem in stems) for stems in term.alternatives) / entries) for term in terms)


def _share_apart(terms: Sequence[Term], common: dict[str, int], entries: int) -> float:
    """The part that holds the words of every row, wherever they stand; 0 without rows. The index knows words and no rows: these must be read."""
    rows = [term for term in terms if term.in_a_row and any(len(stems) > 1 for stems in term.alternatives)]
    return _share([Term(((stem,),)) for term in rows for stem in term.alternatives[0]], common, entries) if rows else 0


def _share_of_marks(wing: Wing, common: dict[str, int], entries: int) -> float:
    """The part that can be narrowed so: that of the rarest mark, for a milestone lies in its stage."""
    return min((common[row] / entries for group in wing.marks for row in map(vocabulary.mark_row, group) if row in common), default=1)


def span_of(likely: float, entries: int, most: int) -> int:
    """How many of the newest entries hold enough, and as many again, where so many of all are likely found; 0 for looking through all."""
    return int(2 * most * entries / likely) + 1 if likely > PLENTY * most else 0


def _widest(held: float, entries: int) -> float:
    """How many entries are looked through at most when so many of all hold the words of a row."""
    return int(READ_FOR_A_ROW * entries / held) + 1 if held > READ_FOR_A_ROW else inf


def within(newest: int, span: float) -> int:
    return int(span) if span < newest else 0


def shelves(span: int, newest: int) -> tuple[tuple[int, int], ...]:
    """The newest ones, of a width that not many are needed of, and one more: the newest may have just begun."""
    bits = next((bits for bits in SHELVES if span >> bits < SHELVES_AT_ONCE), 0) if span else 0
    last = newest >> bits
    return tuple((bits, number) for number in range(last, max(-1, last - (span >> bits) - 2), -1)) if bits else ()


def _each_thread_once(finds: Iterable[list[Found]]) -> list[Found]:
    """The best of a question and its replies stands for the thread."""
    ordered = sorted((one for some in finds for one in some), key=_best_first)
    once: dict[str | int, Found] = {}
    for one in ordered:
        once.setdefault(one.thread or one.entry, one)
    return list(once.values())


def _best_first(one: Found) -> tuple[float, int]:
    return -one.score, -one.entry


# ---------------------------------------------------------------- when nothing was found


@dataclass(frozen=True)
class Instead:
    """Other words that find something now: what to type, the word itself, and how much it finds (`more`: at least so much)."""

    typed: str
    shown: str
    number: int
    more: bool

    @property
    def query(self) -> str:
        return urlencode({"q": self.typed})


def did_you_mean(finds: Finds, *, language: str, narrowed: Narrowed = Narrowed()) -> Instead | None:
    """The same with the words that never occur spelled otherwise, if that finds something at this moment."""
    wish = finds.wish
    for word in wish.words:
        if any(stem in finds.common for stem in word.stems):
            continue
        for form in list(vocabulary.nearest(word.form))[:SPELLINGS_TRIED]:
            other = read_wish(wish.with_other(word, form), language)
            if found := _tried(other, other.typed, language, narrowed):
                return found
        return _two_slips(finds, word, language, narrowed)
    return None


def _two_slips(finds: Finds, word, language: str, narrowed: Narrowed) -> Instead | None:
    """A second word is misspelled too."""
    form = next(vocabulary.nearest(word.form), "")
    if not form:
        return None
    other = read_wish(finds.wish.with_other(word, form), language)
    again = search(other, language=language, narrowed=narrowed, most=1)
    unknown = [one for one in other.words if not any(stem in again.common for stem in one.stems)]
    for one in unknown[:1]:
        for spelled in list(vocabulary.nearest(one.form))[:SPELLINGS_TRIED]:
            both = read_wish(other.with_other(one, spelled), language)
            if found := _tried(both, both.typed, language, narrowed):
                return found
    return None


def a_plainer_word(finds: Finds, *, language: str, narrowed: Narrowed = Narrowed()) -> Instead | None:
    """The words without their quotation marks; of several words the one that finds most by itself."""
    wish = finds.wish
    if loose := wish.without_quotation_marks:
        if found := _tried(read_wish(loose, language), loose, language, narrowed):
            return found
    if len(wish.words) < 2:
        return None
    ranked = sorted(wish.words, key=lambda word: -max(finds.common.get(stem, 0) for stem in word.stems))
    written = wish.written(ranked[0])
    return _tried(read_wish(written, language), written, language, narrowed)


def _tried(wish: Wish, shown: str, language: str, narrowed: Narrowed) -> Instead | None:
    found = search(wish, language=language, narrowed=narrowed)
    number = found.number("")
    return Instead(wish.typed, shown, number, found.has_more("")) if number else None
