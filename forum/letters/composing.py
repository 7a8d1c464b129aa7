"""Letters whose words the worker finds: writing the row costs a post one statement, and the words are those of the moment of sending.

Letters know no question and no story; the rooms that do say here what a letter of their kind holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from forum.letters.models import Letter

Words = Callable[[Letter], dict[str, Any] | None]
_rooms: dict[str, Words] = {}


class NobodyComposes(LookupError):
    """A letter waits for its words and no room has any for its kind. It is kept rather than dropped."""


def composed_at_sending(kind: str) -> Callable[[Words], Words]:
    """Registers `words(letter)` for a kind: the context of its templates, or None when there is nothing to tell any more."""

    def register(words: Words) -> Words:
        _rooms[kind] = words
        return words

    return register


def words_for(letter: Letter) -> dict[str, Any] | None:
    if letter.kind not in _rooms:
        raise NobodyComposes(f"No room composes letters of the kind “{letter.kind}”.")
    return _rooms[letter.kind](letter)


def kinds() -> Iterable[str]:
    return _rooms.keys()
