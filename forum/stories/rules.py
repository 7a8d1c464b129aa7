"""May this person do this to this story? Actions ask again under the story's lock; views and templates ask to say so in time."""

from __future__ import annotations

from accounts.models import User
from forum.discussions.rules import can_post
from forum.stories.models import OPEN_TO_THE_AUTHOR, StoryState, Submission

CAN_BE_TAKEN_BACK = (StoryState.WITH_EDITOR, StoryState.CHANGES_REQUESTED, StoryState.ACCEPTED, StoryState.PUBLISHED, StoryState.NOT_USED)
CAN_BE_AGREED_TO = (StoryState.ACCEPTED, StoryState.PUBLISHED)


def is_author(user: User, story: Submission) -> bool:
    return user.is_authenticated and story.author_id == user.pk


def can_write(user: User, story: Submission) -> bool:
    """Change words and photos, and send them: the author, while the story is open to them and no pause lasts."""
    return is_author(user, story) and can_post(user) and story.open_to_the_author


def can_recall(user: User, story: Submission) -> bool:
    """Get it back to change it, before an editor has read it. A pause does not matter: nothing is posted by it."""
    return is_author(user, story) and story.can_be_recalled


def can_take_back(user: User, story: Submission) -> bool:
    return is_author(user, story) and story.state in CAN_BE_TAKEN_BACK


def can_delete(user: User, story: Submission) -> bool:
    """Only a draft: whatever an editor may have read keeps its history."""
    return is_author(user, story) and story.state == StoryState.DRAFT


def can_say_yes(user: User, story: Submission) -> bool:
    """Read the final version, and agree to it or not."""
    return is_author(user, story) and story.state in CAN_BE_AGREED_TO and story.page_id is not None


def can_edit_stories(user: User) -> bool:
    """Staff who decide about stories; never about their own (see can_decide)."""
    return user.is_authenticated and user.moderates_stories


def can_decide(user: User, story: Submission) -> bool:
    return can_edit_stories(user) and story.author_id != user.pk


def can_show_the_final(user: User, story: Submission) -> bool:
    """Ask the author to read what stands in the CMS: whoever decides about stories or edits the guide; not the author themselves."""
    return can_decide(user, story) or (user.is_authenticated and user.edits_the_guide and story.author_id != user.pk)


def can_see_photos(user: User, story: Submission) -> bool:
    """The author always; staff once they were sent, not while the author may be changing them, and not after they were taken back."""
    if is_author(user, story):
        return True
    is_staff = user.is_authenticated and (user.moderates_stories or user.edits_the_guide)
    return is_staff and story.state not in (*OPEN_TO_THE_AUTHOR, StoryState.TAKEN_BACK)
