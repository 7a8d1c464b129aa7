"""A thread in other orders than the one of its branches: one flat list, in which each reply names whom it answers."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.blocking.blocks import blocks_of
from forum.discussions.models import Question, Reply
from forum.discussions.queries import ReplyQuerySet
from forum.discussions.threads import RUN, Run, Shown, as_shown, as_the_reader_sees_it, found_helpful, name_whom_they_answer

A_PLACE = re.compile(r"(?:([0-9]{1,9})-)?([0-9]{1,18})")  # how many it helped, and its id


class Order(models.TextChoices):
    NEWEST = "newest", _("Newest")
    HELPFUL = "helpful", _("Most helpful")


FIELDS = {Order.NEWEST: ("-id",), Order.HELPFUL: ("-helped_count", "-id")}  # each has an index of its own


def order_from(typed: str | None) -> Order | None:
    """None is the order of the branches; so is whatever else stands in an address."""
    return Order(typed) if typed in Order.values else None


def read_list(question: Question, user: User, order: Order, *, behind: str = "") -> Run:
    """RUN replies behind a place in this order. Three queries at most, four for a member."""
    replies = as_shown(question.replies.read_by(user).without_stubs(user)).order_by(*FIELDS[order])
    place = A_PLACE.fullmatch(behind)
    if place:
        replies = _behind(replies, order, int(place[1] or 0), int(place[2]))
    rows = list(replies[: RUN + 1])
    more, rows = len(rows) > RUN, rows[:RUN]
    helped = found_helpful(user, [row.pk for row in rows] + ([question.answer_id] if question.answer_id else []))
    return Run(_flat(rows, user, helped), next_path=_place_of(rows[-1], order) if more else "", is_first=not place, helped=helped, order=order.value)


def _behind(replies: ReplyQuerySet, order: Order, helped: int, reply_id: int) -> ReplyQuerySet:
    if order == Order.NEWEST:
        return replies.filter(id__lt=reply_id)
    return replies.filter(Q(helped_count__lt=helped) | Q(helped_count=helped, id__lt=reply_id), helped_count__lte=helped)


def _place_of(reply: Reply, order: Order) -> str:
    return f"{reply.helped_count}-{reply.pk}" if order == Order.HELPFUL else str(reply.pk)


def _flat(rows: list[Reply], user: User, helped: Collection[int]) -> list[Shown]:
    blocks = blocks_of(user)
    posts = [as_the_reader_sees_it(row, 1, user, helped=helped, blocks=blocks) for row in rows]
    name_whom_they_answer([post for post in posts if post.reply.parent_id], rows)
    return posts
