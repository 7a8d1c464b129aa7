"""May this person do this to this story?"""

from __future__ import annotations

from accounts.models import User
from forum.discussions.rules import can_post
from forum.stories.models import StoryState, Submission

CAN_BE_TAKEN_BACK = (StoryState.WITH_EDITOR, StoryState.CHANGES_REQUESTED, StoryState.ACCEPTED, StoryState.PUBLISHED, StoryState.NOT_USED)


def is_author(user: User, story: Submission) -> bool:
    return user.is_authenticated and story.author_id == user.pk


def can_write(user: User, story: Submission) -> bool:
    """Change words and photos: the author, while the story is open to them."""
    return is_author(user, story) and can_post(user) and story.open_to_the_author


def can_take_back(user: User, story: Submission) -> bool:
    return is_author(user, story) and story.state in CAN_BE_TAKEN_BACK


def can_delete(user: User, story: Submission) -> bool:
    """Only a draft that was never sent: whatever was sent keeps its history."""
    return is_author(user, story) and story.state == StoryState.DRAFT


def can_say_yes(user: User, story: Submission) -> bool:
    return is_author(user, story) and story.state in (StoryState.ACCEPTED, StoryState.PUBLISHED) and story.page_id is not None


def can_edit_stories(user: User) -> bool:
    """Staff who decide about stories; never about their own (see can_decide)."""
    return user.is_authenticated and user.moderates_stories


def can_decide(user: User, story: Submission) -> bool:
    return can_edit_stories(user) and story.author_id != user.pk


def can_see_photos(user: User, story: Submission) -> bool:
    return is_author(user, story) or (user.is_authenticated and story.state != StoryState.DRAFT and (user.moderates_stories or user.edits_the_guide))
