"""Questions that become one, and replies that become questions of their own.

Words are moved, never copied: they stand in one place, and whatever address they had leads there. A question that was joined to another
stands in its thread as a reply of its author with its title over it, and its replies hang under that. Called by moderation, within
its transaction; the caller holds the rows of the questions in the order of their ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from forum.discussions import emails
from forum.discussions.actions import Overtaken
from forum.discussions.counts import keeping_counts, recount
from forum.discussions.models import DEPTH_STORED, STEP, Draft, FormerNumber, MeToo, PostState, Question, Reply, path_under
from forum.letters.joining import carry_notices, follow_along, follow_no_more
from guide.search.marking import changed, take_out

AT_ONCE = 500  # rows of one statement
_WRITE_PLACES = {
    "postgresql": """
        UPDATE discussions_reply SET question_id = (new.it->>1)::bigint, parent_id = (new.it->>2)::bigint, number = (new.it->>3)::integer, path = new.it->>4
        FROM jsonb_array_elements(%s::jsonb) AS new(it) WHERE discussions_reply.id = (new.it->>0)::bigint
    """,
    "sqlite": """
        UPDATE discussions_reply SET question_id = json_extract(new.value, '$[1]'), parent_id = json_extract(new.value, '$[2]'),
            number = json_extract(new.value, '$[3]'), path = json_extract(new.value, '$[4]')
        FROM json_each(%s) AS new WHERE discussions_reply.id = json_extract(new.value, '$[0]')
    """,
}
ABOUT_A_REPLY = re.compile(r"question:\d+:(\d+)")


class CannotBeDivided(Overtaken):
    """The thread holds together by something that must be settled first. The message says what."""


@transaction.atomic
def join(question: Question, *, to: Question, at: datetime) -> Reply:
    """`question` stands in the thread of `to` from now on; the reply that it became. Who followed it or had it too does so there.

    Its chosen answer is the answer there, unless there is one already, or the choice would name somebody who asked without a name.
    """
    with keeping_counts(question, to) as (gone, host):
        if not (gone.is_visible and host.is_visible) or gone.pk == host.pk:
            raise Overtaken(_("One of the two questions was taken away a moment ago. Nothing was joined."))
        here = _reply_of(gone, host)
        moved = _carry(gone, to=host, under=here)
        if host.answer_id is None and gone.answer_id in {reply.pk for reply in moved} and is_shown_alike(gone.answer_chosen_by_id, host):
            host.answer_id, host.answer_chosen_by_id, host.answer_chosen_at = gone.answer_id, gone.answer_chosen_by_id, gone.answer_chosen_at
        _stand_elsewhere(gone)
        recount(host)
    _carry_readers(gone, host, [here, *moved], at=at)
    _carry_drafts(gone, host, {None: here.number} | {reply.was: reply.number for reply in moved})
    return here


@transaction.atomic
def divide(reply: Reply, *, title: str, at: datetime) -> Question:
    """The reply becomes a question of its own on the same page, and what hangs under it follows. A joined question is what it was before.

    Raises CannotBeDivided while the chosen answer is among them and was chosen for the question that stays.
    """
    own = reply.stands_for if reply.asked_as else _question_of(reply, title)
    if own is None:
        raise Overtaken(_("The two questions were separated already."))
    with keeping_counts(reply.question, own) as (host, made):
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        branch = branch_under(reply)
        if not (reply.is_visible and host.is_visible and reply.question_id == host.pk and made.state != PostState.VISIBLE):
            raise Overtaken(_("This was taken away a moment ago. Nothing was divided."))
        _let_go_of_the_answer(host, made, {one.pk for one in [reply, *branch]})
        made.state, made.reason = PostState.VISIBLE, ""
        if host.missing_in in {one.number for one in [reply, *branch]}:
            host.missing_in = None
        moved = _carry_replies(branch, to=made, under=None)
        _become(reply, made)
        recount(host)
        recount(made)
    take_out(*(f"reply:{one.pk}" for one in [reply, *moved]))
    changed(f"thread:{made.pk}")
    carry_notices([one.pk for one in moved], to=made.pk)
    _carry_drafts(host, made, {reply.number: None} | {one.was: one.number for one in moved})
    return made


@transaction.atomic
def separate(question: Question, *, at: datetime) -> Question:
    """Takes a joining back: the question stands where it stood, with its replies and their numbers. `at` is when it was joined."""
    here = stand_in(question)
    if here is None or not here.asked_as:
        raise Overtaken(_("The two questions were separated already."))
    host = here.question
    made = divide(here, title=here.asked_as, at=at)
    Reply.objects.filter(pk=here.pk).update(state=PostState.WITHDRAWN, stands_for=None)
    follow_no_more("question", question.pk, host.pk, since=at)
    MeToo.objects.filter(question=host, at=at).delete()
    _count_me_too(host)
    return made


@transaction.atomic
def put_back(question: Question, *, at: datetime) -> Reply:
    """Takes a division back: the question is the reply again that it was."""
    reply = Reply.objects.select_related("question").filter(stands_for=question, state=PostState.ELSEWHERE).first()
    if reply is None:
        raise Overtaken(_("The reply was put back already."))
    if reply.question_id == question.pk:  # its old thread was joined to it since
        raise Overtaken(_("The question was changed meanwhile, so it cannot become a reply again."))
    with keeping_counts(question, reply.question) as (gone, host):
        reply.refresh_from_db()
        if not (gone.is_visible and host.is_visible and reply.state == PostState.ELSEWHERE and reply.question_id == host.pk):
            raise Overtaken(_("The question was changed meanwhile, so it cannot become a reply again."))
        reply.state, reply.body, reply.is_edited = PostState.VISIBLE, gone.body, gone.is_edited
        reply.save(update_fields=["state", "body", "is_edited"])
        _count_children([reply.parent_id])
        moved = _carry(gone, to=host, under=reply)
        _stand_elsewhere(gone)
        recount(host)
    carry_notices([one.pk for one in moved], to=host.pk)
    changed(f"thread:{host.pk}")
    _carry_drafts(gone, host, {None: reply.number} | {one.was: one.number for one in moved})
    return reply


# ---------------------------------------------------------------- where it is now


def stand_in(question: Question) -> Reply | None:
    """The reply as which a joined question stands elsewhere."""
    return question.stand_ins.exclude(state=PostState.ELSEWHERE).select_related("question").order_by("-pk").first()


def where_it_is(question_id: int, number: int | None = None) -> Question | Reply | None:
    """What stood under this address and stands elsewhere by now; None for an address where nothing was moved. Three queries at most."""
    if number is None:
        found = Question.objects.filter(pk=question_id, state=PostState.ELSEWHERE).first()
        return stand_in(found) if found else None
    replies = Reply.objects.select_related("question", "stands_for")
    reply = replies.filter(Q(question=question_id, number=number) | Q(former_numbers__question=question_id, former_numbers__number=number)).first()
    if reply is None:
        return None
    if reply.state == PostState.ELSEWHERE:
        return where_it_is(reply.stands_for_id) or reply.stands_for
    return None if reply.question_id == question_id and reply.number == number else reply


# ---------------------------------------------------------------- questions that are replies, replies that are questions


def is_shown_alike(person: int, question: Question) -> bool:
    """Whether the thread shows them everywhere as its question would, such as under a choice of theirs. One query."""
    shown = question.alias if question.author_id == person else ""
    return not question.replies.filter(author=person).exclude(alias=shown).exists()


def _reply_of(question: Question, host: Question) -> Reply:
    """The question's words as a reply of its author, at the end of the thread. It counts as no reply."""
    host.last_number += 1
    return Reply.objects.create(
        question=host,
        author_id=question.author_id,
        alias=question.alias,
        body=question.body,
        edited_at=question.edited_at,
        is_edited=question.is_edited,
        number=host.last_number,
        path=path_under(None, host.last_number),
        state=PostState.VISIBLE,
        replied_at=question.asked_at,
        stands_for=question,
        asked_as=question.title,
    )


