"""How long something takes, on a machine that may be busy with other things."""

from __future__ import annotations

import math
from collections.abc import Callable

MOST = 40  # rounds


def least_of_each(kinds: dict[str, Callable[[], float]], *, within: float) -> dict[str, float]:
    """The least seconds of each kind, taken in turns until they lie within this factor of each other, five rounds at least.

    What holds one of them up passes: only kinds that truly differ are still apart after forty rounds.
    """
    least = dict.fromkeys(kinds, math.inf)
    for number in range(1, MOST + 1):
        for kind, seconds in kinds.items():
            least[kind] = min(least[kind], seconds())
        if number >= 5 and max(least.values()) < within * min(least.values()):
            break
    return least
