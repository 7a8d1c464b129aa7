"""The author's yes to the final version: asked for, said, carried over, or not said yet."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.stories import emails, rules
from forum.stories.actions.holding import hold_the_page, lock, of_the_author, refuse_without_its_author, write_step
from forum.stories.models import Note, Step, StoryState, Submission
from guide.models import StoryPage, consent

CONSENT_WORDING = "story form, 2026-11"


@transaction.atomic
def ask_for_the_yes(*, by: User, story: Submission, revision: Revision) -> None:
    """The final version is ready: ask the author to read exactly this revision. Overtaken when nobody can say yes to it."""
    locked = lock(story)
    if not rules.can_show_the_final(by, locked):
        raise PermissionDenied
    refuse_without_its_author(locked)
    if locked.state == StoryState.TAKEN_BACK:
        raise Overtaken(_("The author took this story back, so there is nothing to ask."))
    final = _the_final(locked)
    if locked.page.latest_revision_id != revision.pk:
        raise Overtaken(_("The page was changed since. Look at the newest version before you ask the author to read it."))
    is_told = emails.tell_final(locked, digest=consent.content_digest(final))
    last = locked.steps.last()
    if is_told or not last or last.act != Step.Act.FINAL_SHOWN:
        write_step(locked, by=by, act=Step.Act.FINAL_SHOWN)


@transaction.atomic
def say_yes(*, by: User, story: Submission, revision_id: int, digest: str | None = None) -> None:
    """The author's yes to exactly this revision, with the content whose digest they saw. Overtaken when it is another by now. Twice is once."""
    locked = of_the_author(story, by)
    final = _the_final(locked)
    seen = consent.content_digest(final)
    if locked.page.latest_revision_id != revision_id or digest not in (None, seen):
        raise Overtaken(_("The editor changed the text a moment ago. Read the newest version before you say yes."))
    if has_said_yes(locked, seen):
        return
    consent.record_author_consent(final, by=by, name_as_given=final.credit_line, uses=locked.uses, digest=seen, wording=CONSENT_WORDING)
    write_step(locked, by=by, act=Step.Act.SAID_YES)
    emails.tell_yes(locked)


@transaction.atomic
def say_not_yet(*, by: User, story: Submission, words: str) -> None:
    """The author wants something changed in the final version (clean HTML); a yes to it that was not used yet is taken back.

    Without words only the yes ends: so it is open to whoever has to pause.
    """
    locked = of_the_author(story, by, writes=bool(words))
    _the_final(locked)
    if words:
        Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=words)
    consent.end_what_is_not_used(locked.page)
    write_step(locked, by=by, act=Step.Act.SAID_NOT_YET)
    emails.tell_not_yet(locked, silent=not words)


@transaction.atomic
def note_spelling_only(*, by: User, story: Submission, reason: str) -> None:
    """The latest revision differs from what the author agreed to in spelling only: their yes covers it, and they are told why.

    NotAgreed when they never said yes, ValueError without a reason.
    """
    locked = lock(story)
    if not rules.can_show_the_final(by, locked):
        raise PermissionDenied
    _the_final(locked)
    if wants_a_change(locked):
        raise Overtaken(_("The author asked for a change, so no yes can be carried over. Ask them to read the latest version."))
    consent.note_spelling_only(locked.page, by=by, reason=reason)
    write_step(locked, by=by, act=Step.Act.SPELLING, reason=reason)
    emails.tell_spelling_only(locked, by=by, reason=reason)


def has_said_yes(story: Submission, digest: str) -> bool:
    """To content with this digest, and has not taken it back, nor asked for a change since. Two queries."""
    return not wants_a_change(story) and consent.Consent.objects.in_force().filter(story_id=story.page_id, kind=consent.ConsentKind.AUTHOR, content_digest=digest).exists()


def wants_a_change(story: Submission) -> bool:
    """“Not yet” is the author's last answer about the final version, whatever they were asked since."""
    last = story.steps.filter(act__in=(Step.Act.SAID_YES, Step.Act.SAID_NOT_YET)).last()
    return last is not None and last.act == Step.Act.SAID_NOT_YET


def _the_final(story: Submission) -> StoryPage:
    """The latest revision as a page, with the page's row held. Overtaken when there is nothing to agree to."""
    if story.state == StoryState.TAKEN_BACK:
        raise Overtaken(_("You took this story back, so it is not published."))
    if story.state not in rules.CAN_BE_AGREED_TO or not hold_the_page(story) or not story.page.latest_revision:
        raise Overtaken(_("There is no final version to read just now. We write to you when there is one."))
    return story.page.latest_revision.as_object()
