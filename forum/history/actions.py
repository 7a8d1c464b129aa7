"""Changing words that were posted. What people had read is kept; each change is one transaction with the question's row locked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.counts import keeping_count
from forum.discussions.mentions import Named, names_in_change
from forum.discussions.models import PostState, Question, Reply
from forum.history.models import Post, Version
from forum.letters.anew import find_words_anew
from guide.field_notes.actions import flag
from guide.field_notes.models import Flag
from guide.models.freshness import something_changed
from guide.search.marking import changed

GRACE = timedelta(minutes=5)  # after posting, as long as nobody has answered it
CAN_BE_CHANGED = (PostState.WAITING, PostState.DECLINED, PostState.VISIBLE)


class ChangedElsewhere(Overtaken):
    """Other words stand there than those that the form was opened with."""


@transaction.atomic
def edit(*, by: User, post: Post, body: str, title: str = "", seen: str = "", private: bool = False) -> Post:
    """Its author changes it. A declined one goes back to wait for review; what people had read is kept as a version, and nobody gets a letter.

    `seen` is `words_seen` of what the author had before them: ChangedElsewhere when it says something else by now. The same words again
    change nothing. `private` keeps the former words from everybody but staff. Raises mentions.TooMany.
    """
    with in_hand(post) as (asked, current):
        if current.state not in CAN_BE_CHANGED or current.is_visible and (by.first_posts_wait or not asked.is_visible):
            raise Overtaken(_("Staff decided about this while you were changing it. Your new words are kept as a draft."))
        named = names_in_change(body, current, asked) if isinstance(current, Reply) else Named(body)
        body = named.body
        if current.state != PostState.DECLINED and _says(current, title, body):
            return current
        if seen and seen != words_seen(current):
            raise ChangedElsewhere(_("This was changed elsewhere while you were writing. Read what stands there now, then save yours if it is still right."))
        now = timezone.now()
        if not in_grace(asked, current, now):
            _keep(asked, current, now, taken_out_at=now if private else None)
        _say(asked, current, title, body, at=now)
        if isinstance(current, Reply):
            named.keep_instead(current)
        if current.state == PostState.DECLINED:
            current.state, current.reason = PostState.WAITING, ""
            current.save(update_fields=["state", "reason"])
    return current


@transaction.atomic
def put_back(post: Post, version: Version, *, at: datetime) -> None:
    """Staff put back what it said before; what it says now becomes a version. Overtaken when either is gone."""
    with in_hand(post) as (asked, current):
        found = Version.objects.of(current).filter(pk=version.pk).first()
        if found is None or not (current.is_visible and asked.is_visible):
            raise Overtaken(_("This was taken away a moment ago. Nothing was put back."))
        if not found.is_shown_to_all:
            raise Overtaken(_("These words are for their author and staff alone, so they cannot be put back."))
        title = found.title or getattr(current, "title", "")
        if _says(current, title, found.body):
            raise Overtaken(_("It says so already. Nothing was put back."))
        _keep(asked, current, at, by_staff=True)
        _say(asked, current, title, found.body, at=at)
        _tell_nobody(current)


@transaction.atomic
def undo_putting_back(post: Post, *, at: datetime) -> None:
    """As if it had not been put back at that moment. Overtaken when its author changed it since."""
    with in_hand(post) as (asked, current):
        kept = Version.objects.of(current).filter(changed_at=at, by_staff=True).first()
        if kept is None or current.edited_at != at:
            raise Overtaken(_("It was changed again since. Nothing was undone."))
        _say(asked, current, kept.title, kept.body, at=kept.written_at if kept.written_at > _posted_at(current) else None)
        _tell_nobody(current)
        kept.delete()
        current.is_edited = Version.objects.of(current).filter(was_public=True).exists()
        current.save(update_fields=["is_edited"])


@transaction.atomic
def take_out(version: Version, *, at: datetime) -> bool:
    """From now on it is for its author and staff alone. False when it was before."""
    something_changed()
    return bool(Version.objects.filter(pk=version.pk, was_public=True, taken_out_at=None).update(taken_out_at=at))


def show_again(version_id: int, *, taken_out_at: datetime) -> None:
    something_changed()
    Version.objects.filter(pk=version_id, taken_out_at=taken_out_at).update(taken_out_at=None)


def words_seen(post: Post) -> str:
    """Says in a form which words of the post it was opened with."""
    return hashlib.sha256(f"{getattr(post, 'title', '')}\0{post.body}".encode()).hexdigest()[:16]


def in_grace(asked: Question, post: Post, now: datetime) -> bool:
    """Posted a moment ago, and nobody has answered, chosen, liked or reported it: slips of the pen leave no trace."""
    if post.state == PostState.DECLINED or now - _posted_at(post) > GRACE or any(took_up(post) for took_up in _taken_up):
        return False
    if isinstance(post, Question):
        return not (post.replies_by_others or post.me_too_count)
    return not (post.child_count or post.helped_count or asked.answer_id == post.pk or asked.missing_in == post.number)


_taken_up: list[Callable[[Post], bool]] = []


def also_ends_the_grace(took_up: Callable[[Post], bool]) -> None:
    """For rooms that know of more that happens to a post: what somebody acted on is kept from then on."""
    if took_up not in _taken_up:
        _taken_up.append(took_up)


@contextmanager
def in_hand(post: Post) -> Iterator[tuple[Question, Post]]:
    """Its question and itself as they stand now, locked in the order of the other rooms. Overtaken for a reply that went into another thread meanwhile."""
    question_id, joined_id = (post.pk, None) if isinstance(post, Question) else Reply.objects.values_list("question", "stands_for").get(pk=post.pk)
    if joined_id:  # its own row is written too: both are held in the order in which everybody holds questions
        list(Question.objects.select_for_update().filter(pk__in=[question_id, joined_id]).order_by("pk").values_list("pk"))
    with keeping_count(Question(pk=question_id)) as asked:
        if isinstance(post, Question):
            yield asked, asked
            return
        reply = Reply.objects.select_for_update().get(pk=post.pk)
        if reply.question_id != question_id:
            raise Overtaken(_("Staff put this into another thread a moment ago. Look at it there."))
        yield asked, reply


def _posted_at(post: Post) -> datetime:
    return post.asked_at if isinstance(post, Question) else post.replied_at


def _says(post: Post, title: str, body: str) -> bool:
    return post.body == body and (not isinstance(post, Question) or post.title == title)


def _keep(asked: Question, post: Post, now: datetime, **more) -> None:
    """What it says now, before it says something else. A joined question keeps its history with itself: it may be separated again."""
    was_public = post.is_visible and asked.is_visible
    joined = isinstance(post, Reply) and bool(post.asked_as)
    of = {"question_id": post.stands_for_id} if joined else {"question": post} if isinstance(post, Question) else {"reply": post}
    title = post.asked_as if joined else getattr(post, "title", "")
    Version.objects.create(title=title, body=post.body, written_at=post.edited_at or _posted_at(post), changed_at=now, was_public=was_public, **of, **more)
    if was_public:
        post.is_edited = True
    if was_public and joined:
        Question.objects.filter(pk=post.stands_for_id).update(is_edited=True)


def _tell_nobody(post: Post) -> None:
    """Rows of the names in words that stand again were kept with them; of those in the others nobody is to hear any more."""
    if isinstance(post, Reply):
        Named(post.body).keep_instead(post)


def _say(asked: Question, post: Post, title: str, body: str, *, at: datetime | None) -> None:
    """The search reads it anew; letters that have their words and could not leave find them once more."""
    was_called, address = getattr(post, "title", ""), post.get_absolute_url()
    post.body, post.edited_at = body, at
    if isinstance(post, Question):
        post.title, asked.missing_in = title, None
        post.may_answer_due = timezone.now() if title != was_called else post.may_answer_due
    names = ["title", "may_answer_due"] if isinstance(post, Question) else []
    post.save(update_fields=["body", "edited_at", "is_edited", *names])
    if isinstance(post, Reply):
        flag([post.pk], Flag.CHANGED)
    if post.is_visible:
        thread = isinstance(post, Question) and title != was_called
        changed(f"thread:{post.pk}" if thread else f"{post._meta.model_name}:{post.pk}")
        find_words_anew(address)
