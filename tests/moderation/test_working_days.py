"""One working day, Monday to Friday."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.working_days import age_in_words, due_after, overdue_before

HERE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 16, tzinfo=HERE)


def at(day: int, hour: int = 10) -> datetime:
    """An hour of the week that begins on MONDAY: day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour)


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (at(0), at(1)),
        (at(3, 23), at(4, 23)),
        (at(4), at(7)),
        (at(5, 3), at(8, 0)),
        (at(6, 23), at(8, 0)),
    ],
    ids=["monday", "thursday night", "friday", "saturday", "sunday night"],
)
def test_a_weekend_does_not_count(came, due):
    assert due_after(came) == due


@given(came=st.integers(0, 60 * 24 * 14), passed=st.integers(0, 60 * 24 * 14))
def test_what_is_overdue_is_found_without_looking_at_each(came, passed):
    moment, now = MONDAY + timedelta(minutes=came), MONDAY + timedelta(minutes=came + passed)

    assert (due_after(moment) < now) == (moment < overdue_before(now))


@pytest.fixture
def on_thursday_morning(monkeypatch):
    monkeypatch.setattr("moderation.working_days.timezone.localtime", lambda moment=None: (moment or at(3)).astimezone(HERE))


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (at(3, 9), "1 hour"),
        (at(2, 12), "22 hours, due today"),
        (at(2, 9), "1 day, late"),
        (at(1, 9), "2 days, 1 day late"),
        (at(0, 9), "3 days, 2 days late"),
    ],
)
def test_the_age_says_what_is_late(on_thursday_morning, came, words):
    assert age_in_words(came, due_after(came)) == words
