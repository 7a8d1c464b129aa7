"""Letters that tell of several things, and have their words but could not leave: what was taken away meanwhile must not leave with them.

A letter about one post is asked about again each time it is tried (rights.py). These name many, so their words are found once more.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Q

from forum.letters.follows import DAILY, DIGEST, IN_A_DIGEST, Pace
from forum.letters.happenings import Notice, NoticeQuerySet
from forum.letters.models import NO_WORDS, Letter


def find_words_anew(address: str) -> int:
    """Of those that wait to leave and name this address of the site; how many. One query where there is none.

    What else stood in them is told all the same: it counts as not mailed again.
    """
    several = ~Q(on="") | Q(kind__in=(DIGEST, DAILY))
    letters = list(Letter.objects.due().exclude(text="").filter(several, text__contains=address))
    if letters:
        _forget_the_words_of(letters)
    return len(letters)


@transaction.atomic
def _forget_the_words_of(letters: list[Letter]) -> None:
    for letter in letters:
        told = _told_by(letter)
        told.filter(mailed_at=told.aggregate(last=Max("mailed_at"))["last"]).update(mailed_at=None)
    Letter.objects.due().filter(pk__in=[letter.pk for letter in letters]).update(**NO_WORDS)


def _told_by(letter: Letter) -> NoticeQuerySet:
    """What this letter was made of is what was mailed last of these: it has not left."""
    mine = Notice.objects.of(letter.person_id, letter.address)
    return mine.filter(on=letter.on, pace=Pace.AT_ONCE) if letter.on else mine.filter(pace__in=IN_A_DIGEST)
