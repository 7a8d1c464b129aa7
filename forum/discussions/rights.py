"""Answers for letters: may this person still read what the letter is about, now that it is about to leave?"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply
from forum.letters.looking_up import looked_up_once


class Post(NamedTuple):
    author: int
    state: str


def may_read(person: User | None, question: int | None, reply: int | None) -> bool:
    """True for one's own posts in any state but withdrawn, for moderators likewise, and for what stands on the site. At most two queries."""
    asked = [questions([question]).get(question)] if question else []
    asked += [replies([reply]).get(reply)] if reply else []
    return all(post is not None and _may_read(person, post) for post in asked)


def _may_read(person: User | None, post: Post) -> bool:
    """The words, that is: of what was hidden a thread shows a mark at most."""
    if post.state in (PostState.VISIBLE, PostState.WITHDRAWN) or person is None:
        return post.state == PostState.VISIBLE
    return post.author == person.pk or person.moderates_discussions


def look_up(question_ids: Collection[int], reply_ids: Collection[int]) -> None:
    """For a batch of letters: two queries."""
    questions(question_ids)
    replies(reply_ids)


@looked_up_once
def questions(ids: Collection[int]) -> dict[int, Post]:
    return {pk: Post(author, state) for pk, author, state in Question.objects.filter(pk__in=ids).values_list("pk", "author", "state")}


@looked_up_once
def replies(ids: Collection[int]) -> dict[int, Post]:
    return {pk: Post(author, state) for pk, author, state in Reply.objects.filter(pk__in=ids).values_list("pk", "author", "state")}
