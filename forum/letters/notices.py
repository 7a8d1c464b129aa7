"""Notices on the site: what is new for a member, and that they have seen it. The number in the masthead is `User.unread_notices`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from forum.letters.follows import Pace, thing_of
from forum.letters.happenings import Happening, Notice
from forum.letters.things import Told, tell_all

SEEN_ARE_KEPT, ALL_ARE_KEPT = timedelta(days=90), timedelta(days=365)
A_PAGE = 50


@dataclass
class Group:
    """What is new about one thing, the newest first."""

    about: str
    title: str
    language: str
    rows: list[tuple[Notice, Told]] = field(default_factory=list)

    @property
    def newest(self) -> Notice:
        return self.rows[0][0]

    @property
    def unread(self) -> int:
        return sum(notice.seen_at is None for notice, _told in self.rows)


def newest_of(person: User, *, before: int | None = None) -> tuple[list[Group], int | None]:
    """A page of a member's notices by thing, and where the next page begins. As many queries for one as for many.

    What may not be read any more is left out, and counts as seen.
    """
    mine = Notice.objects.of(person.pk).select_related("happening").order_by("-id")
    rows = list((mine.filter(pk__lt=before) if before else mine)[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    told = tell_all([notice.happening for notice in rows], person)
    lost = [notice.pk for notice in rows if notice.seen_at is None and notice.happening_id not in told]
    if lost:
        _see(person, Notice.objects.filter(pk__in=lost))
    groups: dict[str, Group] = {}
    for notice in rows:
        if words := told.get(notice.happening_id):
            groups.setdefault(notice.about, Group(notice.about, words.title, words.language)).rows.append((notice, words))
    return list(groups.values()), rows[-1].pk if more else None


def put_among_notices(person: User, kind: str, *, once: str, about: str, about_question: int | None = None) -> None:
    """At once and without a letter, whatever their settings say; a second time for the same cause (`once`) nothing. `about` is a thing such as “question:12”."""
    told = {"kind": kind, "about": about, "about_question": about_question, "told_to": 0, "told_at": timezone.now()}
    happening, new = Happening.objects.get_or_create(once=once, defaults=told)
    if new:
        Notice.objects.create(happening=happening, person=person, about=about, on=about, pace=Pace.ON_SITE)
        User.objects.filter(pk=person.pk).update(unread_notices=F("unread_notices") + 1)


def mark_seen(person: User | AnonymousUser, kind: str, key: object) -> int:
    """They have read the thing: its notices are done with. No query for a visitor or where nothing is unread, one where it is other things."""
    if not person.is_authenticated or not person.unread_notices:
        return 0
    return _see(person, Notice.objects.of(person.pk).unseen().filter(about=thing_of(kind, key)))


def mark_all_seen(person: User) -> int:
    return _see(person, Notice.objects.of(person.pk).unseen())


def _see(person: User, notices: QuerySet[Notice]) -> int:
    if not notices.exists():  # reading takes no lock where there is nothing to write
        return 0
    with transaction.atomic():
        seen = notices.update(seen_at=timezone.now())
        User.objects.filter(pk=person.pk).update(unread_notices=Greatest(F("unread_notices") - seen, 0))
    person.unread_notices = max(person.unread_notices - seen, 0)
    return seen


def count_again(person: User) -> None:
    """The number in the masthead from the rows themselves: what was told of may have been taken away meanwhile. One query, two where it was wrong."""
    unread = Notice.objects.of(person.pk).unseen().count()
    if unread != person.unread_notices:
        User.objects.filter(pk=person.pk).update(unread_notices=unread)
        person.unread_notices = unread


def forget_old_notices() -> int:
    """Seen ones after ninety days, all after a year, and happenings that nobody has a notice of any more; the worker calls it."""
    now = timezone.now()
    gone = Notice.objects.filter(seen_at__lt=now - SEEN_ARE_KEPT).delete()[0] + Notice.objects.filter(made_at__lt=now - ALL_ARE_KEPT).delete()[0]
    done_with = Happening.objects.filter(told_at__lt=now - SEEN_ARE_KEPT, notices=None)
    return gone + done_with.delete()[0]
