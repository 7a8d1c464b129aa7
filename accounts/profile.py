"""Finding and making members."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User, normal_address


def member_for(email: str) -> User | None:
    """The member with this address, made now if it is new: both answers take the same few statements.

    None for an account that was closed: the page says the same, and no code is sent.
    A row made here is empty until its code is entered; `drop_the_unentered` takes it away after a day.
    """
    email = normal_address(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create(email=email, password="!")
        except IntegrityError:  # the same person in a second window, a moment ago
            user = User.objects.get(email=email)
    return user if user.is_active else None


def who_has(email: str) -> User | None:
    """Whose address this is, closed accounts too. A row made for a code that nobody entered is nobody's. One query."""
    return User.objects.filter(email=normal_address(email)).exclude(pk__in=never_came()).first()


def drop_the_unentered() -> int:
    """Take away rows made for a code that nobody entered within a day; the worker calls it. Staff who have not come in yet stay."""
    return never_came().filter(joined_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def never_came() -> QuerySet[User]:
    """Rows made for a code that was never entered: they are nobody's."""
    return User.objects.filter(last_login=None, display_name="", erased_at=None, is_coalition_staff=False, is_superuser=False, is_active=True)
