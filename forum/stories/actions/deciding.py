"""Staff read a story and decide on it; the moderation room calls these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.stories import emails, rules
from forum.stories.actions.holding import change, decided_by, hold_the_page, lock, refuse_without_its_author, write_step
from forum.stories.models import ON_THE_DESK, Note, Step, StoryState, Submission
from guide.models import consent

DECIDED = (StoryState.CHANGES_REQUESTED, StoryState.ACCEPTED, StoryState.NOT_USED)


@transaction.atomic
def open_for(*, by: User, story: Submission) -> Submission:
    """Someone who decides begins to read: the author can no longer recall it. The first to open has it in hand; others only look."""
    locked = lock(story)
    if locked.can_be_recalled and rules.can_decide(by, locked):
        locked.opened_at = timezone.now()
        locked.editor = locked.editor or by
        locked.save(update_fields=["opened_at", "editor"])
        write_step(locked, by=by, act=Step.Act.OPENED)
    return locked


@transaction.atomic
def give_to(*, to: User, story: Submission) -> None:
    """Someone else who decides has it in hand from now on."""
    locked = decided_by(story, to)
    if locked.editor_id != to.pk:
        locked.editor = to
        locked.save(update_fields=["editor"])
        write_step(locked, by=to, act=Step.Act.GIVEN)


@transaction.atomic
def request_changes(*, by: User, story: Submission, note: str, due_at: datetime | None = None) -> Submission:
    """Back to the author with a note (clean HTML). Once it has a page, its text is settled there: see `say_not_yet`.

    Here and below, `due_at` is when the letter leaves.
    """
    expected = (StoryState.WITH_EDITOR,) if lock(story).page_id else ON_THE_DESK
    return _decide(story, StoryState.CHANGES_REQUESTED, by=by, expected=expected, note=note, due_at=due_at)


@transaction.atomic
def accept(*, by: User, story: Submission, note: str = "", due_at: datetime | None = None) -> Submission:
    return _decide(story, StoryState.ACCEPTED, by=by, expected=(StoryState.WITH_EDITOR,), note=note, due_at=due_at)


@transaction.atomic
def decline(*, by: User, story: Submission, reason: str, note: str = "", due_at: datetime | None = None) -> Submission:
    """The text is kept, and the author may change it and send it again. A yes to a page that was made of it ends."""
    locked = _decide(story, StoryState.NOT_USED, by=by, expected=ON_THE_DESK, note=note, reason=reason, due_at=due_at)
    if page := hold_the_page(locked):
        if page.live:
            raise Overtaken(_("This story was published a moment ago. Nothing was sent. Take the page off the site first."))
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        consent.end_consents(page.pk)
    return locked


def _decide(story: Submission, state: StoryState, *, by: User, expected: Sequence[str], note: str, reason: str = "", due_at: datetime | None) -> Submission:
    locked = decided_by(story, by)
    if locked.state not in expected:
        raise Overtaken(_("This story has moved on since you opened it: it is now “%(state)s”. Nothing was sent.") % {"state": locked.get_state_display()})
    if state != StoryState.NOT_USED:  # whoever closed their account can only be declined
        refuse_without_its_author(locked)
    locked.editor = locked.editor or by
    locked.opened_at = locked.opened_at or timezone.now()
    step = change(locked, state, by=by, reason=reason, fields=["editor", "opened_at"])
    if note:
        Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=note, at=step.at)
    emails.tell_decided(locked, step, note=note, due_at=due_at)
    return locked


@transaction.atomic
def undo_decision(*, by: User, story: Submission) -> Submission:
    """Take back what `by` decided last: the story stands where it stood, its note and its letter are gone. How long that may be
    done is the caller's rule. Overtaken when something happened since, or when the letter has left.
    """
    locked = decided_by(story, by)
    last = locked.steps.last()
    before = locked.steps.exclude(pk=last.pk).last() if last else None
    if not before or last.act or last.state not in DECIDED or last.by_id != by.pk or locked.page_id and last.state == StoryState.ACCEPTED:
        raise Overtaken(_("Something happened to this story since, so the decision stands. Look at where it is."))
    if not emails.take_back_decision(locked, last):
        raise Overtaken(_("The letter is on its way, so the decision stands. You can still decide anew."))
    locked.notes.filter(by=by, at=last.at).delete()
    change(locked, before.state, by=by, act=Step.Act.UNDONE)
    return locked
