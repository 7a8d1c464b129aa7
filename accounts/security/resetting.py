"""When somebody lost everything they could come in with: staff take it away, with a reason that stays; the code in the mail opens again."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import SignInChange, User
from accounts.security import changes, second_step, sessions

WAYS = {second_step.PASSKEY: _("Passkeys"), second_step.APP: _("Second step"), second_step.CODES: _("Recovery codes")}


def ways_of(person: User) -> list[str | Promise]:
    """What a reset would take away. One query."""
    kinds = second_step.kinds_of(person)
    ways = [words for kind, words in WAYS.items() if kind in kinds]
    return [*ways, _("Password")] if person.has_usable_password() else ways


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
