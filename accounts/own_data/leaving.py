"""Leaving: asked for, a week to change one's mind, then a worker erases. Threads stay; the person does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.administrators import OnlyAdministrator, hold_administrators, runs_the_site_alone
from accounts.letters import write_to
from accounts.models import DataCopy, SignInChange, User
from accounts.own_data.copies import drop, store

WEEK = timedelta(days=7)
ERASED = "erased"  # folder of the private store: who was erased, by number, for a restore of an older backup
AT_ONCE = 5


@transaction.atomic
def leave(person: User, choices: Mapping[str, str]) -> None:
    """In a week. Asked for again, the week and the choices stay as they were asked first. Raises OnlyAdministrator."""
    if person.runs_the_site:
        hold_administrators()
        if runs_the_site_alone(person):
            raise OnlyAdministrator
    asked = User.objects.filter(pk=person.pk, leaves_at=None, erased_at=None)
    due = timezone.now() + WEEK
    if not asked.update(leaves_at=due, leaving=dict(choices)):
        return
    person.leaves_at, person.leaving = due, dict(choices)
    write_to(person, "leaving", {"link": "/my/data/", "link_words": _("Keep my account"), "due": due})


@transaction.atomic
def stay(person: User) -> bool:
    """Changed their mind. False when there was nothing to change."""
    return bool(User.objects.filter(pk=person.pk, leaves_at__isnull=False, erased_at=None).update(leaves_at=None, leaving={}))


def erase_those_who_left() -> int:
    """For the worker."""
    due = User.objects.filter(leaves_at__lte=timezone.now(), erased_at=None).order_by("leaves_at").values_list("pk", flat=True)
    return sum(erase(pk) for pk in list(due[:AT_ONCE]))


@transaction.atomic
def erase(pk: int, *, again: bool = False) -> bool:
    """All of it or nothing. False when they stayed after all, another worker was first, or they came to be the only administrator meanwhile.

    `again`: who was erased stays so, whoever runs the site by then.
    """
    person = User.objects.select_for_update(of=("self",)).filter(pk=pk, leaves_at__lte=timezone.now(), erased_at=None).first()
    if person is None or not again and runs_the_site_alone(person):
        return False
    _write_down(person)
    for erase_part in privacy.erasers():
        erase_part(person, person.leaving)
    _empty(person)
    return True


def _write_down(person: User) -> None:
    """Outside the database, before it happens: a backup that is older does not know it, and an erasure that falls is done again."""
    name = f"{ERASED}/{person.pk}"
    if not store().exists(name):
        store().save(name, ContentFile(json.dumps(person.leaving).encode()))


def erase_again() -> int:
    """After a restore: those who were erased since the backup was made."""
    try:
        numbers = [int(name) for name in store().listdir(ERASED)[1] if name.isdigit()]
    except FileNotFoundError:
        return 0
    return sum(_erase_again(pk) for pk in numbers)


def _erase_again(pk: int) -> bool:
    with store().open(f"{ERASED}/{pk}") as file:
        choices = json.load(file)
    User.objects.filter(pk=pk, erased_at=None).update(leaves_at=timezone.now(), leaving=choices)
    return erase(pk, again=True)


def erase_sign_in(person: User, choices: Mapping[str, str]) -> None:
    """Sessions, passkeys, second steps, other ways in, copies. A browser that is still open is signed out."""
    for model in (UserSession, Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=person).delete()
    SignInChange.objects.filter(person=person).delete()
    theirs = [session.pk for session in Session.objects.iterator() if _names(session.get_decoded(), person)]
    Session.objects.filter(pk__in=theirs).delete()
    copy = DataCopy.objects.filter(person=person).first()
    if copy:
        drop(copy)


def _names(kept: dict, person: User) -> bool:
    return kept.get("_auth_user_id") == str(person.pk) or person.email in json.dumps(kept, default=str)


BLANK = ("display_name", "role", "trust", "organisation", "city", "state", "community", "language", "time_zone")


def _empty(person: User) -> None:
    person.groups.clear()
    person.user_permissions.clear()
    for name in BLANK:
        setattr(person, name, "")
    person.email = f"erased-{person.pk}@erased.invalid"  # the column is unique; nobody can ever receive there
    person.set_unusable_password()
    person.is_active = person.is_superuser = person.is_coalition_staff = False
    person.last_login = person.silenced_until = person.leaves_at = None
    person.leaving, person.unread_notices = {}, 0
    person.erased_at = timezone.now()
    person.save()


