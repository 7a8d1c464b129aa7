"""What the rooms tell the search: how to read something of theirs that can be found, and how it stands at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from guide.search.models import Entry, Kind


@dataclass(frozen=True)
class Text:
    """One entry as a room gives it. `title` and `text` are plain words; `context` helps to find it and is not shown.

    `readers` are the languages of those who find it, when not everyone does. `places` are translation keys of the stages and milestones it belongs to, the one to name first at their head.
    """

    source: str
    kind: Kind
    title: str
    url: str
    text: str = ""
    part: str = ""
    thread: str = ""
    context: str = ""
    page_id: int | None = None
    places: tuple[UUID, ...] = ()
    place: str = ""
    state: str = ""
    answered: bool = False
    language: str = "en"
    readers: tuple[str, ...] = ()
    weight: float = 1.0
    at: datetime | None = None


Read = Callable[[int], list[Text]]
Standing = Callable[[list[Entry]], dict[int, Any]]


@dataclass(frozen=True)
class Room:
    """`read(number)` gives what of this source stands on the site now; nothing when it does not. `numbers()` gives all that may.

    With `whole_thread` a source is everything of a thread: the entries it reads have sources of their own and its name as their thread.
    """

    name: str
    read: Read
    numbers: Callable[[], Iterator[int]] | None = None
    whole_thread: bool = False


@dataclass
class Known:
    rooms: dict[str, Room] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)


_known = Known()


def add_room(room: Room) -> None:
    _known.rooms[room.name] = room


def add_standing(kinds: Iterable[Kind], look: Standing) -> None:
    """`look(entries)` gives, by entry id, what to show beside those that may be read at this moment. Those it leaves out are not shown.

    The entries are rows with the fields that a hit is drawn from (`results.DRAWN`).
    """
    for kind in kinds:
        _known.standing[kind] = look


def room_of(source: str) -> tuple[Room | None, int]:
    name, _colon, number = source.partition(":")
    return _known.rooms.get(name), int(number) if number.isdecimal() else 0


def everything() -> Iterator[str]:
    """The sources of all rooms, by name."""
    for room in _known.rooms.values():
        if room.numbers:
            yield from (f"{room.name}:{number}" for number in room.numbers())


def standing_of(entries: list[Entry]) -> dict[int, Any]:
    """How the found entries stand at this moment, by id; those that may not be read any more are missing. A query or two a room."""
    looks: dict[Standing, list[Entry]] = {}
    shown: dict[int, Any] = {}
    for entry in entries:
        look = _known.standing.get(entry.kind)
        if look is None:
            shown[entry.pk] = None
        else:
            looks.setdefault(look, []).append(entry)
    for look, theirs in looks.items():
        shown |= look(theirs)
    return shown
