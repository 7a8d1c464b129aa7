"""Which questions are unanswered. Asked of the questions themselves, so that no copy of it can be out of step."""

from __future__ import annotations

from forum.discussions.models import Question, Standing
from forum.discussions.queries import QuestionQuerySet


def unanswered() -> QuestionQuerySet:
    """On the site, without a visible reply of somebody else and without a chosen answer, not closed and not set aside by staff.

    It ends by that alone; what is hidden and put back, or loses its only reply, is unanswered again.
    """
    open_ones = Question.objects.visible().filter(standing__in=(Standing.WAITING, Standing.MISSING), replies_by_others=0)
    return open_ones.filter(set_aside=None)
