"""Unanswered questions at the desk: a list of their own, the oldest first, and what staff do about one.

They stand beside the queue and not in it: they are not decisions, and a few that are hard to answer would bury what came in today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.models import Question
from forum.discussions.places import place_of
from forum.finding_answers import actions as finding
from forum.finding_answers.emails import tell_staff
from forum.finding_answers.ladder import who_may_own
from forum.finding_answers.models import InHand, Request
from forum.finding_answers.queries import unanswered
from forum.letters.actions import drop_letters, write_letter
from guide.spiral import Spiral, read_spiral
from moderation.actions import AlreadyDecided, latest_decision, lock
from moderation.history import write_site_history
from moderation.lines import BY_AGE, Key, Line
from moderation.models import Act, Decision, about
from moderation.rules import can_decide
from moderation.working_days import age_in_words

A_PAGE = 50
PROMISED = timedelta(days=2)  # those who ask are told that staff find someone then


# ---------------------------------------------------------------- the list


@dataclass
class Unanswered(Line):
    """A question that nobody has answered, and who sees to it."""

    subject: Question
    reader: User
    spiral: Spiral

    sign = "ask"
    can_be_approved = False

    @property
    def id(self) -> str:
        return f"unanswered-{self.subject.pk}"

    @property
    def url(self) -> str:
        return reverse("moderation:unanswered", args=[self.subject.pk])

    @property
    def kind(self) -> str:
        return _("Without an answer")

    @property
    def mark(self) -> str:
        return "" if self.subject.placed else _("Needs a page")

    @property
    def owner(self) -> User | None:
        row = getattr(self.subject, "in_hand", None)
        return row and row.owner

    @property
    def by(self) -> str:
        place = place_of(self.subject.page, self.spiral).short
        with_whom = _("with %(name)s") % {"name": self.owner.shown_name} if self.owner and not self.yours else ""
        return ", ".join(part for part in (place, with_whom) if part)

    @property
    def yours(self) -> bool:
        return self.owner == self.reader

    @property
    def due_at(self) -> datetime:
        return due_of(self.subject)

    @property
    def age(self) -> str:
        return age_in_words(self.subject.asked_at, self.due_at)


def due_of(question: Question) -> datetime:
    return timezone.localtime(question.asked_at + PROMISED)


def read_unanswered(user: User, *, after: Key | None = None) -> tuple[list[Unanswered], Key | None]:
    """A page of them, the oldest first, and the key to go on behind. One query, and the tree of the guide."""
    waiting = unanswered().select_related("page__content_type", "in_hand__owner").defer("body").order_by("id")
    rows = list((waiting.filter(pk__gt=after.post) if after else waiting)[: A_PAGE + 1])
    if not rows:
        return [], None
    spiral = read_spiral(rows[0].page)
    lines = [Unanswered(Key(BY_AGE, row.asked_at, "unanswered", row.pk), row, user, spiral) for row in rows]
    return lines[:A_PAGE], lines[A_PAGE - 1].key if len(rows) > A_PAGE else None


def count_unanswered(user: User) -> dict[str, int]:
    """One query."""
    return unanswered().aggregate(unanswered=Count("pk"), unanswered_yours=Count("pk", filter=Q(in_hand__owner=user)))


# ---------------------------------------------------------------- one of them


def who_was_asked(question: Question) -> QuerySet[Request]:
    """In their order. Why is not said here: it would tell staff who stands behind a story that names nobody."""
    return question.requests.select_related("person").order_by("place")


def others_for(question: Question, owner: User | None) -> QuerySet[User]:
    """Who could have it in hand instead: not its asker, unless they show no name, for then it would say who that is."""
    asker = 0 if question.alias else question.author_id
    return who_may_own().exclude(pk__in=[asker, owner.pk if owner else 0]).order_by("display_name", "pk")


# ---------------------------------------------------------------- what staff do


@transaction.atomic
def hand_over(*, by: User, question: Question, to: User, from_whom: int | None) -> None:
    """`to` sees to it, and hears of it where somebody else gave it. Overtaken when another has it by now than when the page was drawn."""
    if not by.moderates_discussions or not to.moderates_discussions:
        raise PermissionDenied
    question = lock(question)
    if not unanswered().filter(pk=question.pk).exists():
        raise Overtaken(_("It needs nobody any more: it was answered, set aside or taken off the site a moment ago."))
    if InHand.objects.filter(question=question, owner=to).exists():
        return
    if not finding.hand_over(question=question, to=to, from_whom=from_whom):
        raise Overtaken(_("Someone else took this question a moment ago. Nothing was changed."))
    if to != by:
        tell_staff(to, [InHand.objects.select_related("question", "owner").get(question=question)], why="handed")


@transaction.atomic
def set_aside(*, by: User, question: Question, reason: str) -> Decision:
    """It needs no answer. Whoever asked reads why, a minute later. Raises Overtaken, PermissionDenied for one's own, ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError(_("Say why it needs no answer"), code="reason")
    question = lock(question)
    if not can_decide(by, question):
        raise PermissionDenied
    latest = latest_decision(question)
    if not unanswered().filter(pk=question.pk).exists():
        return _the_same_or_overtaken(latest, Act.SET_ASIDE, by)
    finding.set_aside(by=by, question=question, reason=reason.strip())
    decision = _write(Act.SET_ASIDE, question, by=by, reason=reason.strip())
    _tell_the_asker(decision, question)
    return decision


@transaction.atomic
def bring_back(*, by: User, question: Question) -> Decision:
    """It waits for an answer again. A letter about setting it aside that has not left is taken back."""
    question = lock(question)
    if not can_decide(by, question):
        raise PermissionDenied
    if not finding.bring_back(question=question):
        return _the_same_or_overtaken(latest_decision(question), Act.BROUGHT_BACK, by)
    drop_letters(question=question.pk, kinds=["set-aside"])
    return _write(Act.BROUGHT_BACK, question, by=by)


def _the_same_or_overtaken(latest: Decision | None, act: str, by: User) -> Decision:
    """The same press again gets the decision that the first one made."""
    if latest and latest.act in (Act.SET_ASIDE, Act.BROUGHT_BACK):
        if latest.act == act and latest.by_id == by.pk:
            return latest
        raise AlreadyDecided(latest, by)
    raise Overtaken(_("It needs nobody any more: it was answered, set aside or taken off the site a moment ago."))


def _write(act: str, question: Question, *, by: User, reason: str = "") -> Decision:
    decision = Decision(act=act, by=by, at=timezone.now(), reason=reason, state_before=question.state, **about(question))
    decision.save()
    write_site_history(decision, question)
    return decision


def _tell_the_asker(decision: Decision, question: Question) -> None:
    write_letter(
        kind="set-aside",
        to=User.objects.get(pk=question.author_id),
        context={"question": question, "why": decision.reason, "link": question.get_absolute_url(), "link_words": gettext_lazy("Read your question")},
        about_question=question.pk,
        once=f"decision:{decision.pk}",
        due_at=decision.letters_leave_at,
    )
