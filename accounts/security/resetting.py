"""When somebody lost everything they could come in with: staff take it away, with a reason that stays; the code in the mail opens again."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import SignInChange, User
from accounts.security import changes, sessions


@transaction.atomic
def reset(person: User, *, by: User, reason: str) -> SignInChange:
    """Passkeys, the second step, recovery codes and the password go, and every session is over. The person is told."""
    take_all_away(person)
    return changes.note(person, SignInChange.Kind.RESET, reason, by=by)


def take_all_away(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    sessions.end_all(person)
