"""Finds the Coalition's real pages, which lie beside the project and are never part of it."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[4] / "shared"
SEEDS = Path(os.environ.get("SEEDS") or BESIDE / "seeds")


def seed(number: str) -> Path:
    """A real page by the number its name begins with; without it the test is skipped and says so."""
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"the Coalition's page {number} is not at hand: put the seeds into ../shared/seeds, or name their folder in SEEDS")
    return found[0]


def shared(name: str) -> Path:
    if not (BESIDE / name).exists():
        pytest.skip(f"../shared/{name} is not at hand")
    return BESIDE / name
