"""Where stories come from: each state a square, about where it lies."""

from __future__ import annotations

from dataclasses import dataclass

from guide.models.states import STATES

STEP, SIZE = 56, 52  # from one square to the next, and its side
FEW = 3

# Column and row of each square, from the top left.
SQUARES = {
    "AK": (0, 0), "ME": (11, 0),
    "VT": (10, 1), "NH": (11, 1),
    "WA": (1, 2), "ID": (2, 2), "MT": (3, 2), "ND": (4, 2), "MN": (5, 2), "IL": (6, 2), "WI": (7, 2), "MI": (8, 2), "NY": (9, 2), "RI": (10, 2), "MA": (11, 2),
    "OR": (1, 3), "NV": (2, 3), "WY": (3, 3), "SD": (4, 3), "IA": (5, 3), "IN": (6, 3), "OH": (7, 3), "PA": (8, 3), "NJ": (9, 3), "CT": (10, 3),
    "CA": (1, 4), "UT": (2, 4), "CO": (3, 4), "NE": (4, 4), "MO": (5, 4), "KY": (6, 4), "WV": (7, 4), "VA": (8, 4), "MD": (9, 4), "DE": (10, 4),
    "AZ": (2, 5), "NM": (3, 5), "KS": (4, 5), "AR": (5, 5), "TN": (6, 5), "NC": (7, 5), "SC": (8, 5), "DC": (9, 5),
    "OK": (4, 6), "LA": (5, 6), "MS": (6, 6), "AL": (7, 6), "GA": (8, 6),
    "HI": (0, 7), "TX": (4, 7), "FL": (9, 7), "PR": (11, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Square:
    state: str
    stories: int
    x: int
    y: int

    @property
    def name(self) -> str:
        return STATES[self.state]

    @property
    def is_few(self) -> bool:
        return self.stories <= FEW

    @property
    def middle(self) -> int:
        return self.x + SIZE // 2

    @property
    def line(self) -> int:
        """Where its two letters stand: higher when a number stands beneath them."""
        return self.y + (22 if self.stories else 32)

    @property
    def second_line(self) -> int:
        return self.y + 42


def squares(stories: dict[str, int]) -> list[Square]:
    """All of them in rows, as one reads; `stories` is how many each state has."""
    return [Square(state, stories.get(state, 0), column * STEP, row * STEP) for state, (column, row) in SQUARES.items()]


def by_name(stories: dict[str, int]) -> list[Square]:
    """The same squares as a list: those with stories, by the state's name."""
    return sorted((square for square in squares(stories) if square.stories), key=lambda square: square.name)
