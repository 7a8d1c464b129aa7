"""Who may know the answer to a question: those who have been where it was asked, or close by, and do not mind being asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from forum.blocking.blocks import who_blocked
from forum.discussions.models import MeToo, PostState, Question, Reply, guide_home
from forum.finding_answers.models import Helper, Request
from forum.letters.follows import Follow, MailSettings, Pace
from forum.letters.models import LetterStop, Mailbox
from forum.stories.models import Submission
from guide.spiral import Leaf, read_spiral

A_WEEK = timedelta(days=7)  # between two requests to the same person
LOOKED_AT = 200  # the newest stories and answers: those who were there lately remember best
KIND = "asked-to-help"  # of the letter

Why = Request.Why
WEIGHT = {Why.STORY_HERE: 60, Why.ANSWER_HERE: 50, Why.STORY_NEAR: 40, Why.ANSWER_NEAR: 35, Why.FOLLOWS_HERE: 30, Why.FOLLOWS_NEAR: 20}
SAME_COMMUNITY = 15  # a village asks a village: more than a rank, less than having been elsewhere


@dataclass(frozen=True)
class Ground:
    """Why somebody may know. `story` is the title of theirs."""

    why: str
    story: str = ""


@dataclass(frozen=True)
class Around:
    """The page of a question and those of the same stage: ids of the guide's own pages, and translation keys."""

    here: set[int]
    near: set[int]
    key_here: UUID
    keys_near: set[UUID]

    @property
    def ids(self) -> set[int]:
        return self.here | self.near

    @property
    def keys(self) -> set[UUID]:
        return self.keys_near | {self.key_here}


def who_may_know(question: Question, now: datetime) -> list[tuple[User, Ground]]:
    """Likeliest first, each with the best ground. About a dozen queries, however many there are."""
    around = around_of(question)
    found: dict[int, Ground] = {}
    for person, ground in (*_storytellers(question, around), *_answerers(around), *_followers(around)):
        if person not in found or WEIGHT[ground.why] > WEIGHT[found[person].why]:
            found[person] = ground
    if not found:
        return []
    left_in_peace = _not_to_be_asked(question, around, found)
    return _in_order(question, {person: ground for person, ground in found.items() if person not in left_in_peace}, now)


def around_of(question: Question) -> Around:
    page, spiral = question.page, read_spiral(guide_home())
    stage, milestone = spiral.milestone(page.pk)
    stage = stage or spiral.stage(page.pk)
    leaves: list[Leaf] = [stage, *stage.milestones] if stage else []
    others = [leaf for leaf in leaves if leaf.key != question.page_key]
    return Around({page.pk}, {leaf.original or leaf.id for leaf in others}, question.page_key, {leaf.key for leaf in others})


# ---------------------------------------------------------------- those who have been there


def _storytellers(question: Question, around: Around) -> Iterator[tuple[int, Ground]]:
    """Of published stories that stand there; and whoever told the story that is asked about."""
    there = Q(page__milestones__in=around.ids) | Q(page=question.page_id)
    told = Submission.objects.filter(there, page__live=True).order_by("-pk").values_list("author", "page__title", "page__milestones", "page")[:LOOKED_AT]
    for author, title, milestone, page in told:
        is_here = page == question.page_id or milestone in around.here
        yield author, Ground(Why.STORY_HERE if is_here else Why.STORY_NEAR, title[:200])


def _answerers(around: Around) -> Iterator[tuple[int, Ground]]:
    """Of chosen answers there. What somebody wrote without their name leads to nobody."""
    chosen = Question.objects.visible().filter(page_key__in=around.keys, answer__state=PostState.VISIBLE, answer__alias="")
    for author, key in chosen.order_by("-id").values_list("answer__author", "page_key")[:LOOKED_AT]:
        yield author, Ground(Why.ANSWER_HERE if key == around.key_here else Why.ANSWER_NEAR)


def _followers(around: Around) -> Iterator[tuple[int, Ground]]:
    """Those who said that they want to be asked where they follow."""
    willing = Follow.objects.filter(kind="page", key__in=map(str, around.keys), person__helper__wish=Helper.Wish.FOLLOWED).exclude(pace=Pace.MUTE)
    for person, key in willing.order_by("-id").values_list("person", "key")[:LOOKED_AT]:
        yield person, Ground(Why.FOLLOWS_HERE if key == str(around.key_here) else Why.FOLLOWS_NEAR)


# ---------------------------------------------------------------- those who are left in peace


def _not_to_be_asked(question: Question, around: Around, people: Collection[int]) -> set[int]:
    """Whoever asked or has the question too; was asked about it before, or said of the same page that it is not theirs; wants no such letters; blocked the asker."""
    asked_before = Q(question=question) | Q(question__page_key=question.page_key, said=Request.Said.NOT_ME)
    things = Q(kind="question", key=str(question.pk)) | Q(kind="page", key__in=map(str, around.keys))
    left = {question.author_id} | who_blocked(question.author_id, alias=question.alias, among=people)
    for rows, name in (
        (Request.objects.filter(asked_before), "person"),
        (Helper.objects.filter(wish=Helper.Wish.NEVER), "person"),
        (LetterStop.objects.filter(Q(kind=KIND) | Q(question=question.pk)), "person"),
        (Follow.objects.filter(things, pace=Pace.MUTE), "person"),
        (MeToo.objects.filter(question=question), "member"),
        (Reply.objects.filter(question=question), "author"),
    ):
        left |= set(rows.filter(**{f"{name}__in": people}).order_by().values_list(name, flat=True))
    return left


def _in_order(question: Question, found: dict[int, Ground], now: datetime) -> list[tuple[User, Ground]]:
    """Those who are here and may be written to just now. Of two with the same ground, whoever was not asked for longest."""
    here = User.objects.filter(Q(silenced_until=None) | Q(silenced_until__lte=now), pk__in=found, is_active=True, leaves_at=None).select_related("helper")
    free = [one for one in here if last_asked(one) is None or last_asked(one) <= now - A_WEEK]
    paused = set(MailSettings.objects.filter(person__in=free, paused_until__gt=now).values_list("person", flat=True))
    shut = Mailbox.objects.shut_among([one.email for one in free])
    community = User.objects.filter(pk=question.author_id).values_list("community", flat=True).first()
    free = [one for one in free if one.pk not in paused and one.email.lower() not in shut]

    def place(one: User) -> tuple:
        weight = WEIGHT[found[one.pk].why] + (SAME_COMMUNITY if community and one.community == community else 0)
        last = last_asked(one)
        return -weight, last.timestamp() if last else 0, one.pk

    return [(one, found[one.pk]) for one in sorted(free, key=place)]


def last_asked(person: User) -> datetime | None:
    helper = getattr(person, "helper", None)
    return helper and helper.asked_at
