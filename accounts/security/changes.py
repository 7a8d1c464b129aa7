"""What changed about how somebody signs in: a row that stays, and a letter that nobody can stop."""

from __future__ import annotations

from django.db import transaction

from accounts.letters import write_to
from accounts.models import SignInChange, User


@transaction.atomic
def note(person: User, kind: SignInChange.Kind, words: str = "", *, by: User | None = None, address: str = "") -> SignInChange:
    """Writes the row, and the letter to the person: at `address`, when that is another one than they have now."""
    change = SignInChange.objects.create(person=person, by=by or person, kind=kind, words=words[:300])
    write_to(person, "account-change", {"change": change, "what": kind.label}, address=address)
    return change
