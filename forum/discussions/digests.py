"""What the weekly digest tells a member of questions, besides what they follow: their own that have no answer yet, and some that they may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.blocking.blocks import blocks_of
from forum.discussions.following import heard_by_following
from forum.discussions.models import Question, Reply
from forum.letters.digests.sections import WAITING, Line, Section, in_weekly_digests
from forum.letters.follows import Follow, Pace

OWN_AT_MOST, KNOWN_AT_MOST = 3, 3  # in one letter
LOOKED_AT = 200  # the newest of the week: a busy one must not make the letters of all members slow


def _may_know(number: int) -> str:
    return ngettext("%(number)d question you may know", "%(number)d questions you may know", number) % {"number": number}


MAY_KNOW = Section(gettext_lazy("You may know this"), 40, _may_know)


@in_weekly_digests(WAITING)
def own_questions(members: Collection[User], since: datetime) -> dict[int, list[Line]]:
    """Theirs with replies of this week and no chosen answer. One query."""
    mine = Question.objects.visible().filter(author__in=[one.pk for one in members], answer=None, last_reply_at__gte=since, replies_by_others__gt=0)
    found: dict[int, list[Line]] = defaultdict(list)
    for question in mine.newest_first().only("author", "title", "language", "replies_by_others"):
        if len(found[question.author_id]) < OWN_AT_MOST:
            found[question.author_id].append(Line(question.title, question.get_absolute_url(), _did_it_settle(question), question.language))
    return found


def _did_it_settle(question: Question) -> str:
    number = question.replies_by_others
    replies = ngettext("%(number)d reply", "%(number)d replies", number) % {"number": number}
    return _("%(replies)s. Did one of them settle it?") % {"replies": replies}


@in_weekly_digests(MAY_KNOW)
def questions_they_may_know(members: Collection[User], since: datetime) -> dict[int, list[Line]]:
    """Of this week, without a reply, on pages that they follow or answered on, but of whom they blocked. A handful of queries, one where nobody waits, and one for each who blocks."""
    asked = Question.objects.visible().waiting().filter(asked_at__gte=since, placed=True, reply_count=0)
    fresh = list(asked.newest_first().select_related("author").defer("body", "reason")[:LOOKED_AT])
    if not fresh:
        return {}
    people = [one.pk for one in members]
    known = _pages_they_know(people, {question.page_key for question in fresh})
    found: dict[int, list[Line]] = {}
    for member in members:
        person, blocks = member.pk, blocks_of(member)
        theirs = [one for one in fresh if one.author_id != person and one.page_key in known[person] and (one.author_id, one.alias) not in blocks]
        found[person] = [Line(question.title, question.get_absolute_url(), _since_when(question), question.language) for question in theirs[:KNOWN_AT_MOST]]
    return found


def _pages_they_know(people: list[int], pages: set[UUID]) -> dict[int, set[UUID]]:
    """By member, which of these pages. Who follows a stage knows its milestones."""
    reached_by = heard_by_following(pages)
    known: dict[int, set[UUID]] = defaultdict(set)
    follows = Follow.objects.filter(~Q(pace=Pace.MUTE), person__in=people, kind="page", key__in=reached_by)
    for person, key in follows.values_list("person", "key"):
        known[person] |= reached_by[key]
    answered = Reply.objects.visible().filter(author__in=people, question__page_key__in=pages)
    for person, page in answered.order_by().values_list("author", "question__page_key").distinct():
        known[person].add(page)
    return known


def _since_when(question: Question) -> str:
    """“Dos Arroyos, NM. No replies yet, 2 days”."""
    days = (timezone.now() - question.asked_at).days
    waits = ngettext("No replies yet, %(number)d day", "No replies yet, %(number)d days", days) % {"number": days} if days else _("No replies yet")
    return ". ".join(part for part in (question.author.shown_place, waits) if part)
