"""Blocking, and what follows from it. `who_blocked` is what rooms ask before they tell somebody of somebody."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F

from accounts.models import User
from forum.blocking.models import Block

Blocks = frozenset[tuple[int, str]]  # of whom, and under which alias; blank is their name
NOBODY: Blocks = frozenset()
AT_MOST = 200  # people that one member blocks


class TooMany(Exception):
    """They have blocked AT_MOST people."""


def blocks_of(reader: User | AnonymousUser | None) -> Blocks:
    """Compare a post's `(author_id, alias)` with it. One query, kept with the instance; none for visitors and for who has blocked nobody."""
    if not (reader and reader.is_authenticated and reader.blocked_people):
        return NOBODY
    if not hasattr(reader, "_blocks"):
        reader._blocks = frozenset(Block.objects.filter(by=reader).values_list("person", "alias"))
    return reader._blocks


def who_blocked(person: int, *, alias: str = "", among: Collection[int]) -> set[int]:
    """Which of these people want to hear nothing of what this person does under this alias, or under their name. One query."""
    return set(Block.objects.filter(person=person, alias=alias, by__in=among).values_list("by", flat=True))


@transaction.atomic
def block(person: int, *, by: User, alias: str = "", question: int | None = None) -> bool:
    """False when they had before. Nobody else is told. `question` is where the alias stands. Raises TooMany."""
    if by.blocks.count() >= AT_MOST and not by.blocks.filter(person=person, alias=alias).exists():
        raise TooMany
    _block, is_new = Block.objects.get_or_create(by=by, person_id=person, alias=alias, defaults={"question": question if alias else None})
    if is_new:
        _count_again([by.pk], +1)
    _forget_what_was_kept(by)
    return is_new


@transaction.atomic
def unblock(pk: int, *, by: User) -> bool:
    """One of their own rows. False when there is none, as after a second press."""
    gone, _rows = Block.objects.filter(pk=pk, by=by).delete()
    if gone:
        _count_again([by.pk], -1)
    _forget_what_was_kept(by)
    return bool(gone)


@transaction.atomic
def name_is_shown(person: int, *, alias: str) -> None:
    """The asker stands by their words from now on: whoever blocked the alias has blocked them by name."""
    rows = Block.objects.filter(person=person, alias=alias).select_for_update()
    twice = set(Block.objects.filter(person=person, alias="", by__in=rows.values("by")).values_list("by", flat=True))
    _count_again(twice, -1)
    Block.objects.filter(person=person, alias=alias, by__in=twice).delete()
    Block.objects.filter(person=person, alias=alias).update(alias="", question=None)


@transaction.atomic
def forget_blocks_of(person: User) -> None:
    """They leave. Rows about an alias of theirs stay: a list that grew shorter on that day would tell who it was."""
    _count_again(Block.objects.filter(person=person, alias="").values_list("by", flat=True), -1)
    Block.objects.filter(person=person, alias="").delete()
    Block.objects.filter(by=person).delete()
    person.blocked_people = 0
    person.save(update_fields=["blocked_people"])


def _count_again(people: Collection[int], step: int) -> None:
    User.objects.filter(pk__in=list(people)).update(blocked_people=F("blocked_people") + step)


def _forget_what_was_kept(by: User) -> None:
    by.refresh_from_db(fields=["blocked_people"])
    by.__dict__.pop("_blocks", None)
