"""What is asked of the store, and what it answers."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import NamedTuple

# Entries stand on shelves by their number, 512, 4,096, … to a shelf, and each carries the marks of its shelves. A word that nearly every entry
# has is looked for on the newest shelves only: a search costs the same however much was written.
SHELVES = (9, 12, 15, 18)  # bits of the number that one shelf spans


class Words(NamedTuple):
    """The stems of an entry's parts in their order."""

    title: list[tuple[str, ...]]
    context: list[tuple[str, ...]]
    text: list[tuple[str, ...]]


class Found(NamedTuple):
    entry: int
    wing: int  # which of the wings that were asked for
    thread: str
    score: float


@dataclass(frozen=True)
class Term:
    """One wish of the reader, met by any of its alternatives: each is stems that must all be there, with `in_a_row` one behind the other."""

    alternatives: tuple[tuple[str, ...], ...]
    in_a_row: bool = False

    @property
    def stems(self) -> set[str]:
        return {stem for stems in self.alternatives for stem in stems}

    def among(self, known: Container[str]) -> Term:
        """Without the alternatives that nothing can meet, for a stem of theirs is not known."""
        return replace(self, alternatives=tuple(stems for stems in self.alternatives if all(stem in known for stem in stems)))


@dataclass(frozen=True)
class Wing:
    """Where to look: entries of a kind that carry a mark of each group; with `shelves` only those that stand there."""

    kind: str
    marks: tuple[tuple[str, ...], ...] = ()
    shelves: tuple[tuple[int, int], ...] = ()  # (bits, number of the shelf)
