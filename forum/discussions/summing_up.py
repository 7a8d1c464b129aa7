"""“Where this stands”: a few words over a long thread, by its asker or by staff, for those who come later."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.models import Question
from guide.models.freshness import something_changed


@transaction.atomic
def sum_up(*, by: User, question: Question, words: str, seen: str) -> None:
    """`words` is clean HTML; none takes the summary away. `seen` is `version_of` what the writer had before them: Overtaken when it is another by now."""
    locked = Question.objects.select_for_update(no_key=True).only("state", "summary", "summary_at").get(pk=question.pk)
    if locked.summary == words:  # a second press
        return
    if not locked.is_visible:
        raise Overtaken(_("The question was taken away while you were writing."))
    if seen != version_of(locked):
        raise Overtaken(_("Somebody else wrote where this stands while you were writing. Read it, then save yours if it is still needed."))
    said = {"summary": words, "summary_by": by, "summary_at": timezone.now()} if words else {"summary": "", "summary_by": None, "summary_at": None}
    Question.objects.filter(pk=question.pk).update(**said)
    something_changed()


def version_of(question: Question) -> str:
    return question.summary_at.isoformat() if question.summary_at else ""
