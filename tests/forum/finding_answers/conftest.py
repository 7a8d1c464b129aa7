"""The clock by which questions wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

BEGINNING = datetime(2031, 1, 1, 9, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch) -> Callable[[float], datetime]:
    """`clock(3.5)`: so many days after the beginning."""

    def go(day: float) -> datetime:
        now = BEGINNING + timedelta(days=day)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    go(0)
    return go
