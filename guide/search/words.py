"""Text into the words it is found by, the same for every database: folded, without stop words, reduced to their stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

STEMMERS = {"en": "english", "es": "spanish"}
STOP_WORDS = {
    "en": frozenset(
        "a an and are as at be been but by can did do does for from had has have he her his how i if in into is it its me my no not of on "
        "or our out she so than that the their them then there they this to up us was we were what when which who will with would you your".split()
    ),
    "es": frozenset(
        "a al como con cuando de del donde el ella ellas ellos en es esta este esto fue ha hay la las le les lo los mas me mi muy no nos o para "
        "pero por que quien se si sin sobre son su sus te tu un una unas uno unos y ya yo".split()
    ),
}
# Plurals that the rules of the language do not lead back.
SINGULARS = {"en": {"buses": "bus", "children": "child", "women": "woman", "men": "man", "people": "person"}}
LONGEST = 40  # letters of a word that are looked at
READ_AT_MOST = 60_000  # characters of one text
# A word, also one with an apostrophe or hyphens in it: principal’s, roll-out.
TOKEN = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
INNER = re.compile(r"[\-‐‑]")

_one_at_a_time = threading.Lock()


class Word(NamedTuple):
    """A word where it stands in a text: `stems` are what it is found by, the first of them by its letters."""

    start: int
    end: int
    form: str
    stems: tuple[str, ...]


def words_of(text: str, language: str) -> Iterator[Word]:
    """Every word that counts. A word with a hyphen is found by its parts and as one word."""
    for found in TOKEN.finditer(text[:READ_AT_MOST]):
        form, stems = _known(found[0], language)
        if stems:
            yield Word(found.start(), found.end(), form, stems)


def words_among(text: str, language: str, stems: Set[str]) -> Iterator[Word]:
    """Those that have one of the stems. For texts that are only looked through: a word that is not wanted costs a look into a table."""
    for found in TOKEN.finditer(text[:READ_AT_MOST]):
        form, has = _known(found[0], language)
        if not stems.isdisjoint(has):
            yield Word(found.start(), found.end(), form, has)


@lru_cache(50_000)
def _known(written: str, language: str) -> tuple[str, tuple[str, ...]]:
    folded = fold(written)
    parts = INNER.split(folded)
    joined = "".join(parts)
    forms = [joined, *parts] if len(parts) > 1 else parts
    stops = STOP_WORDS.get(language, frozenset())
    stems = dict.fromkeys(stem(form, language) for form in forms if form and form not in stops)
    stems.pop("", None)
    return _plain(joined), tuple(stems)


@lru_cache(50_000)
def stem(form: str, language: str) -> str:
    """What "principals", "principal’s" and "principal" have in common. `form` is folded."""
    known = _stemmers().get(language) or _stemmers()["en"]
    form = form.removesuffix("'s")
    form = SINGULARS.get(language, {}).get(form, form)
    with _one_at_a_time:  # a stemmer keeps the word it works on
        return _plain(known.stemWord(form))[:LONGEST]


def fold(text: str) -> str:
    """Small letters without accents; the same for looks of a letter that are the same."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).replace("’", "'")
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def is_stop_word(written: str, language: str) -> bool:
    return fold(written) in STOP_WORDS.get(language, frozenset())


def known_languages() -> tuple[str, ...]:
    return tuple(STEMMERS)


def language_of(code: str | None) -> str:
    """Of "es-mx" "es"; English for what we have no stems for."""
    short = (code or "en").partition("-")[0]
    return short if short in STEMMERS else "en"


def _plain(form: str) -> str:
    return "".join(sign for sign in form if sign.isalnum())


@lru_cache(1)
def _stemmers() -> dict[str, snowballstemmer.basestemmer.BaseStemmer]:
    return {code: snowballstemmer.stemmer(name) for code, name in STEMMERS.items()}
