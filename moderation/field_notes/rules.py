"""Who makes field notes, and of what."""

from __future__ import annotations

from accounts.models import User
from forum.discussions.models import Question, Reply


def makes_notes(user: User) -> bool:
    """Those who moderate discussions, and editors of the guide."""
    return user.moderates_discussions or user.edits_the_guide


def can_make_of(user: User, question: Question, answer: Reply | None) -> bool:
    """Of the chosen answer, by somebody who did not write it: nobody asks themselves."""
    stands = question.is_visible and answer is not None and answer.is_visible and question.answer_id == answer.pk
    return makes_notes(user) and stands and answer.author_id != user.pk


def can_settle(user: User, person_id: int) -> bool:
    return makes_notes(user) and person_id != user.pk
