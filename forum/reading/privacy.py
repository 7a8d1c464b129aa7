"""What this room holds about a person: what they read, and what they saved for later."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Named, Part, copied, erased_by
from forum.reading.models import Bookmark, Visit
from forum.reading.shelf import find_all


def say_what_we_hold() -> None:
    """Called once the models are there."""
    copied(
        Part("saved", _("Saved for later"), Bookmark, ("person",), {"key": _("What"), "saved_at": _("When"), "remind_on": _("Reminder on")}, names=_names),
        Part("visits", _("Conversations you read"), Visit, ("person",), {"question": _("Question"), "at": _("When")}),
    )
    erased_by(erase_reading)


def _names(rows: Sequence[Bookmark], person: User) -> Named:
    found = find_all([row.thing for row in rows], person)
    return {row.key: found[row.thing].name for row in rows if row.thing in found}


def erase_reading(person: User, choices: Choices) -> None:
    Visit.objects.filter(person=person).delete()
    Bookmark.objects.filter(person=person).delete()
