"""May this person do this to this post? Views raise on False; templates ask the same questions."""

from __future__ import annotations

from accounts.models import User
from forum.discussions.models import PostState, Question, Reply

LONG = 5  # replies from which on it helps to say where a thread stands
OPEN_TO_EDITS = (PostState.WAITING, PostState.DECLINED)


def can_post(user: User) -> bool:
    return user.is_authenticated and user.is_active and not user.is_silenced


def can_reply(user: User, question: Question) -> bool:
    return can_post(user) and question.state == PostState.VISIBLE and not question.is_closed


def can_ask_for_more(user: User, question: Question) -> bool:
    """Whoever may help: members with an approved post, and staff. Not about one's own question, and not about one that is settled."""
    return can_reply(user, question) and question.author_id != user.pk and not question.has_answer and not user.first_posts_wait


def can_use_saved_replies(user: User) -> bool:
    """Staff who moderate discussions; they keep them at the desk."""
    return can_post(user) and user.moderates_discussions


def can_say_enough(user: User, question: Question) -> bool:
    """The asker, and whoever moderates discussions."""
    return can_post(user) and question.is_visible and (question.author_id == user.pk or user.moderates_discussions)


def can_sum_up(user: User, question: Question) -> bool:
    """The asker, and whoever moderates discussions, once a thread is long; what stands there already may be changed as long as it stands.

    Whose posts wait for review does not: these words would stand at once.
    """
    if not can_post(user) or user.first_posts_wait or not question.is_visible or not (question.reply_count >= LONG or question.summary):
        return False
    return question.author_id == user.pk or user.moderates_discussions


def can_edit(user: User, post: Question | Reply) -> bool:
    """One's own. Of what stands on the site the former words are kept (forum/history); whose posts wait for review changes them only before that."""
    if not (can_post(user) and post.author_id == user.pk):
        return False
    question = post if isinstance(post, Question) else post.question
    return post.state in OPEN_TO_EDITS or (post.is_visible and question.is_visible and not user.first_posts_wait)


def can_withdraw(user: User, post: Question | Reply) -> bool:
    """One's own: at any time while it waits; a visible question only while nobody has answered it."""
    if not user.is_authenticated or post.author_id != user.pk:
        return False
    if post.state in OPEN_TO_EDITS:
        return True
    return post.state == PostState.VISIBLE and (isinstance(post, Reply) or post.replies_by_others == 0)


def can_choose_answer(user: User, question: Question) -> bool:
    """The asker, or staff who moderate discussions; nobody while a pause lasts."""
    if not can_post(user) or question.state != PostState.VISIBLE:
        return False
    return question.author_id == user.pk or user.moderates_discussions


def can_say_me_too(user: User, question: Question) -> bool:
    return can_post(user) and question.is_visible and question.author_id != user.pk


def can_say_it_helped(user: User, reply: Reply) -> bool:
    return can_post(user) and reply.is_visible and reply.author_id != user.pk
