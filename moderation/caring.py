"""Care for threads: where a question stands, joining, dividing, closing, pinning, and former words. Each is one transaction with a reason in the log.

Nothing here is decided twice: `seen` is `version_of` the post as the moderator read it, and who comes second reads what the first decided.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from forum.discussions import care, emails, joining
from forum.discussions.actions import Overtaken, change_topic, move_question
from forum.discussions.models import PostState, Question, Reply
from forum.history import actions as former_words
from forum.history.models import Version
from guide.models import Topic
from moderation.actions import is_other_than, is_the_same_press, latest_decision, lock, why_not, write_down
from moderation.models import Act, Decision, Post, Report, about
from moderation.rules import can_decide
from moderation.telling import take_it_back, tell


# ---------------------------------------------------------------- where it stands


@transaction.atomic
def place(*, by: User, question: Question, page: Page, passage: str = "", heading: str = "", reason: str = "", seen: str = "") -> Decision:
    """Put a question on a page, and to a passage of it, or say that it stays where it is filed. Raises PageIsGone for a page deleted meanwhile."""
    question, latest = take_in_hand(by, question)
    stands = question.placed and question.page_id == page.pk and question.passage == passage
    if stands and latest and latest.act == Act.MOVED and latest.by_id == by.pk:
        return latest
    _look_again(by, question, latest, seen, may=question.state not in (PostState.WITHDRAWN, PostState.ELSEWHERE))
    move_question(question=question, page=page, passage=passage, heading=heading)
    question.refresh_from_db()
    return write_down(Act.MOVED, question, by=by, reason=reason, latest=latest)


@transaction.atomic
def give_topic(*, by: User, question: Question, topic: Topic | None, seen: str = "") -> Decision | None:
    """Another topic for a question, or none; None when it is as asked for already. Raises TopicIsGone for one deleted meanwhile.

    Like moving it, this changes nothing for its author: nobody gets a letter.
    """
    question, latest = take_in_hand(by, question)
    if question.topic == topic:
        return None
    _look_again(by, question, latest, seen, may=question.state not in (PostState.WITHDRAWN, PostState.ELSEWHERE))
    before = question.topic.name if question.topic else ""
    change_topic(question=question, topic=topic)
    return write_down(Act.GAVE_TOPIC, question, by=by, reason="", latest=latest, topic_before=before, topic_after=topic.name if topic else "")


# ---------------------------------------------------------------- joined, divided


@transaction.atomic
def join(*, by: User, question: Question, to: Question, reason: str, seen: str = "") -> Decision:
    """The question stands in the thread of the other one; its author and whoever follows it are told once."""
    question, latest = take_in_hand(by, question, beside=to)
    if is_the_same_press(latest, by, Act.JOINED) and latest.other_id == to.pk:
        return latest
    _look_again(by, question, latest, seen, may=question.is_visible, reason=reason)
    now = timezone.now()
    decision = write_down(Act.JOINED, question, by=by, reason=reason, latest=latest, other=to, at=now)
    here = joining.join(question, to=to, at=now)
    _carry_reports(question, here)
    tell(decision, read_at=to, followers_of=question)
    return decision


@transaction.atomic
def divide(*, by: User, reply: Reply, title: str, reason: str, seen: str = "") -> Decision:
    """The reply is a question of its own, and what hangs under it follows. Its author is told; whoever replied there follows it."""
    reply, latest = take_in_hand(by, reply, beside=reply.stands_for)
    if is_the_same_press(latest, by, Act.DIVIDED) and reply.state == PostState.ELSEWHERE:
        return latest
    _look_again(by, reply, latest, seen, may=reply.is_visible and reply.question.is_visible, reason=reason)
    now = timezone.now()
    was_a_question = bool(reply.asked_as)
    made = joining.divide(reply, title=title or reply.asked_as, at=now)
    decision = write_down(Act.DIVIDED, reply, by=by, reason=reason, latest=latest, other=made, at=now)
    _carry_reports(reply, made)
    if not was_a_question:
        emails.tell_of_question(made)
        emails.hold_back(made, until=decision.letters_leave_at)
    tell(decision, read_at=made)
    return decision


# ---------------------------------------------------------------- closed, pinned


def close(*, by: User, question: Question, reason: str, seen: str = "") -> Decision:
    """No new replies; the reason stands on the question. Whoever follows it is told."""
    return _change(Act.CLOSED, lambda one: care.close(one, why=reason), by=by, question=question, reason=reason, seen=seen, told=True)


def open_again(*, by: User, question: Question, reason: str, seen: str = "") -> Decision:
    return _change(Act.OPENED, care.open_again, by=by, question=question, reason=reason, seen=seen, told=True)


def pin(*, by: User, question: Question, reason: str, seen: str = "") -> Decision:
    """First on its page. Raises TooManyPinned."""
    return _change(Act.PINNED, care.pin, by=by, question=question, reason=reason, seen=seen)


def take_down(*, by: User, question: Question, reason: str, seen: str = "") -> Decision:
    return _change(Act.TOOK_DOWN, care.take_down, by=by, question=question, reason=reason, seen=seen)


# act → whether a question that stands like this is open to it
OPEN_TO: dict[str, Callable[[Question], bool]] = {
    Act.JOINED: lambda one: one.is_visible,
    Act.CLOSED: lambda one: one.is_visible and not one.is_closed,
    Act.OPENED: lambda one: one.is_visible and one.is_closed,
    Act.PINNED: lambda one: one.is_visible and one.pinned_at is None,
    Act.TOOK_DOWN: lambda one: one.is_visible and one.pinned_at is not None,
}


@transaction.atomic
def _change(act: str, change: Callable[[Question], object], *, by: User, question: Question, reason: str, seen: str, told: bool = False) -> Decision:
    question, latest = take_in_hand(by, question)
    if is_the_same_press(latest, by, act):
        return latest
    _look_again(by, question, latest, seen, may=OPEN_TO[act](question), reason=reason)
    change(question)
    decision = write_down(act, question, by=by, reason=reason, latest=latest)
    if told:
        tell(decision, read_at=question, followers_of=question)
    return decision


# ---------------------------------------------------------------- former words


@transaction.atomic
def put_words_back(*, by: User, post: Post, version: Version, reason: str, seen: str = "") -> Decision:
    """It says again what it said before, and what it said until now stays in its history. Its author is told."""
    post, latest = take_in_hand(by, post)
    if is_the_same_press(latest, by, Act.PUT_WORDS_BACK) and latest.version == version.pk:
        return latest
    _look_again(by, post, latest, seen, may=post.is_visible and _question_of(post).is_visible, reason=reason)
    decision = write_down(Act.PUT_WORDS_BACK, post, by=by, reason=reason, latest=latest, version=version.pk, at=timezone.now())
    former_words.put_back(post, version, at=decision.at)
    tell(decision, read_at=_question_of(post))
    return decision


@transaction.atomic
def take_words_out(*, by: User, post: Post, version: Version, reason: str, seen: str = "") -> Decision:
    """Nobody but its author and staff reads that version any more. Its author is told."""
    post, latest = take_in_hand(by, post)
    if is_the_same_press(latest, by, Act.TOOK_WORDS_OUT) and latest.version == version.pk:
        return latest
    _look_again(by, post, latest, seen, may=post.state != PostState.WITHDRAWN, reason=reason)
    decision = write_down(Act.TOOK_WORDS_OUT, post, by=by, reason=reason, latest=latest, version=version.pk, at=timezone.now())
    if not former_words.take_out(version, at=decision.at):
        raise Overtaken(_("These words were taken out already."))
    tell(decision, read_at=_question_of(post))
    return decision


def _question_of(post: Post) -> Question:
    return post if isinstance(post, Question) else post.question


# ---------------------------------------------------------------- taken back


@transaction.atomic
def undo(*, by: User, decision: Decision) -> Decision:
    """Within a minute, by whoever decided: the threads stand as before and nobody hears of it. Raises Overtaken when something else came since."""
    post, latest = take_in_hand(by, decision.post, beside=decision.other)
    if decision.by_id != by.pk:
        raise PermissionDenied
    if latest and latest.undoes_id == decision.pk:
        return latest
    if not decision.can_be_undone_by(by, timezone.now()):
        raise Overtaken(_("The minute is over and the letter is on its way. You can still decide anew."))
    if latest != decision or post.state != decision.state_after:
        raise why_not(post, latest, by)
    _BACK[Act(decision.act)](decision)
    take_it_back(decision)
    post.refresh_from_db()
    return write_down(Act.UNDID, post, by=by, reason="", latest=latest, undoes=decision)


def _separate(decision: Decision) -> None:
    here = joining.stand_in(decision.question)
    joining.separate(decision.question, at=decision.at)
    _carry_reports(here, decision.question)


def _put_back(decision: Decision) -> None:
    here = joining.put_back(decision.other, at=decision.at)
    emails.take_back(decision.other)
    _carry_reports(decision.other, here)


def _close_again(decision: Decision) -> None:
    before = Decision.objects.about(decision.question).standing().filter(act=Act.CLOSED).before(decision.pk).first()
    care.close(decision.question, why=before.reason if before else "")


_BACK: dict[str, Callable[[Decision], object]] = {
    Act.JOINED: _separate,
    Act.DIVIDED: _put_back,
    Act.CLOSED: lambda decision: care.open_again(decision.question),
    Act.OPENED: _close_again,
    Act.PINNED: lambda decision: care.take_down(decision.question),
    Act.TOOK_DOWN: lambda decision: care.pin(decision.question),
    Act.PUT_WORDS_BACK: lambda decision: former_words.undo_putting_back(decision.post, at=decision.at),
    Act.TOOK_WORDS_OUT: lambda decision: former_words.show_again(decision.version, taken_out_at=decision.at),
}


# ---------------------------------------------------------------- what they share


def take_in_hand(by: User, post: Post, *, beside: Question | None = None) -> tuple[Post, Decision | None]:
    """The post as it stands now, locked, with the last decision about it. Of two questions the older row is locked first. PermissionDenied for one's own."""
    if beside is not None:
        ids = {beside.pk, post.pk if isinstance(post, Question) else post.question_id}
        list(Question.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    post = lock(post)
    if not can_decide(by, post):
        raise PermissionDenied
    return post, latest_decision(post)


def _look_again(by: User, post: Post, latest: Decision | None, seen: str, *, may: bool, reason: str | None = None) -> None:
    """Raises the sentence for who came second, and ValidationError where a reason is wanted and none given."""
    if reason is not None and not reason.strip():
        raise ValidationError(_("Write down why"), code="reason")
    if not may or is_other_than(seen, post, latest):
        raise why_not(post, latest, by)


def _carry_reports(gone: Post, to: Post) -> None:
    """Open reports are about the words, wherever they stand."""
    Report.objects.open().about(gone).update(**about(to))
