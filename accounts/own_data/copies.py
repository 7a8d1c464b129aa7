"""A copy of what the site holds about a member: one at a time, made by a worker, kept for a week where nobody else can read it."""

from __future__ import annotations

import tempfile
import uuid
from datetime import timedelta
from functools import partial

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.letters import write_to
from accounts.limits import take
from accounts.models import DataCopy, User
from accounts.own_data.writing import write_copy

FOLDER = "copies"  # of the private store
KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=10)
ORPHAN_AFTER = timedelta(days=1)
AT_ONCE = 5
ASKED = {"most": 5, "seconds": 24 * 60 * 60}


@transaction.atomic
def ask_for_copy(person: User) -> DataCopy:
    """The one that is being made, or a new one in the place of the last. Raises TooOften."""
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    standing = DataCopy.objects.filter(person=person).first()
    if standing and not standing.made_at:
        return standing
    take("data-copy", str(person.pk), **ASKED)
    if standing:
        drop(standing)
    return DataCopy.objects.create(person=person)


def drop(copy: DataCopy) -> None:
    copy.delete()
    if copy.file:
        transaction.on_commit(partial(store().delete, copy.file))


def make_those_asked_for() -> int:
    """For the worker. Whoever moves the lease forward makes the copy; one that fell leaves it to the next."""
    now = timezone.now()
    waiting = DataCopy.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), made_at=None)
    made = 0
    for copy in waiting.select_related("person").order_by("asked_at")[:AT_ONCE]:
        if waiting.filter(pk=copy.pk).update(claimed_until=now + LEASE):
            made += _make(copy)
    return made


def _make(copy: DataCopy) -> bool:
    """The file first, then in one transaction the row and the letter. False when nobody waits for it any more."""
    with tempfile.TemporaryFile() as file:
        with translation.override(copy.person.reads), timezone.override(copy.person.zone):
            write_copy(copy.person, file)
        size = file.tell()
        file.seek(0)
        name = store().save(f"{FOLDER}/{uuid.uuid4().hex}.zip", File(file))
    try:
        made = _hand_over(copy, name, size)
    except BaseException:
        store().delete(name)
        raise
    if not made:
        store().delete(name)
    return made


@transaction.atomic
def _hand_over(copy: DataCopy, name: str, size: int) -> bool:
    now = timezone.now()
    row = DataCopy.objects.filter(pk=copy.pk, made_at=None)
    if not row.update(file=name, bytes=size, made_at=now, ends_at=now + KEPT_FOR, claimed_until=None):
        return False
    copy.ends_at = now + KEPT_FOR
    write_to(copy.person, "data-copy", {"copy": copy, "link": f"/my/data/copy/{copy.key}/", "link_words": _("Download it")})
    return True


def forget_old_copies() -> int:
    """For the worker: those whose week is over, and files of a process that fell before it wrote their row."""
    over = DataCopy.objects.filter(ends_at__lt=timezone.now()).order_by("ends_at")[:100]
    gone = 0
    for copy in over:
        with transaction.atomic():
            drop(copy)
        gone += 1
    return gone + _remove_orphans()


def _remove_orphans() -> int:
    names = [f"{FOLDER}/{name}" for name in _files()]
    known = set(DataCopy.objects.filter(file__in=names).values_list("file", flat=True)) if names else set()
    orphans = [name for name in names if name not in known and timezone.now() - store().get_modified_time(name) > ORPHAN_AFTER]
    for name in orphans:
        store().delete(name)
    return len(orphans)


def _files() -> list[str]:
    try:
        return store().listdir(FOLDER)[1]
    except FileNotFoundError:
        return []


def store() -> Storage:
    return storages["private"]
