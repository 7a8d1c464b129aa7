"""What becomes of an answer. Letters know no question and no story; the rooms that do register here what their addresses are for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from forum.letters.models import Letter

Words = str | Promise


@dataclass(frozen=True)
class Answer:
    """What a member wrote, as the rooms get it: `words` are plain text without quoted lines and signature, and may be empty.

    `said` is the whole of it in small letters without signs where that is a word or two, such as “chosen”.
    """

    person: User
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
Take = Callable[[Answer], Taken]
About = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True)
class Purpose:
    """`finds(letter, words)` gives the key of a letter that can be answered so, while it is composed.

    `take(answer)` does it in the caller's transaction, in the sender's language: Taken or NotTaken. `about(key)` is the followed thing, as kind and
    key, that “stop” and “follow” are about. `beside` are addresses that stand in a letter without being where its answer goes. `commands` are words that
    may be said again: other words are taken once.
    """

    name: str
    code: str
    invites: Words
    finds: Find
    take: Take
    about: About
    beside: bool
    commands: Collection[str]


_purposes: dict[str, Purpose] = {}


def _about_nothing(key: str) -> tuple[str, str] | None:
    return None


def taken_by_mail(name: str, *, code: str, invites: Words, finds: Find, about: About = _about_nothing, beside: bool = False, commands: Collection[str] = ()) -> Callable[[Take], Take]:
    """Registers `take(answer)`. `code` is one small letter and stays the same for ever: it stands in addresses. `invites` is said in the letter."""

    def register(take: Take) -> Take:
        if code in _purposes and _purposes[code].name != name:
            raise ValueError(f"The code “{code}” is taken by “{_purposes[code].name}”.")
        _purposes[code] = Purpose(name, code, invites, finds, take, about, beside, commands)
        return take

    return register


def purpose_of(code: str) -> Purpose | None:
    return _purposes.get(code)


def purposes() -> list[Purpose]:
    return list(_purposes.values())
