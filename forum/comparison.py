"""What changed between two texts, word by word, for components/pieces.html."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

# Beyond these a text was written anew rather than changed, and the words between the first and the last difference are shown as one.
CHANGES_AT_MOST = 800
STEPS_AT_MOST = 400_000  # about a third of a second
ISLAND = 2  # so few unchanged words between two changes belong to them: confetti is hard to read
WORD = re.compile(r"\S+\s*|\s+")

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """As components/pieces.html draws it."""

    kind: str
    words: str

    @property
    def said(self) -> str:
        """Without the space after them, which is no mark of its own at the beginning of a line."""
        return self.words.rstrip() or self.words

    @property
    def space(self) -> str:
        return self.words[len(self.said) :]


@dataclass(frozen=True)
class Field:
    """A field that changed: its name, both sides, and how many changes there are."""

    name: str
    before: list[Piece]
    after: list[Piece]
    changes: int


@dataclass(frozen=True)
class Comparison:
    changed: list[Field]
    unchanged: list[str]  # names of the fields


def compare_fields(beside: Iterable[tuple[str, str, str]]) -> Comparison:
    """Each by its name, as it was and as it is: plain texts."""
    fields = [(name, *compare(one, other)) for name, one, other in beside]
    changed = [Field(name, one, other, _count(one, other)) for name, one, other in fields if _count(one, other)]
    return Comparison(changed, [name for name, one, other in fields if not _count(one, other)])


def _count(before: list[Piece], after: list[Piece]) -> int:
    """A removal and an addition in one place are one change."""
    return max(sum(piece.kind == REMOVED for piece in before), sum(piece.kind == ADDED for piece in after))


def compare(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Plain texts, word by word: the pieces of one and of the other. Well under a second for anything a story can hold."""
    old, new = WORD.findall(before), WORD.findall(after)
    marks = _without_islands(_marked([_key(word) for word in old], [_key(word) for word in new]))
    return _pieces(old, marks, REMOVED), _pieces(new, marks, ADDED)


def _key(word: str) -> str:
    """A word is another one where a paragraph ends after it; how wide the space is does not matter."""
    return word.rstrip() + "\n" * ("\n" in word)


Marks = list[tuple[str, int]]  # same, removed or added, and how many words


def _marked(old: list[str], new: list[str]) -> Marks:
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middle = _shortest(old[start : len(old) - end], new[start : len(new) - end])
    return _joined([(SAME, start), *middle, (SAME, end)])


def _alike(one: list[str], other: list[str]) -> int:
    """How many words they begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _joined(marks: Iterable[tuple[str, int]]) -> Marks:
    runs = groupby((mark for mark in marks if mark[1]), key=lambda mark: mark[0])
    return [(kind, sum(count for _kind, count in run)) for kind, run in runs]


def _shortest(old: list[str], new: list[str]) -> Marks:
    """The fewest words removed and added that make the one of the other (Myers 1986); all of them when there are too many."""
    all_of_it = [(REMOVED, len(old)), (ADDED, len(new))]
    if not old or not new:
        return all_of_it
    trace, steps = [{1: 0}], 0
    for changes in range(min(len(old) + len(new), CHANGES_AT_MOST) + 1):
        trace.append({})
        for diagonal in range(-changes, changes + 1, 2):
            x = _from_above(trace[-2], diagonal, changes)
            first = x
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            trace[-1][diagonal] = x
            steps += 1 + x - first
            if x >= len(old) and x - diagonal >= len(new):
                return _way_back(trace[:-1], len(old), len(new))
        if steps > STEPS_AT_MOST:
            break
    return all_of_it


def _from_above(furthest: dict[int, int], diagonal: int, changes: int) -> int:
    """Where one comes out by one more word added, or removed, whichever leads further."""
    if diagonal == -changes or diagonal != changes and furthest[diagonal - 1] < furthest[diagonal + 1]:
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _way_back(trace: list[dict[int, int]], x: int, y: int) -> Marks:
    """From the end to the beginning; in reading order, removals before additions."""
    marks: Marks = []
    for changes in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[changes], x - y
        start = _from_above(furthest, diagonal, changes)
        marks.append((SAME, x - start))
        x, y = start, start - diagonal
        if changes:
            was_added = diagonal == -changes or diagonal != changes and furthest[diagonal - 1] < furthest[diagonal + 1]
            marks.append((ADDED, 1) if was_added else (REMOVED, 1))
            x, y = (x, y - 1) if was_added else (x - 1, y)
    return marks[::-1]


def _without_islands(marks: Marks) -> Marks:
    """Changes with a word or two between them are one change; in each, what was removed comes first."""
    joined: Marks = []
    for at, (kind, count) in enumerate(marks):
        is_island = kind == SAME and count <= ISLAND and 0 < at < len(marks) - 1
        joined += [(REMOVED, count), (ADDED, count)] if is_island else [(kind, count)]
    return [mark for is_same, run in groupby(joined, key=lambda mark: mark[0] == SAME) for mark in _sorted(run, is_same)]


def _sorted(run: Iterable[tuple[str, int]], is_same: bool) -> Marks:
    run = list(run)
    if is_same:
        return [(SAME, sum(count for _kind, count in run))]
    totals = [(kind, sum(count for one, count in run if one == kind)) for kind in (REMOVED, ADDED)]
    return [mark for mark in totals if mark[1]]


def _pieces(words: list[str], marks: Marks, own: str) -> list[Piece]:
    """The words of one side under its marks."""
    pieces, at = [], 0
    for kind, count in marks:
        if kind in (SAME, own):
            pieces.append(Piece(kind, "".join(words[at : at + count])))
            at += count
    return pieces
