"""May the person still read what the letter is about? Letters know no question; who does, says so here."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

MayRead = Callable[[User | None, int | None, int | None], bool]
_asked: list[MayRead] = []


class NobodyToAsk(LookupError):
    """A letter is about something and no room answers for it. It is kept rather than sent or dropped."""


def asked_before_sending(may_read: MayRead) -> MayRead:
    """Registers `may_read(person, question_id, reply_id)`, called just before a letter about them leaves.

    `person` is None for somebody who is not a member. All that are registered must say yes.
    """
    if may_read not in _asked:
        _asked.append(may_read)
    return may_read


def may_still_read(person: User | None, question: int | None, reply: int | None) -> bool:
    if question is None and reply is None:
        return True
    if not _asked:
        raise NobodyToAsk("No room says who may read questions and replies.")
    return all(may_read(person, question, reply) for may_read in _asked)


def somebody_answers() -> bool:
    return bool(_asked)
