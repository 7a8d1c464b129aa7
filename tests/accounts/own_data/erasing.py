"""Somebody leaves, and their week is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.own_data import leaving
from tests.build import fresh


def erase(person: User, **choices: str) -> User:
    leaving.leave(person, choices)
    User.objects.filter(pk=person.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    assert leaving.erase_those_who_left() == 1
    return fresh(person)
