"""Two things that become one: who followed the one follows the other, and what was told of it is read there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from forum.letters.follows import Follow, Pace, thing_of
from forum.letters.happenings import Happening, Notice
from forum.letters.models import Letter, LetterStop


def follow_along(kind: str, old: object, new: object, *, since: datetime) -> None:
    """Followers of the old thing follow the new one too, at their pace; who follows it already keeps theirs. Their old follow stays,
    should the two be separated. Who stopped letters about the old thing reads of the new one on the site."""
    theirs = list(Follow.objects.of_thing(kind, str(old)))
    stopped = {stop.person_id or stop.address for stop in LetterStop.objects.filter(question=old)} if kind == "question" else set()
    Follow.objects.bulk_create(
        [
            Follow(person_id=one.person_id, address=one.address, kind=kind, key=str(new), pace=one.pace if one.reader not in stopped or one.pace == Pace.MUTE else Pace.ON_SITE, why=one.why, since=since)
            for one in theirs
        ],
        ignore_conflicts=True,
    )


def follow_no_more(kind: str, old: object, new: object, *, since: datetime) -> None:
    """They are two again: whoever follows the new thing by that alone follows the old one, as before."""
    theirs = Follow.objects.of_thing(kind, str(old))
    along = Q(person__in=theirs.exclude(person=None).values("person")) | Q(person=None, address__in=theirs.filter(person=None).values("address"))
    Follow.objects.of_thing(kind, str(new)).filter(along, since=since).delete()


def carry_notices(replies: Collection[int], *, to: int, instead_of: int | None = None) -> None:
    """What was told of these replies is read with the question where they stand now. With `instead_of` everything of that question goes there."""
    of_these = Happening.objects.filter(about_reply__in=replies)
    new = thing_of("question", to)
    Notice.objects.filter(happening__in=of_these.values("pk")).update(about=new)
    of_these.update(about=new, about_question=to)
    Letter.objects.due().filter(about_reply__in=replies, about_question__isnull=False).update(about_question=to)
    if instead_of is not None:
        old = thing_of("question", instead_of)
        Notice.objects.filter(on=old).unmailed().update(on=new)
        Letter.objects.due().filter(Q(on=old) | Q(about_question=instead_of)).exclude(kind="question-asked").update(about_question=to)
        Letter.objects.due().filter(on=old).update(on=new)
