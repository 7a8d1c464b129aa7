"""A letter at once is made of the notices that its reader has not seen when it leaves: one of them as it always was, several in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from forum.html import text_of
from forum.letters.composing import words_for
from forum.letters.follows import Pace
from forum.letters.happenings import Happening, Notice, NoticeQuerySet
from forum.letters.models import Letter
from forum.letters.things import Thing, Told, find_all, find_for_everybody, is_told, tell_all

GATHERED = "gathered"
AT_MOST = 20  # in one letter; the others are counted
WORDS_AT_MOST = 8_000  # characters of all of them: some mail programs cut off what is much longer than 30 kB


def look_up_what_is_gathered(letters: Collection[Letter]) -> None:
    """What waits for each letter, and what the rooms tell of it. As many queries for one as for many. Call it in a transaction."""
    if not letters:
        return
    waiting = unmailed_of(letters).filter(pace=Pace.AT_ONCE, on__in={letter.on for letter in letters})
    found: dict[tuple[int | str, str], list[Notice]] = defaultdict(list)
    for notice in with_happenings(waiting.order_by("happening")):
        found[notice.reader, notice.on].append(notice)
    for letter in letters:
        letter.waiting = found[letter.reader, letter.on]
    find_for_everybody(letter.on for letter in letters)


def unmailed_of(letters: Collection[Letter]) -> NoticeQuerySet:
    """Notices of the readers of these letters that they neither saw nor were mailed."""
    people = {letter.person_id for letter in letters if letter.person_id}
    addresses = {letter.address.lower() for letter in letters if not letter.person_id}
    return Notice.objects.unseen().unmailed().filter(Q(person__in=people) | Q(person=None, address__in=addresses))


def with_happenings(notices: NoticeQuerySet) -> list[Notice]:
    """Those of one happening share it, and the rooms are asked about all of them first."""
    rows = list(notices)
    happenings = Happening.objects.in_bulk({notice.happening_id for notice in rows})
    for notice in rows:
        notice.happening = happenings[notice.happening_id]
    tell_all([one for one in happenings.values() if is_told(one.kind)], None)
    return rows


def gather(letter: Letter) -> dict[str, Any] | None:
    """The words of the letter; None when all was seen meanwhile, or is not there any more. What stands in it is in `letter.mailed`."""
    told = tell_all([notice.happening for notice in letter.waiting], letter.person)
    notices = [notice for notice in letter.waiting if notice.happening_id in told]
    if not notices:
        return None
    letter.mailed = [notice.pk for notice in notices]
    if len(notices) == 1:
        return _alone(letter, notices[0])
    return _together(letter, [(notice, told[notice.happening_id]) for notice in notices])


def _alone(letter: Letter, notice: Notice) -> dict[str, Any] | None:
    happening = notice.happening
    letter.kind, letter.happening = happening.kind, happening
    letter.about_question, letter.about_reply = happening.about_question, happening.about_reply
    words = words_for(letter)
    return words and {"why": notice.why, "followed": _followed(letter)} | words


def _together(letter: Letter, rows: list[tuple[Notice, Told]]) -> dict[str, Any]:
    letter.kind = GATHERED
    followed = _followed(letter)
    return {
        "told": [_whole(told, limit=WORDS_AT_MOST // min(len(rows), AT_MOST)) for _notice, told in rows[:AT_MOST]],
        "more": max(len(rows) - AT_MOST, 0),
        "all": len(rows),
        "why": next((notice.why for notice, _told in rows if notice.why), ""),
        "followed": followed,
        "heading": rows[-1][1].title if len({notice.about for notice, _told in rows}) == 1 else followed and followed.name,
        "link": rows[0][1].url,
        "link_words": _("Read them in their place"),
    }


def _whole(told: Told, *, limit: int) -> Told:
    return replace(told, words=text_of(told.body, limit=limit)) if told.body else told


def _followed(letter: Letter) -> Thing | None:
    """No query for what everybody may read: it was looked up for the batch."""
    return find_for_everybody([letter.on]).get(letter.on) or find_all([letter.on], letter.person).get(letter.on)
