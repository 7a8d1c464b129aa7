"""The stored counts, and what the search is told. Everything that changes what a list shows goes through here, with the question's row locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F

from forum.discussions.models import PostState, Question, Reply, Standing, Tally
from guide.models.freshness import something_changed
from guide.search.marking import changed, take_out

Place = tuple[str, str, str]  # page key, passage, standing


@contextmanager
def keeping_count(question: Question) -> Iterator[Question]:
    """Lock the question, let the caller change it, then move its tallies from where it stood to where it stands.

    The caller changes fields of the yielded row; standing is worked out and everything named in COUNTED is saved here.
    """
    locked = Question.objects.select_for_update().get(pk=question.pk)
    before, was_answered = _place(locked), locked.has_answer
    yield locked
    locked.standing = standing_of(locked)
    locked.save(update_fields=COUNTED)
    after = _place(locked)
    _move_tally(before, after)
    if before and not after:
        take_out(f"thread:{locked.pk}")
    elif after and (not before or before[0] != after[0] or was_answered != locked.has_answer):
        changed(f"thread:{locked.pk}")
    something_changed()


COUNTED = [
    "state", "reason", "page", "page_key", "passage", "passage_heading", "page_revision", "placed",
    "answer", "answer_chosen_by", "answer_chosen_at",
    "standing", "last_number", "reply_count", "replies_by_others", "last_reply_at",
]  # fmt: skip


def standing_of(question: Question) -> str:
    if question.answer_id:
        return Standing.ANSWERED
    return Standing.TALKING if question.replies_by_others else Standing.WAITING


def reply_appears(question: Question, reply: Reply) -> None:
    """A reply is seen by everyone from now on. `question` is locked; the caller saves it."""
    question.reply_count += 1
    question.replies_by_others += reply.author_id != question.author_id
    question.last_reply_at = max(question.last_reply_at or reply.replied_at, reply.replied_at)
    if reply.parent_id:
        Reply.objects.filter(pk=reply.parent_id).update(child_count=F("child_count") + 1)
    changed(f"reply:{reply.pk}")


def reply_disappears(question: Question, reply: Reply) -> None:
    """The other way round; a chosen answer that disappears is chosen no more."""
    question.reply_count -= 1
    question.replies_by_others -= reply.author_id != question.author_id
    if question.answer_id == reply.pk:
        question.answer, question.answer_chosen_by, question.answer_chosen_at = None, None, None
    if reply.parent_id:
        Reply.objects.filter(pk=reply.parent_id).update(child_count=F("child_count") - 1)
    take_out(f"reply:{reply.pk}")


def count_new_question(question: Question) -> None:
    """A question that was just written and is visible at once."""
    _move_tally(None, _place(question))
    changed(f"question:{question.pk}")
    something_changed()


def recount(question: Question) -> Question:
    """The counts worked out afresh from the rows; for tests and repair, never at reading time."""
    visible = question.replies.filter(state=PostState.VISIBLE)
    question.reply_count = visible.count()
    question.replies_by_others = visible.exclude(author_id=question.author_id).count()
    question.standing = standing_of(question)
    return question


def _place(question: Question) -> Place | None:
    if question.state != PostState.VISIBLE:
        return None
    return str(question.page_key), question.passage, question.standing


def _move_tally(before: Place | None, after: Place | None) -> None:
    if before == after:
        return
    changes: dict[tuple[str, str], dict[str, int]] = {}
    for place, step in ((before, -1), (after, +1)):
        if place is None:
            continue
        page_key, passage, standing = place
        for spot in {(page_key, ""), (page_key, passage)}:
            change = changes.setdefault(spot, {"questions": 0, "answered": 0, "waiting": 0})
            change["questions"] += step
            change["answered"] += step * (standing == Standing.ANSWERED)
            change["waiting"] += step * (standing == Standing.WAITING)
    for spot in sorted(changes):  # always in the same order, so that two writers wait and never lock each other out
        if any(changes[spot].values()):
            _add_to_tally(*spot, changes[spot])


def _add_to_tally(page_key: str, passage: str, change: dict[str, int]) -> None:
    rows = Tally.objects.filter(page_key=page_key, passage=passage)
    step = {name: F(name) + by for name, by in change.items()}
    if rows.update(**step):
        return
    try:
        with transaction.atomic():
            Tally.objects.create(page_key=page_key, passage=passage, **change)
    except IntegrityError:  # someone made the row a moment ago
        rows.update(**step)

