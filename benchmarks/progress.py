"""Bars that show how far a long run has come."""

from __future__ import annotations

from collections.abc import Callable

try:
    from tqdm import tqdm
except ImportError:  # a tool of the developers; without it the work is done in silence
    tqdm = None


def a_bar(what: str, how_many: int) -> Callable[[int], None]:
    if tqdm is None:
        return lambda more: None
    return tqdm(total=how_many, desc=what, unit="", dynamic_ncols=True).update
