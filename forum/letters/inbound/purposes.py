"""What becomes of an answer. Letters know no question and no story; the rooms that do register here what their addresses are for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from forum.letters.models import Letter, LetterStop

Words = str | Promise


@dataclass(frozen=True)
class Answer:
    """What a member wrote (None: somebody without an account), as the rooms get it: `words` are plain text without quoted lines and signature, and may be empty.

    `said` is the whole of it in small letters without signs where that is a word or two, such as “chosen”.
    """

    person: User | None
    key: str
    subject: str
    words: str
    said: str


@dataclass(frozen=True)
class Taken:
    """It was done. `sentence` is what the sender is told by mail; blank: what they did speaks for itself."""

    sentence: Words = ""
    link: str = ""
    link_words: Words = ""


class NotTaken(Exception):
    """Nothing came of it. The sentence says why and what to do. `keep()` keeps the words where the sender can go on, and gives the address of that."""

    def __init__(self, sentence: Words, *, link: str = "", link_words: Words = "", keep: Callable[[], str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.link, self.link_words, self.keep = sentence, link, link_words, keep


Find = Callable[[Letter, Mapping[str, Any]], str | None]
Invites = Callable[[Letter, Mapping[str, Any]], Words]
Take = Callable[[Answer], Taken]
About = Callable[[str], tuple[str, str] | None]
Stops = Callable[[str], LetterStop | None]


@dataclass(frozen=True)
class Purpose:
    """`finds(letter, words)` gives the key of a letter that can be answered so, while it is composed; `invites(letter, words)` is said in it.

    `take(answer)` does it in the caller's transaction, in the sender's language: Taken or NotTaken. `about(key)` is the followed thing, as kind and
    key, that “stop” and “follow” are about. `beside` are addresses that stand in a letter without being where its answer goes. `commands` are words that
    may be said again: other words are taken once. `otherwise` are for letters that nobody else takes. `stops(key)` gives what “stop” keeps, where that is
    not about a followed thing.
    """

    name: str
    code: str
    invites: Invites
    finds: Find
    take: Take
    about: About
    beside: bool
    commands: Collection[str]
    otherwise: bool
    stops: Stops | None


_purposes: dict[str, Purpose] = {}


def _about_nothing(key: str) -> tuple[str, str] | None:
    return None


def taken_by_mail(
    name: str,
    *,
    code: str,
    finds: Find,
    invites: Words | Invites = "",
    about: About = _about_nothing,
    beside: bool = False,
    commands: Collection[str] = (),
    otherwise: bool = False,
    stops: Stops | None = None,
) -> Callable[[Take], Take]:
    """Registers `take(answer)`. `code` is one small letter and stays the same for ever: it stands in addresses."""

    def register(take: Take) -> Take:
        if code in _purposes and _purposes[code].name != name:
            raise ValueError(f"The code “{code}” is taken by “{_purposes[code].name}”.")
        said = invites if callable(invites) and not isinstance(invites, Promise) else lambda letter, words: invites
        _purposes[code] = Purpose(name, code, said, finds, take, about, beside, commands, otherwise, stops)
        return take

    return register


def purpose_of(code: str) -> Purpose | None:
    return _purposes.get(code)


def purposes() -> list[Purpose]:
    """In the order in which a letter is offered to them."""
    return sorted(_purposes.values(), key=lambda purpose: purpose.otherwise)