def _stand_elsewhere(question: Question) -> None:
    """Its answer is remembered, for the day when it stands on its own again."""
    question.state, question.body, question.reply_count, question.replies_by_others, question.helped_count = PostState.ELSEWHERE, "", 0, 0, 0
    question.pinned_at = question.missing_in = question.answering_by = question.answering_until = None
    question.save(update_fields=["body"])


def _question_of(reply: Reply, title: str) -> Question:
    """On the page of its thread. It is not shown before the rest has followed."""
    host = reply.question
    return Question.objects.create(
        author_id=reply.author_id,
        alias=reply.alias,
        title=title,
        body=reply.body,
        edited_at=reply.edited_at,
        is_edited=reply.is_edited,
        page_id=host.page_id,
        page_key=host.page_key,
        page_revision=host.page_revision,
        placed=host.placed,
        topic_id=host.topic_id,
        language=host.language,
        asked_at=reply.replied_at,
        state=PostState.WAITING,
    )


def _become(reply: Reply, question: Question) -> None:
    """A line stays in the thread and leads to the question."""
    if question.body != reply.body:
        question.body = reply.body
        question.save(update_fields=["body"])
    reply.state, reply.body, reply.stands_for = PostState.ELSEWHERE, "", question
    reply.save(update_fields=["state", "body", "stands_for"])
    _count_children([reply.pk, reply.parent_id])


def _let_go_of_the_answer(host: Question, made: Question, going: set[int]) -> None:
    """An answer that came along with a joined question goes with it again; one that was chosen here stays chosen, so it must stay here."""
    if host.answer_id in going:
        if made.answer_id != host.answer_id:
            raise CannotBeDivided(_("The chosen answer is among these replies. Take that choice back first, then divide the thread."))
        host.answer, host.answer_chosen_by, host.answer_chosen_at = None, None, None
    if made.answer_id and not Reply.objects.visible().filter(pk=made.answer_id, pk__in=going).exists():
        made.answer, made.answer_chosen_by, made.answer_chosen_at = None, None, None


