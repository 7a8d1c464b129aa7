"""The author takes a story back: into their hands, off the site, or away."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.stories import emails
from forum.stories.actions.holding import change, hold_the_page, of_the_author
from forum.stories.actions.writing import why_it_stands_still
from forum.stories.models import Step, StoryState, Submission
from guide.models import consent


@transaction.atomic
def recall(*, by: User, story: Submission) -> Submission:
    """Back into the author's hands, to change it: it stands where it stood before it was sent. Overtaken once an editor has opened it."""
    locked = of_the_author(story, by)
    if locked.open_to_the_author:
        return locked
    if not locked.can_be_recalled:
        raise Overtaken(why_it_stands_still(locked))
    before = locked.steps.filter(state__in=[state for state in StoryState if state != StoryState.WITH_EDITOR]).last()
    change(locked, before.state if before else StoryState.DRAFT, by=by, act=Step.Act.RECALLED)
    return locked


@transaction.atomic
def delete_draft(*, by: User, story: Submission) -> None:
    """A draft that no editor has seen, with its photos. Files go after the commit."""
    locked = of_the_author(story, by)
    if locked.state != StoryState.DRAFT:
        raise Overtaken(_("This story was sent already. You can take it back instead."))
    files = [photo.file for photo in locked.photos.all()]
    locked.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


@transaction.atomic
def take_back(*, by: User, story: Submission) -> None:
    """The author takes it back from wherever it is; what was published is gone from every surface at once. Twice is once."""
    locked = of_the_author(story, by)
    if locked.state == StoryState.TAKEN_BACK:
        return
    if locked.state == StoryState.DRAFT:
        raise Overtaken(_("This story was not sent, so there is nothing to take back. You can delete the draft."))
    before = locked.state
    change(locked, StoryState.TAKEN_BACK, by=by)  # first: what the page's signals say then changes nothing
    if hold_the_page(locked):
        consent.withdraw(locked.page, by=by)
    emails.drop_what_waits(locked)
    emails.tell_taken_back(locked, before=before)
