"""The scale-up spiral as a figure: where each stage and milestone stands, computed from the tree.

A strand rises from one stage to the next, in front and then behind, a little wider each time. Stages stand at its
turns, the milestones of a stage along the strand that leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from guide.spiral import Leaf, Spiral, Stage
from guide.templatetags.interface import sentence_case

WIDTH = 1016
CENTER, RADIUS, WIDENING = 478, 166, 14
RISE = 113  # of a half turn
DEPTH, DEEPEST = 0.153, 32  # how far the strand comes forward for its radius, and at most: turns must not touch
ABOVE, BELOW = 74, 72  # room over the last turn and under the first
SAMPLES = 24
CLEAR = 0.22  # of a strand at each end, where the next one runs close beside it
LETTER = 10  # the width of one in a milestone's name, about
LINE = 34  # letters in a line of it

Point = tuple[float, float]


@dataclass(frozen=True)
class Strand:
    hue: int
    path: str
    behind: bool


@dataclass(frozen=True)
class Mark:
    """A stage's disc or a milestone's dot, with its name beside it in one line or two."""

    page: Leaf
    x: int
    y: int
    lines: list[str]
    text_x: int
    text_y: int
    to_the_left: bool


@dataclass(frozen=True)
class StageMarks:
    stage: Stage
    disc: Mark
    dots: list[Mark]


@dataclass(frozen=True)
class Drawing:
    height: int
    strands: list[Strand]  # those behind come first, so that the ones in front cover them
    stages: list[StageMarks]
    top: tuple[int, int]

    @property
    def width(self) -> int:
        return WIDTH


def draw(spiral: Spiral) -> Drawing:
    turns = len(spiral.stages)
    height = ABOVE + RISE * turns + BELOW
    strands = [_strand(stage, turn, height) for turn, stage in enumerate(spiral.stages)]
    stages = [_marks(stage, turn, height) for turn, stage in enumerate(spiral.stages)]
    return Drawing(height, sorted(strands, key=lambda strand: not strand.behind), stages, _rounded(_at(turns, height)))


def _at(turn: float, height: float) -> Point:
    """The strand after so many half turns from the foot of the figure."""
    radius = RADIUS + WIDENING * turn
    return CENTER - radius * cos(pi * turn), height - BELOW - RISE * turn + min(DEPTH * radius, DEEPEST) * sin(pi * turn)


def _strand(stage: Stage, turn: int, height: float) -> Strand:
    points = (_rounded(_at(turn + step / SAMPLES, height)) for step in range(SAMPLES + 1))
    return Strand(stage.hue, "M" + " ".join(f"{x} {y}" for x, y in points), behind=turn % 2 == 1)


def _marks(stage: Stage, turn: int, height: float) -> StageMarks:
    in_front = turn % 2 == 0
    places = _evenly(turn, len(stage.milestones), height)
    dots = [_dot(leaf, *_rounded(place), in_front) for leaf, place in zip(stage.milestones, places, strict=True)]
    return StageMarks(stage, _disc(stage, *_rounded(_at(turn, height)), to_the_left=in_front), dots)


def _evenly(turn: int, count: int, height: float) -> list[Point]:
    """Points at equal distances along the strand, measured as it is drawn, clear of its ends."""
    points = [_at(turn + step / SAMPLES / 4, height) for step in range(SAMPLES * 4 + 1)]
    lengths = [0.0]
    for (x, y), (next_x, next_y) in zip(points, points[1:], strict=False):
        lengths.append(lengths[-1] + hypot(next_x - x, next_y - y))
    wanted = [lengths[-1] * part for part in _parts(count)]
    return [points[min(range(len(points)), key=lambda n: abs(lengths[n] - length))] for length in wanted]


def _parts(count: int) -> list[float]:
    first = max(CLEAR, 1 / (count + 1))
    return [first + (1 - 2 * first) * (number / (count - 1) if count > 1 else 0.5) for number in range(count)]


def _disc(stage: Stage, x: int, y: int, *, to_the_left: bool) -> Mark:
    lines = _in_lines(sentence_case(stage.title), longest=22)
    return Mark(stage, x, y, lines, x - 42 if to_the_left else x + 42, y - 5, to_the_left)


def _dot(leaf: Leaf, x: int, y: int, in_front: bool) -> Mark:
    """Names hang under a strand in front and stand over one behind, and turn to the left where they would leave the figure."""
    lines = _in_lines(sentence_case(leaf.title), longest=LINE)
    width = max(map(len, lines)) * LETTER
    to_the_left = x + 12 + width > WIDTH
    text_y = y + 38 if in_front else y - 18 - 23 * (len(lines) - 1)
    return Mark(leaf, x, y, lines, x - 12 if to_the_left else x + 12, text_y, to_the_left)


def _in_lines(words: str, longest: int) -> list[str]:
    """In one line when it is short; otherwise broken where the two lines are most alike."""
    if len(words) <= longest and not (longest < LINE and " " in words):
        return [words]
    breaks = [at for at, letter in enumerate(words) if letter == " "]
    if not breaks:
        return [words]
    middle = min(breaks, key=lambda at: abs(at - len(words) / 2))
    return [words[:middle], words[middle + 1 :]]


def _rounded(point: Iterable[float]) -> tuple[int, int]:
    x, y = point
    return round(x), round(y)
