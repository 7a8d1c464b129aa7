"""What a digest is made of: sections that the rooms name, with lines under them. Letters know no question and no story."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User


@dataclass(frozen=True)
class Section:
    """`counted(3)` is “3 answers”, for the subject; blank where the subject leaves it out. The lower `place` stands first."""

    heading: str | Promise
    place: int
    counted: Callable[[int], str]


@dataclass(frozen=True)
class Line:
    """“Who drives?”, its address, and a few words about it. `language` is that of the title where it is somebody's words."""

    title: str
    url: str
    words: str = ""
    language: str = ""
    count: int = 1  # how many things it tells of


@dataclass
class Filled:
    """A section as it stands in a letter."""

    section: Section
    lines: list[Line] = field(default_factory=list)

    @property
    def counted(self) -> str:
        return self.section.counted(sum(line.count for line in self.lines))


def _new(number: int) -> str:
    return ngettext("%(number)d new", "%(number)d new", number) % {"number": number}


def _waiting(number: int) -> str:
    return ngettext("%(number)d waiting for you", "%(number)d waiting for you", number) % {"number": number}


NEW_HERE = Section(_("New on what you follow"), 60, _new)  # of happenings whose room names no section
WAITING = Section(_("Waiting for you"), 20, _waiting)

# Lines for each of these members by id, of what came since; as many queries for one member as for many.
Part = Callable[[Collection[User], datetime], dict[int, list[Line]]]
_parts: list[tuple[Section, Part]] = []


def in_weekly_digests(section: Section) -> Callable[[Part], Part]:
    """Registers `lines(members, since)`: what the weekly digest holds besides what was followed, if its reader may read it."""

    def register(part: Part) -> Part:
        _parts.append((section, part))
        return part

    return register


def parts_for(members: Collection[User], since: datetime) -> dict[int, list[Filled]]:
    """By member, without those for whom there is nothing. As many queries for one as for many."""
    found: dict[int, list[Filled]] = {}
    for section, part in _parts:
        for person, lines in part(members, since).items():
            if lines:
                found.setdefault(person, []).append(Filled(section, list(lines)))
    return found
