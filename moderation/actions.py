"""What staff decide and people report. Each is one transaction with the question's row locked; letters are rows in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken, show, take_away
from forum.discussions.counts import keeping_count
from forum.discussions.joining import is_shown_alike
from forum.discussions.models import PostState, Question, Reply
from moderation import emails
from moderation.history import time_of, what_happened, write_site_history
from moderation.models import BY_REPORTS, NEED_A_REASON, STATE_AFTER, Act, Decision, Post, Report, ReportReason, about, version_of
from moderation.reasons import SEVERAL, words_of_a_report
from moderation.rules import can_decide, hide_together, hides_at_once, open_acts


class AlreadyDecided(Overtaken):
    """Someone decided first. `decision` is theirs; the message says what happened and that nothing was done twice."""

    def __init__(self, decision: Decision, reader: User) -> None:
        self.decision = decision
        words = {"what_happened": what_happened(decision, reader), "time": time_of(decision)}
        super().__init__(_("%(what_happened)s at %(time)s, before your decision arrived. Nothing was sent twice.") % words)


class Changed(Overtaken):
    """Its author changed it or took it back while the moderator was reading."""


@transaction.atomic
def decide(*, by: User, post: Post, act: str, reason: str = "", seen: str = "") -> Decision:
    """Approve, decline, hide, restore or keep a post, with the reason in words for its author.

    `seen` is `version_of` the post as the moderator read it. Raises AlreadyDecided or Changed when it is another by now,
    PermissionDenied for one's own post, ValidationError for an act that wants a reason and has none. The same press again
    gets the decision that the first one made. The letter to the author waits until `letters_leave_at`.
    """
    if act in NEED_A_REASON and not reason.strip():
        raise ValidationError(_("Give the author a reason"), code="reason")
    post = lock(post)
    latest = latest_decision(post)
    if not can_decide(by, post):
        raise PermissionDenied
    reported = Report.objects.open().about(post).exists()
    if is_the_same_press(latest, by, act) and not reported:
        return latest
    if act not in open_acts(post, latest, reported=reported) or is_other_than(seen, post, latest):
        raise why_not(post, latest, by)
    decision = write_down(act, post, by=by, reason=reason.strip() if act in NEED_A_REASON else "", latest=latest)
    _change(decision, post)
    Report.objects.open().about(post).update(state=Report.State.DECIDED, decision=decision)
    emails.tell_the_author(decision, post)
    return decision


@transaction.atomic
def approve_all(*, by: User, posts: Iterable[tuple[Post, str]]) -> list[Decision]:
    """Approve each post with its `seen`, or none of them: the first that cannot be raises."""
    in_one_order = sorted(posts, key=lambda one: (question_id_of(one[0]), isinstance(one[0], Reply), one[0].pk))
    return [decide(by=by, post=post, act=Act.APPROVED, seen=seen) for post, seen in in_one_order]


@transaction.atomic
def undo(*, by: User, decision: Decision) -> Decision:
    """Take a decision of one's own back within a minute: the post, its reports and its letters stand as before.

    Raises Overtaken when the minute is over, or when someone decided anew since.
    """
    post = lock(decision.post)
    latest = latest_decision(post)
    if decision.by_id != by.pk or not can_decide(by, post):
        raise PermissionDenied
    if latest and latest.undoes_id == decision.pk:
        return latest
    if not decision.can_be_undone_by(by, timezone.now()):
        raise Overtaken(_("The minute is over and the letter is on its way. You can still decide anew."))
    if latest != decision or post.state != decision.state_after:
        raise why_not(post, latest, by)
    before = Decision.objects.about(post).standing().filter(act__in=STATE_AFTER).before(decision.pk).first()
    undoing = write_down(Act.UNDID, post, by=by, reason="", latest=latest, undoes=decision)
    _put_back(decision, post, reason=before.reason if before else "")
    _reopen_reports(decision, post)
    emails.take_back(decision, post)
    return undoing


@transaction.atomic
def undo_all(*, by: User, decisions: Iterable[Decision]) -> list[Decision]:
    """Each of them, or none."""
    return [undo(by=by, decision=decision) for decision in sorted(decisions, key=lambda one: (question_id_of(one.post), one.pk))]


@transaction.atomic
def report(*, by: User | None, post: Post, reason: str, words: str = "") -> Report:
    """Say that staff should look at a post; a visitor has no account and hides nothing.

    A second report by the same member, or the same words again from visitors, is the first one. A report about a child by a
    member with an approved post hides it at once, unless staff have looked at such a report and kept the post. Other reports hide it
    together, when those that are open weigh enough, unless staff have kept the post after one before.
    """
    post = lock(post)
    theirs = Report.objects.open().about(post).filter(reported_by=by)
    found = theirs.first() if by else theirs.filter(reason=reason, words=words).first()
    if found:
        return found
    hide = reason == ReportReason.CHILD and post.is_visible and hides_at_once(by) and not _was_looked_at(post, reports__reason=ReportReason.CHILD)
    made = Report.objects.create(**about(post), reason=reason, words=words, reported_by=by, reported_at=timezone.now(), hid_at_once=hide)
    if hide:
        _hide(post, Act.HID_BY_REPORT, words_of_a_report(ReportReason.CHILD))
    elif post.is_visible and hide_together(Report.objects.open().about(post).select_related("reported_by")) and not _was_looked_at(post, reports__isnull=False):
        _hide(post, Act.HID_BY_REPORTS, words_of_a_report(SEVERAL))
    return made


def _hide(post: Post, act: str, words: str) -> None:
    """Nobody of staff did: a report, or several."""
    decision = write_down(act, post, by=None, reason=words, latest=latest_decision(post))
    _change(decision, post)
    emails.tell_the_author(decision, post)


# ---------------------------------------------------------------- what they share


def lock(post: Post) -> Post:
    """The post as it stands now, held until the transaction ends: the question's row first, then the reply's.

    Overtaken for a reply that went into another thread since it was read.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("author", "page").get(pk=question_id_of(post))
    if isinstance(post, Question):
        return question
    reply = Reply.objects.select_for_update(of=("self",)).select_related("author").get(pk=post.pk)
    if reply.question_id != question.pk:
        raise Overtaken(_("Staff put this into another thread a moment ago. Look at it there."))
    reply.question = question
    return reply


