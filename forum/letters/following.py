"""Following and hearing of it: what the rooms call. `happened` is one row in the transaction of its cause; the worker tells (telling.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User, normal_address
from forum.letters.follows import LETTER_OF, Follow, FollowQuerySet, Pace, thing_of
from forum.letters.happenings import Happening, Notice
from forum.letters.models import LetterStop

AT_MOST = 500  # things that one reader follows by choice
LISTED = 2_000  # with those that they asked or replied to

# ---------------------------------------------------------------- who follows


class TooMany(Exception):
    """They follow AT_MOST things already."""


def followers_of(kind: str, key: object) -> FollowQuerySet:
    """Follows of one thing by people who are here, each with `heard`, its pace (follows.Pace)."""
    return Follow.objects.of_thing(kind, str(key)).exclude(person__is_active=False).select_related("person").with_pace()


def follow_of(person: User, kind: str, key: object) -> FollowQuerySet:
    """Their follow of this thing, unless they silenced it."""
    return Follow.objects.of(person.pk).of_thing(kind, str(key)).exclude(pace=Pace.MUTE)


def followed_by(person: User, kind: str) -> list[int]:
    """The numbers of the things of this kind that they follow and did not silence, the latest LISTED of them. One query."""
    keys = Follow.objects.of(person.pk).filter(kind=kind).exclude(pace=Pace.MUTE).order_by("-pk").values_list("key", flat=True)
    return [int(key) for key in keys[:LISTED] if key.isascii() and key.isdigit()]


@transaction.atomic
def follow(kind: str, key: object, *, person: User | None = None, address: str = "", pace: str = "", why: str = Follow.Why.CHOSE) -> Follow:
    """From now on; who follows it already has another pace. A blank pace is for members: as their settings say.

    Whoever chooses to hear by mail takes back that they had stopped letters about it.
    """
    address = "" if person else normal_address(address)
    mine = Follow.objects.of(person and person.pk, address)
    if not mine.of_thing(kind, str(key)).exists() and mine.count() >= AT_MOST:
        raise TooMany
    made, _new = Follow.objects.update_or_create(
        person=person, address=address, kind=kind, key=str(key), defaults={"pace": pace}, create_defaults={"pace": pace, "why": why}
    )
    lift_stops(made)
    return made


def begin_to_follow(kind: str, key: object, *, person: int, why: str) -> None:
    """Without having asked for it, such as by replying. Changes nothing for who follows it, or silenced it. One statement."""
    Follow.objects.bulk_create([Follow(person_id=person, kind=kind, key=str(key), why=why)], ignore_conflicts=True)


def stop(wish: Follow) -> None:
    """No more of it. What they asked or replied to stays, muted: they would hear of replies to them otherwise."""
    if wish.person_id and wish.why in (Follow.Why.ASKED, Follow.Why.REPLIED):
        wish.choose(Pace.MUTE)
    else:
        wish.delete()


def stop_for(wish: Follow) -> LetterStop:
    """What the link in a letter about this thing stands for; not kept."""
    what = {"question": int(wish.key)} if wish.kind == "question" else {"on": wish.thing}
    return LetterStop(person_id=wish.person_id, address=wish.address, **what)


def lift_stops(wish: Follow) -> None:
    """Whoever chooses a pace takes back that they had stopped the letters of it."""
    stop_for(wish).lift()
    if wish.pace in LETTER_OF:
        LetterStop(person_id=wish.person_id, address=wish.address, kind=LETTER_OF[wish.pace]).lift()


@transaction.atomic
def adopt(person: User) -> int:
    """What was followed by their address alone becomes the member's. Called when they come in; says how many."""
    theirs = list(Follow.objects.of(None, person.email))
    for wish in theirs:
        Follow.objects.get_or_create(person=person, kind=wish.kind, key=wish.key, defaults={"pace": wish.pace})
        wish.delete()
    return len(theirs)


# ---------------------------------------------------------------- what happened


def happened(
    kind: str,
    *,
    once: str,
    about: tuple[str, object],
    on: Iterable[tuple[str, object]],
    by: User | None = None,
    to: Mapping[int, str] | None = None,
    begins: str = "",
    about_question: int | None = None,
    about_reply: int | None = None,
    due_at: datetime | None = None,
) -> None:
    """Writes the row in the caller's transaction, in one statement; a second one for the same cause (`once`) is not written.

    `about` is the thing whose reading makes it seen, `on` the things whose followers are told, the nearest first. `to` names people by
    id who are told without following, and why; `by` is never told, and follows `about` from now on if `begins` says why.
    """
    row = Happening(kind=kind, once=once, about=thing_of(*about), on=[thing_of(*thing) for thing in on], by=by, begins=begins)
    row.to = {str(person): why for person, why in (to or {}).items() if by is None or person != by.pk}
    row.about_question, row.about_reply = about_question, about_reply
    if due_at:
        row.due_at = due_at
    Happening.objects.bulk_create([row], ignore_conflicts=True)


def hold_happenings(causes: Iterable[str], *, until: datetime) -> None:
    """Nobody is told sooner, if nobody was told yet."""
    Happening.objects.filter(once__in=list(causes), told_to=-1).update(due_at=until)


@transaction.atomic
def take_back_happenings(causes: Iterable[str]) -> None:
    """As if it had not happened: notices go, and it may happen again. A letter that left cannot be called back."""
    gone = list(Happening.objects.filter(once__in=list(causes)).values_list("pk", flat=True))
    if gone:
        Notice.objects.filter(happening__in=gone).delete()
        Happening.objects.filter(pk__in=gone).delete()
