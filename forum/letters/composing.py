"""Letters whose words the worker finds: writing the row costs a post one statement, and the words are those of the moment of sending.

Letters know no question and no story; the rooms that do say here what a letter of their kind holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from forum.letters.models import Letter

Words = Callable[[Letter], dict[str, Any] | None]
LookUp = Callable[[Collection[Letter]], None]
_rooms: dict[str, tuple[Words, LookUp | None]] = {}


class NobodyComposes(LookupError):
    """A letter waits for its words and no room has any for its kind. It is kept rather than dropped."""


def composed_at_sending(kind: str, *, first: LookUp | None = None) -> Callable[[Words], Words]:
    """Registers `words(letter)` for a kind: the context of its templates, or None when there is nothing to tell any more.

    It changes nothing; notices that stand in the letter go into `letter.mailed`. Letters are composed in batches: `first(letters)` looks up what
    those of this kind need, with as many queries for one as for many, or `words` asks functions that are `looked_up_once` (looking_up.py).
    """

    def register(words: Words) -> Words:
        _rooms[kind] = words, first
        return words

    return register


def words_for(letter: Letter) -> dict[str, Any] | None:
    if letter.kind not in _rooms:
        raise NobodyComposes(f"No room composes letters of the kind “{letter.kind}”.")
    return _rooms[letter.kind][0](letter)


def look_up_for(kind: str, letters: Collection[Letter]) -> None:
    """What the letters of this kind need, at once. Nothing for a kind that nobody composes: each says so itself."""
    first = _rooms.get(kind, (None, None))[1]
    if first:
        first(letters)


def kinds() -> Iterable[str]:
    return _rooms.keys()
