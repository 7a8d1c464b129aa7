"""Moving an account to another address."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import SignInChange, User
from accounts.profile import never_came
from accounts.security import changes, sessions
from accounts.signals import address_changed


@transaction.atomic
def change(request: HttpRequest, email: str) -> bool:
    """From now on; the old address is told, and every other session is over. False when somebody was quicker."""
    person = request.user
    old = person.email
    try:
        with transaction.atomic():
            never_came().filter(email=email).delete()
            person.email = email
            person.save(update_fields=["email"])
    except IntegrityError:
        person.email = old
        return False
    EmailAddress.objects.filter(user=person).delete()  # allauth's own notes; ours is the row of the person
    sessions.end_all(person, but=request.session.session_key)
    address_changed.send(User, person=person, old=old)
    changes.note(person, SignInChange.Kind.ADDRESS, email, address=old)
    return True