def question_id_of(post: Post) -> int:
    return post.pk if isinstance(post, Question) else post.question_id


def latest_decision(post: Post) -> Decision | None:
    return Decision.objects.about(post).deciding().select_related("by").order_by("-id").first()


def why_not(post: Post, latest: Decision | None, reader: User) -> Overtaken:
    """The sentence for who came second."""
    if post.state == PostState.WITHDRAWN:
        return Changed(_("%(author)s took this back while you were reading. Nothing was sent.") % {"author": post.author.shown_name})
    if post.edited_at and (latest is None or post.edited_at > latest.at):
        return Changed(_("%(author)s changed this while you were reading. Nothing was sent: read the new words and decide again.") % {"author": post.author.shown_name})
    if latest:
        return AlreadyDecided(latest, reader)
    return Overtaken(_("This cannot be decided like that where it stands now. Nothing was sent."))


def is_the_same_press(latest: Decision | None, by: User, act: str) -> bool:
    """This person did the same a moment ago."""
    return latest is not None and latest.act == act and latest.by_id == by.pk and timezone.now() < latest.letters_leave_at


def is_other_than(seen: str, post: Post, latest: Decision | None) -> bool:
    """Than `version_of` it as the moderator read it."""
    return bool(seen) and seen != version_of(post, latest.pk if latest else None)


