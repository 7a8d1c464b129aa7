"""What a reader typed, as terms: small words left out, synonyms put in. Whatever is typed makes a search or none, and never an error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from guide.search.models import Synonym
from guide.search.terms import Term
from guide.search.words import Word, language_of, words_of

TYPED_AT_MOST = 200  # characters; what follows is not looked at
TERMS_AT_MOST = 8

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

    def written(self, word: Word) -> str:
        return self.typed[word.start : word.end]

    def with_other(self, word: Word, form: str) -> str:
        """What was typed, with this word spelled otherwise."""
        return self.typed[: word.start] + form + self.typed[word.end :]


def read_wish(typed: str, language: str) -> Wish:
    """One query now and then, for the synonyms."""
    typed = " ".join(typed[:TYPED_AT_MOST].split())
    words = tuple(words_of(typed, language_of(language)))[:TERMS_AT_MOST]
    if not words:
        return Wish(typed, (), ())
    return Wish(typed, words, tuple(_terms(list(words), typed, _synonyms(language))))


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
