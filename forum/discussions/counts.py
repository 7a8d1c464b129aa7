"""The stored counts, and what the search is told. Everything that changes what a list shows goes through here, with the question's row locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Sum

from forum.discussions.models import COUNTED_APART, PostState, Question, Reply, Standing, Tally
from guide.field_notes.actions import flag
from guide.field_notes.models import Flag
from guide.models.freshness import something_changed
from guide.search.marking import changed, take_out

Place = tuple[str, str, str]  # page key, passage, standing


@contextmanager
def keeping_count(question: Question) -> Iterator[Question]:
    """Lock the question, let the caller change it, then move its tallies from where it stood to where it stands.

    The caller changes fields of the yielded row; standing is worked out and everything named in COUNTED is saved here.
    """
    with keeping_counts(question) as (locked,):
        yield locked


@contextmanager
def keeping_counts(*questions: Question) -> Iterator[list[Question]]:
    """The same for several at once, in the order given. Their rows and tallies are locked in one order, whatever that is."""
    rows = {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=[one.pk for one in questions]).order_by("pk")}
    locked = [rows[one.pk] for one in questions]
    before = [(_place(one), one.has_answer) for one in locked]
    yield locked
    for one in locked:
        one.standing = standing_of(one)
        one.save(update_fields=COUNTED)
    _move_tallies([(place, _place(one)) for (place, _was_answered), one in zip(before, locked, strict=True)])
    for (place, was_answered), one in zip(before, locked, strict=True):
        _tell_the_search(one, place, was_answered)
    something_changed()


def _tell_the_search(question: Question, before: Place | None, was_answered: bool) -> None:
    after = _place(question)
    if before and not after:
        take_out(f"thread:{question.pk}")
    elif after and (not before or before[0] != after[0] or was_answered != question.has_answer):
        changed(f"thread:{question.pk}")


COUNTED = [
    "state", "reason", "page", "page_key", "passage", "passage_heading", "page_revision", "placed", "came_from", "came_from_heading",
    "answer", "answer_chosen_by", "answer_chosen_at", "closed_at", "closed_why", "pinned_at", "missing_in", "answering_by", "answering_until",
    "standing", "last_number", "reply_count", "replies_by_others", "last_reply_at", "helped_count",
]  # fmt: skip


def standing_of(question: Question) -> str:
    if question.answer_id:
        return Standing.ANSWERED
    if question.is_closed:
        return Standing.CLOSED
    if question.missing_in:
        return Standing.MISSING
    return Standing.TALKING if question.replies_by_others else Standing.WAITING


def reply_appears(question: Question, reply: Reply) -> None:
    """A reply is seen by everyone from now on. `question` is locked; the caller saves it. Who asked has said what was missing by replying."""
    if not reply.asked_as:
        question.reply_count += 1
        question.replies_by_others += reply.author_id != question.author_id
        question.last_reply_at = max(question.last_reply_at or reply.replied_at, reply.replied_at)
    question.helped_count += reply.helped_count
    if reply.author_id == question.author_id:
        question.missing_in = None
    if reply.parent_id:
        Reply.objects.filter(pk=reply.parent_id).update(child_count=F("child_count") + 1)
    changed(f"reply:{reply.pk}")


def reply_disappears(question: Question, reply: Reply) -> None:
    """The other way round; a chosen answer that disappears is chosen no more."""
    if not reply.asked_as:
        question.reply_count -= 1
        question.replies_by_others -= reply.author_id != question.author_id
    question.helped_count -= reply.helped_count
    if question.missing_in == reply.number:
        question.missing_in = None
    if question.answer_id == reply.pk:
        question.answer, question.answer_chosen_by, question.answer_chosen_at = None, None, None
        flag([reply.pk], Flag.UNCHOSEN)
    if reply.parent_id:
        Reply.objects.filter(pk=reply.parent_id).update(child_count=F("child_count") - 1)
    take_out(f"reply:{reply.pk}")


def count_new_question(question: Question) -> None:
    """A question that was just written and is visible at once."""
    _move_tallies([(None, _place(question))])
    changed(f"question:{question.pk}")
    something_changed()


def put_at_passages(places: dict[int, str]) -> None:
    """Questions stand at these passages of their pages from now on, and the tallies follow. The caller holds their rows. A statement a passage."""
    before = list(Question.objects.filter(pk__in=places).only("state", "page_key", "passage", "standing"))
    moves, by_passage = [], {}
    for question in before:
        was, question.passage = _place(question), places[question.pk]
        moves.append((was, _place(question)))
        by_passage.setdefault(question.passage, []).append(question.pk)
    for passage, ids in by_passage.items():
        Question.objects.filter(pk__in=ids).update(passage=passage)
    _move_tallies(moves)
    something_changed()


def recount(question: Question) -> Question:
    """The counts worked out afresh from the rows: where threads were joined or divided, for tests and for repair, never at reading time."""
    visible = question.replies.filter(state=PostState.VISIBLE, asked_as="")
    question.reply_count = visible.count()
    question.replies_by_others = visible.exclude(author_id=question.author_id).count()
    question.last_reply_at = visible.aggregate(last=Max("replied_at"))["last"]
    question.helped_count = question.replies.visible().aggregate(all=Sum("helped_count"))["all"] or 0
    question.standing = standing_of(question)
    return question


def _place(question: Question) -> Place | None:
    if question.state != PostState.VISIBLE:
        return None
    return str(question.page_key), question.passage, question.standing


def _move_tallies(moves: Iterable[tuple[Place | None, Place | None]]) -> None:
    """Each question from where it stood to where it stands."""
    changes: dict[tuple[str, str], dict[str, int]] = {}
    for before, after in moves:
        if before != after:
            for place, step in ((before, -1), (after, +1)):
                if place is not None:
                    _count_at(place, step, changes)
    for spot in sorted(changes):  # always in the same order, so that two writers wait and never lock each other out
        if any(changes[spot].values()):
            _add_to_tally(*spot, changes[spot])


def _count_at(place: Place, step: int, changes: dict[tuple[str, str], dict[str, int]]) -> None:
    page_key, passage, standing = place
    for spot in {(page_key, ""), (page_key, passage)}:
        change = changes.setdefault(spot, dict.fromkeys(["questions", *COUNTED_APART], 0))
        change["questions"] += step
        if standing in change:
            change[standing] += step


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