def write_down(act: str, post: Post, *, by: User | None, reason: str, latest: Decision | None, **more) -> Decision:
    """The row of the log, and the entry in the history of the page."""
    fields = {"at": timezone.now()} | more
    decision = Decision(act=act, by=by, reason=reason, state_before=post.state, **fields, **about(post), **_choice_that_ends(act, post, latest))
    decision.save()
    write_site_history(decision, post)
    return decision


def _choice_that_ends(act: str, post: Post, latest: Decision | None) -> dict:
    """Who chose the reply as the answer, when hiding it ends that choice; kept on when a hidden one stays hidden."""
    if act not in (Act.HID, *BY_REPORTS) or isinstance(post, Question):
        return {}
    question = post.question
    source = question if question.answer_id == post.pk else latest if post.state == PostState.HIDDEN else None
    return {"answer_chosen_by_id": source.answer_chosen_by_id, "answer_chosen_at": source.answer_chosen_at} if source else {}


def _change(decision: Decision, post: Post) -> None:
    """The post goes to where the act puts it. Its row is locked, so nobody is in between."""
    to, before = decision.state_after, (post.state,)
    if to == PostState.VISIBLE and post.state != PostState.VISIBLE:
        show(post, expected=before)
        emails.hold_back(post, until=decision.letters_leave_at)
        post.person_behind.approve_first_post()
        _choose_again(post, hidden_by(post))
    elif to in (PostState.DECLINED, PostState.HIDDEN):
        take_away(post, to=to, expected=before, reason=decision.reason)


def hidden_by(post: Post) -> Decision | None:
    """The last decision that hid the post."""
    return Decision.objects.about(post).standing().filter(act__in=(Act.HID, *BY_REPORTS)).first()


def _choose_again(post: Post, hiding: Decision | None) -> None:
    """A chosen answer that comes back is chosen again, unless another was chosen meanwhile, or whoever chose it shows no name where it stands by now."""
    if isinstance(post, Question) or hiding is None or hiding.answer_chosen_by_id is None:
        return
    with keeping_count(post.question) as question:
        if question.answer_id is None and is_shown_alike(hiding.answer_chosen_by_id, question):
            question.answer, question.answer_chosen_by, question.answer_chosen_at = post, hiding.answer_chosen_by, hiding.answer_chosen_at


def _put_back(decision: Decision, post: Post, *, reason: str) -> None:
    """The other way round, for undoing."""
    if decision.act == Act.KEPT:
        return
    if decision.state_before == PostState.VISIBLE:
        show(post, expected=(post.state,))
        _choose_again(post, decision)
    else:
        take_away(post, to=PostState(decision.state_before), expected=(post.state,), reason=reason)
        _take_back_the_first_approval(decision, post)


def _take_back_the_first_approval(decision: Decision, post: Post) -> None:
    """The author waits for a first approval again, when this was it and no other came since."""
    author = post.person_behind
    if decision.state_after != PostState.VISIBLE or author.first_post_approved_at is None or author.first_post_approved_at < decision.at:
        return
    approvals = Decision.objects.standing().filter(Q(question__author=author) | Q(reply__author=author), act__in=(Act.APPROVED, Act.RESTORED))
    if not approvals.exclude(pk=decision.pk).filter(at__gte=decision.at).exists():
        author.first_post_approved_at = None
        author.save(update_fields=["first_post_approved_at"])


def _reopen_reports(decision: Decision, post: Post) -> None:
    """Those that the decision closed; not of people who have reported it anew since."""
    anew = Report.objects.open().about(post).exclude(reported_by=None).values("reported_by")
    closed = Report.objects.about(post).filter(decision=decision)
    closed.exclude(reported_by__in=anew).update(state=Report.State.OPEN, decision=None)


def _was_looked_at(post: Post, **reported) -> bool:
    """Staff have read such a report of this post and kept it."""
    return Decision.objects.about(post).standing().filter(act__in=(Act.KEPT, Act.RESTORED), **reported).exists()
