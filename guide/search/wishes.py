"""What a reader typed, as terms: small words left out, synonyms put in, words between quotation marks kept in a row.

Whatever is typed makes a search or none, and never an error.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from django.conf import settings

from guide.search.models import Synonym
from guide.search.terms import Term
from guide.search.words import Word, language_of, stem, words_of

TYPED_AT_MOST = 200  # characters; what follows is not looked at
TERMS_AT_MOST = 8
MARKS = "\"“”„«»"  # telephones make the round ones by themselves
QUOTED = re.compile(f"[{MARKS}]([^{MARKS}]*)[{MARKS}]")  # a mark without another says nothing

Group = tuple[tuple[str, ...], ...]

_kept: dict[str, tuple[float, list[Group]]] = {}  # by language; one for each process


@dataclass(frozen=True)
class Wish:
    """`typed` is what is shown again; `words` and `terms` go together unless synonyms joined some words."""

    typed: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def stems(self) -> set[str]:
        """All that counts as a hit when a text is shown."""
        return {stem for term in self.terms for stem in term.stems}

    @property
    def without_quotation_marks(self) -> str:
        """What was typed, as words that may stand anywhere; blank when no words are kept in a row."""
        if not any(term.in_a_row for term in self.terms):
            return ""
        return " ".join(self.typed.translate(dict.fromkeys(map(ord, MARKS), " ")).split())

    def written(self, word: Word) -> str:
        return self.typed[word.start : word.end]

    def with_other(self, word: Word, form: str) -> str:
        """What was typed, with this word spelled otherwise."""
        return self.typed[: word.start] + form + self.typed[word.end :]


def read_wish(typed: str, language: str, *, at_most: int = TERMS_AT_MOST) -> Wish:
    """One query now and then, for the synonyms."""
    typed = " ".join(typed[:TYPED_AT_MOST].split())
    words = tuple(words_of(typed, language_of(language)))[:at_most]
    if not words:
        return Wish(typed, (), ())
    return Wish(typed, words, tuple(_all_terms(words, typed, _synonyms(language))))


def _synonyms(language: str) -> list[Group]:
    """Kept in the process as long as a page for visitors is: an editor sees a change within seconds."""
    at, groups = _kept.get(language, (0.0, []))
    if not at or time.monotonic() - at >= settings.VISITOR_PAGES_KEPT_FOR:
        groups = [_group(row, language) for row in Synonym.objects.values_list("words", flat=True)]
        _kept[language] = time.monotonic(), groups
    return groups


@lru_cache(1_000)
def _group(words: str, language: str) -> Group:
    return tuple(Synonym(words=words).groups(language))


def _all_terms(words: Sequence[Word], typed: str, groups: list[Group]) -> Iterator[Term]:
    """Of the words between quotation marks, and of those around them."""
    at = 0
    for quoted in QUOTED.finditer(typed):
        yield from _terms([word for word in words if at <= word.start < quoted.start()], typed, groups)
        if inside := [word for word in words if quoted.start() < word.start < quoted.end()]:
            yield Term(tuple(_ways_to_write_in_a_row(typed[inside[0].start : inside[-1].end])), in_a_row=True)
        at = quoted.end()
    yield from _terms([word for word in words if at <= word.start], typed, groups)


def _terms(words: list[Word], typed: str, groups: list[Group]) -> Iterator[Term]:
    while words:
        length, alternatives = _longest(words, groups)
        if length:
            yield Term(tuple(alternatives))
        else:
            length = 1
            yield Term(tuple(_ways_to_write(words[0], typed)))
        words = words[length:]


def _longest(words: list[Word], groups: list[Group]) -> tuple[int, list[tuple[str, ...]]]:
    """How many of the first words a synonym covers, and all that means the same."""
    written = tuple(word.stems[0] for word in words)
    length = max((len(one) for group in groups for one in group if written[: len(one)] == one), default=0)
    return length, list(dict.fromkeys(one for group in groups if length and written[:length] in group for one in group))


def _ways_to_write(word: Word, typed: str) -> Iterator[tuple[str, ...]]:
    """In each language of the site: posts are written in any of them. A word with a hyphen also as its parts."""
    seen: dict[tuple[str, ...], None] = {}
    for language in dict.fromkeys(language_of(code) for code, _name in settings.LANGUAGES):
        for same in words_of(typed[word.start : word.end], language):
            joined, *parts = same.stems
            seen[(joined,)] = None
            if parts:
                seen[tuple(parts)] = None
    yield from seen or {word.stems[:1]: None}


def _ways_to_write_in_a_row(written: str) -> Iterator[tuple[str, ...]]:
    """In each language of the site, also with two neighbors as one word or with a hyphen: after school, afterschool, after-school."""
    each = (language_of(code) for code, _name in settings.LANGUAGES)
    readings = (reading for language in dict.fromkeys(each) for reading in _readings(list(words_of(written, language)), language))
    yield from filter(None, dict.fromkeys(readings))


def _readings(words: Sequence[Word], language: str) -> Iterator[tuple[str, ...]]:
    """One database gives a word with a hyphen and its parts one place, the other a place each."""
    apart = [word.stems[1:] or word.stems for word in words]
    yield _joined(apart)
    for at, width, compound in _compounds(words, language):
        before, parts, after = apart[:at], apart[at : at + width], apart[at + width :]
        yield _joined([*before, (compound,), *after])
        yield _joined([*before, (compound,), *parts, *after])


def _compounds(words: Sequence[Word], language: str) -> Iterator[tuple[int, int, str]]:
    """Words with a hyphen, and neighbors that may be written with one: where, how many words, and the stem as one word."""
    for at, word in enumerate(words):
        if len(word.stems) > 1:
            yield at, 1, word.stems[0]
        elif at + 1 < len(words) and len(words[at + 1].stems) == 1:
            yield at, 2, stem(word.form + words[at + 1].form, language)


def _joined(stems: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(stems))