# ---------------------------------------------------------------- numbers and paths


def branch_under(reply: Reply) -> list[Reply]:
    """What hangs under a reply, in reading order. At the greatest depth it stands beside it, so the path alone does not say it."""
    at_the_bottom = len(reply.path) >= STEP * DEPTH_STORED
    near = Reply.objects.filter(question_id=reply.question_id, path__startswith=reply.path[:-STEP] if at_the_bottom else reply.path).defer("body")  # a long thread weighs little without its words
    inside, branch = {reply.pk}, []
    for one in near.exclude(pk=reply.pk).order_by("path"):
        if one.parent_id in inside:
            inside.add(one.pk)
            branch.append(one)
    return branch


def _carry(question: Question, *, to: Question, under: Reply) -> list[Reply]:
    """Every reply of the question under a reply of another."""
    moved = _carry_replies(list(Reply.objects.filter(question=question).defer("body").order_by("path")), to=to, under=under)
    _count_children([under.pk])
    return moved


def _carry_replies(replies: list[Reply], *, to: Question, under: Reply | None) -> list[Reply]:
    """In reading order, each under the one it answers, with the number it had there before, or a new one. `was` is its old number.

    Where what it answers has a greater number by now it gets a new one too: at the greatest depth only numbers keep the reading order.
    """
    had = dict(FormerNumber.objects.filter(question=to, reply__in=replies).order_by("number").values_list("reply", "number"))
    here = {reply.pk: reply for reply in replies}
    FormerNumber.objects.bulk_create([FormerNumber(question_id=reply.question_id, number=reply.number, reply=reply) for reply in replies], AT_ONCE)
    for reply in replies:
        reply.was = reply.number
        reply.question = to
        reply.parent = here.get(reply.parent_id) or under
        before = had.get(reply.pk, 0)
        reply.number = before if before > (reply.parent.number if reply.parent else 0) else _next_number(to)
        reply.path = path_under(reply.parent, reply.number)
    _write_places(replies)
    FormerNumber.objects.filter(question=to, number__in=[reply.number for reply in replies]).delete()
    return replies


def _write_places(replies: list[Reply]) -> None:
    """In one statement a batch, as rows that are read from one parameter: a CASE for each of thousands takes seconds to put together."""
    for batch in (replies[at : at + AT_ONCE] for at in range(0, len(replies), AT_ONCE)):
        rows = json.dumps([[one.pk, one.question_id, one.parent_id, one.number, one.path] for one in batch])
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_PLACES[connection.vendor], [rows])


def _next_number(question: Question) -> int:
    question.last_number += 1
    return question.last_number


def _count_children(ids: Iterable[int | None]) -> None:
    for reply in Reply.objects.filter(pk__in=[pk for pk in ids if pk]).annotate(now=Count("children", filter=Q(children__state=PostState.VISIBLE))):
        Reply.objects.filter(pk=reply.pk).update(child_count=reply.now)


# ---------------------------------------------------------------- what follows


def _carry_readers(gone: Question, host: Question, moved: list[Reply], *, at: datetime) -> None:
    """Who followed the question, has it too, or asked it, is a reader of the other one; notices lead there."""
    too = set(gone.me_too.values_list("member", flat=True)) | {gone.author_id}
    too -= {host.author_id} if gone.alias == host.alias else set()  # else a number that stays would say that both are one person
    MeToo.objects.bulk_create([MeToo(question=host, member_id=member, at=at) for member in sorted(too)], ignore_conflicts=True)
    _count_me_too(host)
    follow_along("question", gone.pk, host.pk, since=at)
    carry_notices([reply.pk for reply in moved], to=host.pk, instead_of=gone.pk)
    changed(f"thread:{host.pk}")
    emails.leave_out(gone)


def _count_me_too(question: Question) -> None:
    Question.objects.filter(pk=question.pk).update(me_too_count=question.me_too.count())


def _carry_drafts(gone: Question, to: Question, numbers: dict[int | None, int | None]) -> None:
    """Replies that somebody is writing are about the same words under their new numbers. None is the question itself."""
    about = Q(about__startswith=f"question:{gone.pk}:")
    if None in numbers:
        about |= Q(about=f"question:{gone.pk}")
    for draft in Draft.objects.filter(about, kind=Draft.Kind.REPLY, posted_reply=None):
        found = ABOUT_A_REPLY.fullmatch(draft.about)
        was = int(found[1]) if found else None
        if was in numbers:
            now = numbers[was]
            Draft.objects.filter(pk=draft.pk).update(about=f"question:{to.pk}:{now}" if now else f"question:{to.pk}")
