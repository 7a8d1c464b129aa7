"""Care for one question: closing it, pinning it to its page, saying what is missing, and that one is writing an answer.

What staff decide among these is called by moderation, which keeps the reason; the rest is called by views.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.counts import keeping_count
from forum.discussions.models import Question, Reply
from guide.models.freshness import something_changed

ANSWERING_FOR = timedelta(minutes=30)
PINNED_AT_MOST = 3  # on a page: a list where everything comes first has no first


class TooManyPinned(Overtaken):
    """There is no room for another one at the head of the page."""


# ---------------------------------------------------------------- closed, pinned


@transaction.atomic
def close(question: Question, *, why: str) -> Question:
    """Nobody can reply from now on. `why` stands on the question for everybody."""
    with keeping_count(question) as locked:
        locked.closed_at, locked.closed_why = timezone.now(), why
        locked.answering_by = locked.answering_until = None
    return locked


@transaction.atomic
def open_again(question: Question) -> Question:
    with keeping_count(question) as locked:
        locked.closed_at, locked.closed_why = None, ""
    return locked


@transaction.atomic
def pin(question: Question) -> Question:
    """First on its page, the last that was pinned before the others. Raises TooManyPinned."""
    with keeping_count(question) as locked:
        others = Question.objects.visible().on(locked.page_key).filter(pinned_at__isnull=False).exclude(pk=locked.pk)
        if others.count() >= PINNED_AT_MOST:
            raise TooManyPinned(_("%(number)d questions are pinned to that page already. Take one of them down first.") % {"number": PINNED_AT_MOST})
        locked.pinned_at = timezone.now()
    return locked


@transaction.atomic
def take_down(question: Question) -> Question:
    with keeping_count(question) as locked:
        locked.pinned_at = None
    return locked


# ---------------------------------------------------------------- more is needed to answer


@transaction.atomic
def ask_for_more(reply: Reply) -> bool:
    """This reply says what its writer needs to know: the question shows so until its asker replies. False where that is no question any more."""
    with keeping_count(reply.question) as locked:
        found = locked.replies.visible().filter(pk=reply.pk, asked_as="").exclude(author=locked.author_id).first()
        if not (found and locked.is_visible and not locked.has_answer and not locked.is_closed):
            return False
        locked.missing_in = found.number
    return True


@transaction.atomic
def nothing_is_missing(question: Question) -> None:
    """It was said, or it was enough."""
    with keeping_count(question) as locked:
        locked.missing_in = None


# ---------------------------------------------------------------- I am answering this


def say_i_am_answering(question: Question, *, by: User) -> bool:
    """Others read so for half an hour. False when somebody else said it first. One statement."""
    now = timezone.now()
    free = Q(answering_until=None) | Q(answering_until__lte=now) | Q(answering_by=by)
    rows = Question.objects.visible().filter(free, pk=question.pk, closed_at=None)
    said = bool(rows.update(answering_by=by, answering_until=now + ANSWERING_FOR))
    something_changed()
    return said


def say_i_am_not_answering(question: Question, *, by: User) -> None:
    Question.objects.filter(pk=question.pk, answering_by=by).update(answering_by=None, answering_until=None)
    something_changed()
