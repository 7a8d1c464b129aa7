"""What is like a sentence that somebody is writing. No word of it must be there; the rare ones count most (docs/decisions/0031)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from math import log, prod
from typing import Any

from guide.search import store, vocabulary
from guide.search.finding import shelves, span_of, within
from guide.search.models import Kind
from guide.search.results import Hit, names_of_places, rows_of
from guide.search.rooms import standing_of
from guide.search.snippets import marked
from guide.search.terms import Found, Term, Wing
from guide.search.wishes import MARKS, Wish, read_wish
from guide.search.words import language_of, words_among
from guide.spiral import Spiral, address

WORDS_AT_MOST = 16  # of the sentence
ASKED_FOR = 5  # the rarest of its words; all of them are weighed afterwards
COMMON, MANY = 0.1, 1_000  # of all entries, and at least so many: a word that more have is not asked for where two rarer ones are
WAYS = 2  # to write a word, in this language and another
ENOUGH = 100  # entries of a kind that are looked through
CANDIDATES = 8  # of a kind that are weighed, and read for it
READ = 1_500  # characters of a text
IN_THE_TEXT = 0.4  # what a word counts there, of what it counts in the title
ALIKE = 0.25  # of all the weight of the sentence

NO_MARKS = dict.fromkeys(map(ord, MARKS), " ")


@dataclass(frozen=True)
class Sentence:
    """What is compared: its terms, what each weighs, and how common its words are."""

    wish: Wish
    weights: Mapping[Term, float]
    common: Mapping[str, int]
    entries: int

    @property
    def known(self) -> list[Term]:
        """Those that occur at all, the rarest first."""
        found = [term.among(self.common) for term in self.wish.terms]
        return sorted((term for term in found if term.alternatives), key=self.share)

    def share(self, term: Term) -> float:
        return min(1.0, _number(term, self.common) / max(1, self.entries))


def alike(typed: str, *, language: str, kinds: Collection[Kind], most: int, spiral: Spiral, leave_out: Collection[str] = ()) -> dict[Kind, list[Hit]]:
    """By kind at most so many, the likest first; of those that everybody may read at this moment. Four to six statements.

    `leave_out` are sources (“question:5”) that are not wanted.
    """
    sentence = _read(typed, language, kinds)
    if not sentence.known:
        return {}
    found = _look(sentence, _wings(kinds, language))
    rows = [row for row in rows_of(found) if row.source not in leave_out]
    standing = standing_of(rows)
    weighed = sorted(((_likeness(row, sentence), row) for row in rows if row.pk in standing), key=lambda pair: -pair[0])
    chosen = list(_best(((row, like) for like, row in weighed), most))
    names = names_of_places({row.place_key for row in chosen}, spiral)
    hits: dict[Kind, list[Hit]] = {}
    for row in chosen:
        hits.setdefault(Kind(row.kind), []).append(_drawn(row, sentence.wish, names, standing[row.pk]))
    return hits


def _read(typed: str, language: str, kinds: Collection[Kind]) -> Sentence:
    """Two queries at most; words that a search would leave out are left out here too."""
    wish = read_wish(typed.translate(NO_MARKS), language, at_most=WORDS_AT_MOST)
    common = vocabulary.how_common({*wish.stems, *map(vocabulary.kind_row, Kind)}) if wish else {}
    entries = sum(common.get(vocabulary.kind_row(kind), 0) for kind in Kind)
    weights = {term: log(1 + entries / (0.5 + _number(term, common))) for term in wish.terms}
    return Sentence(wish, weights, common, entries)


def _number(term: Term, common: Mapping[str, int]) -> int:
    """Of entries that have it, about."""
    return sum(min((common.get(stem, 0) for stem in stems), default=0) for stems in term.alternatives)


def _wings(kinds: Iterable[Kind], language: str) -> list[Wing]:
    """Pages that readers of this language find, questions in any."""
    own = ((f"l{language_of(language)}",),)
    return [Wing(kind, own if kind in (Kind.GUIDE, Kind.STORY) else ()) for kind in kinds]


def _look(sentence: Sentence, wings: list[Wing]) -> list[Found]:
    """As many of the rarest words together as leave few entries; with one word less where that was too narrow."""
    rarest = _asked_for(sentence)
    together = _how_many_together(sentence, rarest, wings)
    found: dict[int, Found] = {}
    for number in range(together, max(0, together - 2), -1):
        for one in store.find([_any(rarest, number)], _narrowed(sentence, rarest, number, wings), looked_at=ENOUGH, most=CANDIDATES):
            found.setdefault(one.entry, one)
        if len(found) >= CANDIDATES:
            break
    return list(found.values())


def _asked_for(sentence: Sentence) -> list[Term]:
    rarest = sentence.known[:ASKED_FOR]
    common = max(MANY, COMMON * sentence.entries)
    rare = [term for term in rarest if sentence.share(term) * sentence.entries <= common]
    return rare if len(rare) > 1 else rarest


def _how_many_together(sentence: Sentence, rarest: Sequence[Term], wings: Iterable[Wing]) -> int:
    """The fewest words that so few entries hold together, were words spread evenly."""
    largest = max((sentence.common.get(vocabulary.kind_row(wing.kind), 0) for wing in wings), default=0)
    return next((number for number in range(1, len(rarest) + 1) if largest * _chance(sentence, rarest, number) <= ENOUGH), len(rarest))


def _chance(sentence: Sentence, rarest: Iterable[Term], number: int) -> float:
    return sum(prod(some) for some in combinations(map(sentence.share, rarest), number))


def _any(rarest: Iterable[Term], number: int) -> Term:
    """So many of the words, whichever."""
    ways = [term.alternatives[:WAYS] for term in rarest]
    return Term(tuple(tuple(chain.from_iterable(one)) for some in combinations(ways, number) for one in product(*some)))


def _narrowed(sentence: Sentence, rarest: Sequence[Term], number: int, wings: Iterable[Wing]) -> list[Wing]:
    """Where too many entries hold them, only the newest are looked through."""
    newest, chance = sentence.common.get(vocabulary.NEWEST, 0), _chance(sentence, rarest, number)

    def span(kind: str) -> int:
        likely = sentence.common.get(vocabulary.kind_row(kind), 0) * chance
        return within(newest, span_of(likely, max(1, sentence.entries), ENOUGH))

    return [replace(wing, shelves=shelves(span(wing.kind), newest)) for wing in wings]


def _likeness(row: Any, sentence: Sentence) -> float:
    """From 0 to 1: what of the sentence's weight this entry has, in its title or in its text."""
    stems, language = sentence.wish.stems, language_of(row.language)
    title, text = (_stems_in(part, language, stems) for part in (row.title, row.text[:READ]))
    has = sum(weight * (1 if _meets(term, title) else IN_THE_TEXT if _meets(term, title | text) else 0) for term, weight in sentence.weights.items())
    return has / sum(sentence.weights.values())


def _stems_in(text: str, language: str, wanted: set[str]) -> set[str]:
    return {stem for word in words_among(text, language, wanted) for stem in word.stems}


def _meets(term: Term, stems: set[str]) -> bool:
    return any(stems.issuperset(each) for each in term.alternatives)


def _best(weighed: Iterable[tuple[Any, float]], most: int) -> Iterator[Any]:
    """Of a kind so many; a page with several passages once, by the likest."""
    taken: dict[str, set[str]] = {}
    for row, like in weighed:
        sources = taken.setdefault(row.kind, set())
        if like >= ALIKE and len(sources) < most and row.source not in sources:
            sources.add(row.source)
            yield row


def _drawn(row: Any, wish: Wish, names: Mapping, standing: Any) -> Hit:
    url = (address(row.page__url_path) if row.page_id else "") + row.url
    return Hit(entry=row, url=url, title=marked(row.title, wish.stems, row.language), text="", belongs_to=names.get(row.place_key, ""), standing=standing)
