"""Who asked a question that does not show it. Each look has a reason, stands in the log, and is read by the asker, who gets a letter."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.limits import take
from accounts.models import User
from forum.discussions.models import Question
from moderation import emails
from moderation.actions import lock
from moderation.history import write_site_history
from moderation.models import Act, Decision, about
from moderation.rules import can_look_up

STAYS_OPEN = timedelta(minutes=15)  # then it is closed again, and wants another reason
LOOKS = {"most": 10, "seconds": 24 * 60 * 60}  # by one of staff


@transaction.atomic
def look_up(*, by: User, question: Question, reason: str) -> Decision:
    """Writes down who looks and why. The same press again, while the last look is open, gets that one.

    Raises PermissionDenied, and accounts.limits.TooOften for the eleventh in a day.
    """
    question = lock(question)
    if not can_look_up(by, question):
        raise PermissionDenied
    if look := open_look(by, question):
        return look
    take("look-up", str(by.pk), **LOOKS)
    look = Decision(act=Act.LOOKED_UP, by=by, at=timezone.now(), reason=reason.strip(), state_before=question.state, **about(question))
    look.save()
    write_site_history(look, question)
    emails.tell_of_a_look(look, question)
    return look


def open_look(reader: User, question: Question) -> Decision | None:
    """The reader's own look of the last quarter of an hour."""
    mine = Decision.objects.about(question).filter(act=Act.LOOKED_UP, by=reader)
    return mine.filter(at__gt=timezone.now() - STAYS_OPEN).first()
