"""On the morning of the day that somebody chose, they are reminded of what they saved: a letter and a notice. The worker calls `remind`."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.letters.actions import write_letter
from forum.letters.follows import MailSettings
from forum.letters.happenings import Happening
from forum.letters.models import stopped_by_kind
from forum.letters.notices import put_among_notices
from forum.letters.things import Thing, Told, told_as
from forum.reading.models import Bookmark
from forum.reading.shelf import QUESTION, find, find_all

A_BATCH = 50
REMINDER = "reminder"
stopped_by_kind(REMINDER)


def remind() -> int:
    """All that are due; how many."""
    done = 0
    while number := _remind_some():
        done += number
    return done


def _remind_some() -> int:
    """One batch, whose letters and notices are rows in the transaction that settles it: killed halfway, nobody is reminded twice or not at all."""
    due = Bookmark.objects.filter(remind_at__lte=timezone.now()).order_by("remind_at", "pk")
    if not due.exists():  # an idle look takes no lock
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("person")[:A_BATCH])
        Bookmark.objects.filter(pk__in=[row.pk for row in rows]).update(remind_at=None)
        for row in rows:
            thing = find(row.kind, row.key, row.person) if row.person.is_active else None
            if thing:
                _tell(row, thing)
    return len(rows)


def _tell(row: Bookmark, thing: Thing) -> None:
    """Nothing by mail while they pause their letters; the notice waits on the site."""
    cause = f"reminder:{row.pk}:{row.remind_on}"
    if not MailSettings.of(row.person).is_paused():
        _write(row, thing, once=cause)
    about_question = int(row.key) if row.kind == QUESTION else None
    put_among_notices(row.person, REMINDER, once=cause, about=row.thing, about_question=about_question)


def _write(row: Bookmark, thing: Thing, *, once: str) -> None:
    write_letter(
        kind=REMINDER,
        to=row.person,
        once=once,
        about_question=int(row.key) if row.kind == QUESTION else None,
        context={"thing": thing, "saved_at": row.saved_at, "link": thing.url, "link_words": gettext_lazy("Read it")},
    )


@told_as(REMINDER)
def tell_of_reminders(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    found = find_all({one.about for one in happenings}, reader)
    return {one.pk: _told(found[one.about]) for one in happenings if reader and one.about in found}


def _told(thing: Thing) -> Told:
    return Told(thing.name, _("You wanted to be reminded of this"), thing.url, language=thing.language)
