"""What can be followed, and how a happening is told. Letters know no question and no story; the rooms that do register here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from accounts.models import User
from forum.letters.digests.sections import NEW_HERE, Section
from forum.letters.follows import kind_and_key, thing_of
from forum.letters.happenings import Happening
from forum.letters.looking_up import looked_up_once


@dataclass(frozen=True)
class Thing:
    """A followed thing as its reader may see it. `language` is that of its name where it is somebody's words."""

    name: str
    url: str
    language: str = ""


Find = Callable[[Collection[str], User | None], dict[str, Thing]]
Above = Callable[[str], list[str]]


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be followed. `heading` stands over a list of them, `what_comes` says what its followers hear of.

    `find(keys, reader)` gives those that this reader may read, by key; as many queries for one as for many. None is a visitor.
    `above(key)` gives the keys of what it lies in: whoever follows those hears of it too.
    """

    name: str
    heading: str
    what_comes: str
    find: Find
    above: Above


@dataclass(frozen=True)
class Told:
    """A happening as one reader is told of it: “Who drives?” as the title, “Ben Okafor replied”, the first words, the address in its place.

    `body` is the whole of it as clean HTML, for letters: who reads by mail need not come to the site.
    """

    title: str
    line: str
    url: str
    words: str = ""
    language: str = ""
    body: str = ""


Tell = Callable[[Collection[Happening], User | None], dict[int, Told]]
Many = Callable[[int], str]
NotTo = Callable[[Happening, Collection[int]], set[int]]

_kinds: dict[str, Kind] = {}
_tellings: dict[str, Tell] = {}
_not_to: dict[str, NotTo] = {}
_in_digests: dict[str, tuple[Section, Many]] = {}


class NobodyKnows(LookupError):
    """No room registered this kind. What is stored about it is kept rather than dropped."""


def _nothing_above(key: str) -> list[str]:
    return []


def can_be_followed(name: str, *, heading: str, what_comes: str, above: Above = _nothing_above) -> Callable[[Find], Find]:
    """Registers `find(keys, reader)` for a kind of thing. Its name has at most 12 characters, its keys 36."""

    def register(find: Find) -> Find:
        _kinds[name] = Kind(name, heading, what_comes, find, above)
        return find

    return register


def told_as(kind: str, *, section: Section = NEW_HERE, many: Many = NEW_HERE.counted, not_to: NotTo | None = None) -> Callable[[Tell], Tell]:
    """Registers `tell(happenings, reader)` for a kind of happening, in the language that is active.

    It gives what still stands and may be read, by the happening's id; as many queries for one as for many. The letter about a single
    one is composed like any other: `composed_at_sending(kind)`, with the happening as `letter.happening`. In a digest they stand under
    `section`, and several about one thing are summed up by `many(2)`: “2 new replies”. `not_to(happening, people)` gives those of these
    people who are not told of it, such as those who blocked its writer.
    """

    def register(tell: Tell) -> Tell:
        _tellings[kind] = tell
        _in_digests[kind] = section, many
        if not_to:
            _not_to[kind] = not_to
        return tell

    return register


def who_is_left_out(happening: Happening, people: Collection[int]) -> set[int]:
    """Of these people, who is not told of it at all."""
    return _not_to[happening.kind](happening, people) if people and happening.kind in _not_to else set()


def section_of(kind: str) -> Section:
    return _in_digests[kind][0]


def is_told(kind: str) -> bool:
    return kind in _tellings


def many_of(kind: str, number: int) -> str:
    return _in_digests[kind][1](number)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_named(name: str) -> Kind:
    if name not in _kinds:
        raise NobodyKnows(f"No room knows things of the kind “{name}”.")
    return _kinds[name]


def is_a_kind(name: str) -> bool:
    return name in _kinds


def above(kind: str, key: str) -> list[str]:
    return kind_named(kind).above(key) if is_a_kind(kind) else []


def find_one(kind: str, key: str, reader: User | None) -> Thing | None:
    """The thing, if there is one and this reader may read it."""
    return kind_named(kind).find([key], reader).get(key) if is_a_kind(kind) else None


def find_all(things: Iterable[str], reader: User | None) -> dict[str, Thing]:
    """Things such as “question:12” that the reader may read. As many queries for one of a kind as for many."""
    by_kind: dict[str, set[str]] = {}
    for thing in things:
        kind, key = kind_and_key(thing)
        by_kind.setdefault(kind, set()).add(key)
    return {thing_of(kind, key): found for kind, keys in by_kind.items() if is_a_kind(kind) for key, found in _kinds[kind].find(keys, reader).items()}


@looked_up_once
def find_for_everybody(things: Iterable[str]) -> dict[str, Thing]:
    """Those that a visitor may read, and so everybody."""
    return find_all(things, None)


def tell_all(happenings: Iterable[Happening], reader: User | None) -> dict[int, Told]:
    """How each is told to this reader, by its id, without those that do not stand any more or may not be read."""
    by_kind: dict[str, list[Happening]] = {}
    for happening in happenings:
        by_kind.setdefault(happening.kind, []).append(happening)
    found: dict[int, Told] = {}
    for kind, some in by_kind.items():
        if kind not in _tellings:
            raise NobodyKnows(f"No room tells of happenings of the kind “{kind}”.")
        found |= _tellings[kind](some, reader)
    return found
