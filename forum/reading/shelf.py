"""Saved for later: what can be, and saving it, with a morning on which to be reminded (reminders.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from forum.letters import things
from forum.letters.follows import kind_and_key, thing_of
from forum.letters.things import Thing
from forum.reading.models import Bookmark
from guide.templatetags.interface import sentence_case

AT_MOST = 500  # on one shelf
IN_THE_MORNING = time(8)
QUESTION, PAGE = "question", "page"


class TooMany(Exception):
    """Their shelf is full."""


def find(kind: str, key: str, reader: User) -> Thing | None:
    """A question, or a page of the guide by its translation key; None where there is none that they may read."""
    return find_all([thing_of(kind, key)], reader).get(thing_of(kind, key))


def find_all(wanted: Iterable[str], reader: User | None) -> dict[str, Thing]:
    """Those that the reader may read. Two queries at most, however many."""
    split = [kind_and_key(thing) for thing in wanted]
    questions = [thing_of(kind, key) for kind, key in split if kind == QUESTION]
    return (things.find_all(questions, reader) if questions else {}) | _pages([key for kind, key in split if kind == PAGE], reader)


def _pages(keys: list[str], reader: User | None) -> dict[str, Thing]:
    """In the reader's language where they are in it. Stories and plain pages too, which nobody follows."""
    known = [key for key in map(_as_uuid, keys) if key]
    if not known:
        return {}
    rows = Page.objects.live().public().filter(translation_key__in=known).select_related("locale").order_by("pk")
    language = reader.reads if reader else ""
    rows = sorted(rows, key=lambda page: page.locale.language_code == language)  # the last of a key stays
    return {thing_of(PAGE, page.translation_key): Thing(sentence_case(page.title), page.url) for page in rows if page.url}


def _as_uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


@transaction.atomic
def save(kind: str, key: str, *, by: User, remind_on: date | None = None) -> Bookmark:
    """Saved, or saved with another day. A day that was there goes when none is given. Raises TooMany."""
    mine = Bookmark.objects.filter(person=by)
    if not mine.filter(kind=kind, key=key).exists() and mine.count() >= AT_MOST:
        raise TooMany
    days = {"remind_on": remind_on, "remind_at": morning_of(remind_on, by) if remind_on else None}
    return Bookmark.objects.update_or_create(person=by, kind=kind, key=key, defaults=days)[0]


def morning_of(day: date, person: User) -> datetime:
    return datetime.combine(day, IN_THE_MORNING, tzinfo=person.zone)


def take_off(kind: str, key: str, *, by: User) -> bool:
    return bool(Bookmark.objects.filter(person=by, kind=kind, key=key).delete()[0])


def today_of(person: User) -> date:
    return timezone.localdate(timezone=person.zone)
