"""A story's row in hand, with the look at who may, and the step that is written with every change."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.stories import rules
from forum.stories.models import Step, Submission
from guide.models import StoryPage, consent


def lock(story: Submission) -> Submission:
    """The story's row, locked. Raises Overtaken when it was deleted meanwhile."""
    locked = Submission.objects.held().filter(pk=story.pk).first()
    if locked is None:
        raise Overtaken(_("This story was deleted meanwhile."))
    return locked


def of_the_author(story: Submission, by: User, *, writes: bool = False) -> Submission:
    """The row, for its author alone. `writes` when new words come with it: whoever has to pause may not."""
    locked = lock(story)
    if not rules.is_author(by, locked) or writes and not can_post(locked.author) and locked.author.is_active:
        raise PermissionDenied
    if not _is_here(locked.author):
        raise Overtaken(_("This account was closed a moment ago, so nothing was changed."))
    return locked


def decided_by(story: Submission, by: User) -> Submission:
    """The row, for who decides about it."""
    locked = lock(story)
    if not rules.can_decide(by, locked):
        raise PermissionDenied
    return locked


def _is_here(person: User) -> bool:
    """Can still be written to, and answer."""
    return person.is_active and person.erased_at is None


def refuse_without_its_author(story: Submission) -> None:
    if not _is_here(story.author):
        raise Overtaken(_("The author has closed their account: nobody can answer, or say yes to a final version. You can only decline this story. Nothing was sent."))


def hold_the_page(story: Submission) -> StoryPage | None:
    """The story's page as it stands now, held; None when it has none, or it was deleted."""
    held = consent.hold_page(story.page_id)
    story.page = StoryPage.objects.filter(pk=held.pk).first() if held else None
    return story.page


def change(story: Submission, state: str, *, by: User | None, reason: str = "", act: str = "", fields: Sequence[str] = ()) -> Step:
    story.state, story.state_at = state, timezone.now()
    story.save(update_fields=["state", "state_at", *fields])
    return write_step(story, by=by, reason=reason, act=act)


def write_step(story: Submission, *, by: User | None, reason: str = "", act: str = "") -> Step:
    return Step.objects.create(submission=story, state=story.state, act=act, by=by, reason=reason, at=timezone.now())
