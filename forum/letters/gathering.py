"""A letter at once is made of the notices that its reader has not seen when it leaves: one of them as it always was, several in a list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from forum.html import text_of
from forum.letters.composing import words_for
from forum.letters.follows import Pace
from forum.letters.happenings import Notice
from forum.letters.models import Letter
from forum.letters.things import Thing, Told, find_all, tell_all

GATHERED = "gathered"
AT_MOST = 20  # in one letter; the others are counted
WORDS_AT_MOST = 8_000  # characters of all of them: some mail programs cut off what is much longer than 30 kB


def gather(letter: Letter) -> dict[str, Any] | None:
    """The words of the letter; None when all was seen meanwhile, or is not there any more. Call it in a transaction.

    What stands in the letter is marked as mailed in the same transaction. Whoever tells the next happening waits for it.
    """
    Letter.objects.select_for_update().only("pk").get(pk=letter.pk)
    waiting = Notice.objects.of(letter.person_id, letter.address).unseen().unmailed().filter(on=letter.on, pace=Pace.AT_ONCE)
    notices = list(waiting.select_related("happening").order_by("happening"))
    told = tell_all([notice.happening for notice in notices], letter.person)
    notices = [notice for notice in notices if notice.happening_id in told]
    if not notices:
        return None
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    if len(notices) == 1:
        return _alone(letter, notices[0])
    return _together(letter, [(notice, told[notice.happening_id]) for notice in notices])


def _alone(letter: Letter, notice: Notice) -> dict[str, Any] | None:
    happening = notice.happening
    letter.kind, letter.happening = happening.kind, happening
    letter.about_question, letter.about_reply = happening.about_question, happening.about_reply
    words = words_for(letter)
    return words and {"why": notice.why, "followed": SimpleLazyObject(lambda: _followed(letter))} | words  # not every letter names it


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
    return find_all([letter.on], letter.person).get(letter.on)
