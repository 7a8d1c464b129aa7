"""Passwords, for those who want one. Known and unknown addresses cost the same and are told the same."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.limits import TooOften, address_of, give_back, take, take_all
from accounts.models import SignInChange, User
from accounts.security import changes, sessions

WINDOW = 15 * 60
TRIES_PER_CALLER_AND_ADDRESS = {"most": 8, "seconds": WINDOW}
TRIES_PER_CALLER = {"most": 40, "seconds": WINDOW}  # wrong ones: a school sits behind one address
TRIES_PER_ADDRESS = {"most": 40, "seconds": WINDOW}  # the code in the mail stays open
NONE = "!"

DOES_NOT_FIT = ValidationError(_("That address and password do not fit together. Try again, or sign in with a code"), code="wrong")


def too_often(limit: TooOften) -> ValidationError:
    words = _("That was a lot of tries. Try again in about %(time)s, or sign in with a code")
    return ValidationError(words, params={"time": limit.wait}, code="too_often")


def fits(request: HttpRequest, email: str, password: str) -> User | None:
    """The member with this address and password; one hash is computed whatever there is. Raises TooOften."""
    caller = address_of(request)
    take_all(("password-by", f"{email} {caller}", TRIES_PER_CALLER_AND_ADDRESS), ("password-from", caller, TRIES_PER_CALLER))
    take("password-for", email, **TRIES_PER_ADDRESS)
    person = User.objects.filter(email=email, is_active=True).first()
    if not check_password(password, person.password if person else NONE):
        return None
    give_back("password-from", caller)
    return person


@transaction.atomic
def set_password(request: HttpRequest, password: str) -> None:
    """From now on; every other session of theirs is over."""
    _keep(request, make_password(password), SignInChange.Kind.PASSWORD)


@transaction.atomic
def remove(request: HttpRequest) -> None:
    _keep(request, make_password(None), SignInChange.Kind.NO_PASSWORD)


def _keep(request: HttpRequest, encoded: str, kind: SignInChange.Kind) -> None:
    person = request.user
    person.password = encoded
    person.save(update_fields=["password"])
    before = request.session.session_key
    update_session_auth_hash(request, person)
    sessions.moved(request, before)
    sessions.end_all(person, but=request.session.session_key)
    changes.note(person, kind)
