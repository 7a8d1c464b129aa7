"""Letters on the way from a question to its answer: to staff who see to it, to people who may know, and to whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.discussions.models import Question
from forum.finding_answers.models import InHand
from forum.letters.actions import write_letter

LISTED = 20  # questions in one letter; the desk has them all


# ---------------------------------------------------------------- to staff: what waits


def tell_staff(person: User, rows: Sequence[InHand], *, why: str) -> None:
    """One letter, however many questions. `why`: “rung”, they have waited for so long; “handed”, they are theirs now."""
    first = rows[0].question
    write_letter(
        kind="unanswered",
        to=person,
        context={
            "rows": [(row.question, days_of(row.question), row.owner_id == person.pk, row.owner) for row in rows[:LISTED]],
            "number": len(rows),
            "more": max(len(rows) - LISTED, 0),
            "first": first,
            "why": why,
            "link": f"/desk/unanswered/{first.pk}/" if len(rows) == 1 else "/desk/?show=unanswered",
            "link_words": ngettext_lazy("Find someone to answer", "See them on the desk", len(rows)),
        },
    )


def days_of(question: Question, now: datetime | None = None) -> int:
    return ((now or timezone.now()) - question.asked_at).days
