"""May the person still read what the letter is about? Letters know no question; who does, says so here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from accounts.models import User

MayRead = Callable[[User | None, int | None, int | None], bool]
LookUp = Callable[[Collection[int], Collection[int]], None]
_asked: list[MayRead] = []
_first: list[LookUp] = []


class NobodyToAsk(LookupError):
    """A letter is about something and no room answers for it. It is kept rather than sent or dropped."""


def asked_before_sending(may_read: MayRead, *, first: LookUp | None = None) -> MayRead:
    """Registers `may_read(person, question_id, reply_id)`, called just before a letter about them leaves.

    `person` is None for somebody who is not a member. All that are registered must say yes. Letters leave in batches: `first(questions, replies)`
    looks up by their ids what `may_read` asks about each (looking_up.py).
    """
    if may_read not in _asked:
        _asked.append(may_read)
    if first and first not in _first:
        _first.append(first)
    return may_read


def look_up(questions: Collection[int], replies: Collection[int]) -> None:
    """For a batch; `may_still_read` asks no more queries then but for what is not there for everybody."""
    if questions or replies:
        for first in _first:
            first(questions, replies)


def may_still_read(person: User | None, question: int | None, reply: int | None) -> bool:
    if question is None and reply is None:
        return True
    if not _asked:
        raise NobodyToAsk("No room says who may read questions and replies.")
    return all(may_read(person, question, reply) for may_read in _asked)


def somebody_answers() -> bool:
    return bool(_asked)
