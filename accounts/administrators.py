"""Who runs the site. Somebody always does: what would leave nobody is undone, whichever way it was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import ADMINISTRATORS, User


class OnlyAdministrator(Exception):
    """Nobody would be left to run the site."""


def administrators() -> QuerySet[User]:
    return User.objects.filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True)


def hold_administrators() -> bool:
    """Of two changes at once that take somebody's rights, one waits for the other, to the end of the transaction. False when there is nobody."""
    return bool(list(administrators().select_for_update(of=("self",)).order_by("pk")))


@contextmanager
def somebody_stays() -> Iterator[None]:
    """What is done inside is undone when nobody runs the site afterwards; raises OnlyAdministrator then."""
    with transaction.atomic():
        there_was_one = hold_administrators()
        yield
        if there_was_one and not administrators().exists():
            raise OnlyAdministrator


def runs_the_site_alone(person: User) -> bool:
    """No other administrator is here and means to stay. Without a query for everybody who is none."""
    return person.runs_the_site and not administrators().filter(leaves_at=None).exclude(pk=person.pk).exists()
