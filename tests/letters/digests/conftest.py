"""The mornings on which the worker writes digests, and who reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.letters.digests import rounds
from forum.letters.models import Follow, Happening, Letter, Notice
from tests import build
from tests.mail import tell_everybody

FRIDAY, SATURDAY = datetime(2031, 11, 21, 9, tzinfo=UTC), datetime(2031, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_eight(settings):
    settings.DIGEST_HOUR, settings.TIME_ZONE = 8, "UTC"


@pytest.fixture
def morning(monkeypatch):
    """Goes to a moment: what came before it came the day before, and the worker makes its rounds."""

    def go(now: datetime) -> list[Letter]:
        Notice.objects.filter(made_at__lt=now - timedelta(days=31)).update(made_at=now - timedelta(days=1))
        Happening.objects.filter(happened_at__lt=now - timedelta(days=31)).update(happened_at=now - timedelta(days=2))
        User.objects.filter(last_login__lt=now - timedelta(days=400)).update(last_login=now - timedelta(days=3))
        Follow.objects.filter(since__lt=now - timedelta(days=400)).update(since=now - timedelta(days=3))
        monkeypatch.setattr(timezone, "now", lambda: now)
        while rounds.write_digests():
            pass
        return list(Letter.objects.filter(kind__startswith="digest").order_by("id"))

    return go


@pytest.fixture
def question(ana):
    asked = build.a_question(ana, title="Who drives on Saturdays?")
    tell_everybody()
    return asked


@pytest.fixture
def cal(db):
    """Follows."""
    return build.a_member("Cal Diaz", email="cal@example.org")


def readers(letters: list[Letter]) -> list[tuple[str, str]]:
    return sorted((letter.address, letter.kind) for letter in letters)
