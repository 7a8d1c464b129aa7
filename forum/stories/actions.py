"""What happens to a story on its way. Each is one transaction with the story's row locked; letters are rows in it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.stories import emails
from forum.stories.models import MILESTONES_AT_MOST, Note, StoryState, Step, Submission, Version
from forum.stories.parts import Part, is_ready
from guide.models import StoryPage, consent

READ_WITHIN = 5  # working days until an editor has read a story
PART_FIELDS = {
    Part.STORY: {"title", "going_on", "did", "changed"},
    Part.PLACE: {"city", "us_state", "only_state", "initiative"},
    Part.PERMISSION: {"credit", "uses"},
}
CONSENT_WORDING = "story form, 2026-11"


class NotReady(Exception):
    """Something is missing; the check page says what."""


@transaction.atomic
def start(*, by: User, came_from: Page | None = None) -> Submission:
    story = Submission.objects.create(author=by)
    if came_from:
        story.milestones.add(came_from)
    _write_step(story, by=by)
    return story


@transaction.atomic
def save_part(*, by: User, story: Submission, part: Part, words: dict, edit_number: int | None = None) -> Submission:
    """Save a part as checked by its form. `edit_number` is the one the window was opened with; Overtaken when another saved since."""
    locked = lock(story)
    if not locked.open_to_the_author:
        raise Overtaken(_("An editor has opened your story, so it cannot be changed just now. Your words are kept here."))
    if edit_number is not None and edit_number != locked.edit_number:
        raise Overtaken(_("This part was changed in another window since you opened it. Both versions are below."))
    milestones = words.pop("milestones", None)
    functions = words.pop("functions", None)
    fields = PART_FIELDS.get(part, set()) & set(words)
    for name in fields:
        setattr(locked, name, words[name])
    if milestones is not None:
        locked.milestones.set(list(milestones)[:MILESTONES_AT_MOST])
    if functions is not None:
        locked.functions.set(functions)
    if part not in locked.visited:
        locked.visited = [*locked.visited, part]
    locked.edit_number += 1
    locked.saved_at = timezone.now()
    locked.save(update_fields=[*fields, "visited", "edit_number", "saved_at"])
    return locked


@transaction.atomic
def send(*, by: User, story: Submission, reply: str = "") -> Version:
    """To an editor, or back to one. Twice: the second press gets the version the first one made. Raises NotReady."""
    locked = lock(story)
    if locked.state == StoryState.WITH_EDITOR:
        return locked.versions.latest("number")
    if not locked.open_to_the_author:
        raise Overtaken(_("This story cannot be sent just now. Look at where it is."))
    if not is_ready(locked):
        raise NotReady
    version = Version.objects.create(submission=locked, number=locked.versions.count() + 1, words=words_of(locked))
    if reply:
        Note.objects.create(submission=locked, version=version, by=by, words=reply)
    now = timezone.now()
    locked.affirmed_at = locked.affirmed_at or now
    locked.sent_at, locked.opened_at, locked.due_on = now, None, working_days_after(timezone.localdate(), READ_WITHIN)
    _change(locked, StoryState.WITH_EDITOR, by=by, fields=["affirmed_at", "sent_at", "opened_at", "due_on"])
    emails.tell_sent(locked, version)
    return version


def words_of(story: Submission) -> dict:
    """What a version keeps: the words and the place as the author sent them."""
    return {
        "title": story.title,
        "going_on": story.going_on,
        "did": story.did,
        "changed": story.changed,
        "place": story.shown_place,
        "credit": story.get_credit_display(),
        "milestones": [page.title for page in story.milestones.all()],
        "photos": [photo.alt for photo in story.photos.all()],
    }


@transaction.atomic
def delete_draft(*, by: User, story: Submission) -> None:
    """A draft that was never sent, with its photos. Files go after the commit."""
    locked = lock(story)
    if locked.state != StoryState.DRAFT:
        raise Overtaken(_("This story was sent already. You can take it back instead."))
    files = [photo.file for photo in locked.photos.all()]
    locked.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


@transaction.atomic
def take_back(*, by: User, story: Submission) -> None:
    """The author takes it back from wherever it is; what was published is gone from every surface at once."""
    locked = lock(story)
    if locked.state in (StoryState.DRAFT, StoryState.TAKEN_BACK):
        raise Overtaken(_("This story was taken back already."))
    if locked.page_id:
        consent.withdraw(locked.page, by=by)
    _change(locked, StoryState.TAKEN_BACK, by=by)
    emails.tell_taken_back(locked)


# ---------------------------------------------------------------- staff; the moderation room calls these


@transaction.atomic
def open_for(*, by: User, story: Submission) -> Submission:
    """An editor begins to read: the author can no longer change what was sent. The first to open has it in hand."""
    locked = lock(story)
    if locked.state == StoryState.WITH_EDITOR and locked.opened_at is None:
        locked.opened_at = timezone.now()
        locked.editor = locked.editor or by
        locked.save(update_fields=["opened_at", "editor"])
    return locked


@transaction.atomic
def give_to(*, to: User, story: Submission) -> None:
    locked = lock(story)
    locked.editor = to
    locked.save(update_fields=["editor"])


@transaction.atomic
def request_changes(*, by: User, story: Submission, note: str) -> Submission:
    """Back to the author with a note (clean HTML)."""
    return _decide(story, StoryState.CHANGES_REQUESTED, by=by, expected=(StoryState.WITH_EDITOR, StoryState.ACCEPTED), note=note)


@transaction.atomic
def accept(*, by: User, story: Submission, note: str = "") -> Submission:
    return _decide(story, StoryState.ACCEPTED, by=by, expected=(StoryState.WITH_EDITOR,), note=note)


@transaction.atomic
def decline(*, by: User, story: Submission, reason: str, note: str = "") -> Submission:
    return _decide(story, StoryState.NOT_USED, by=by, expected=(StoryState.WITH_EDITOR, StoryState.ACCEPTED), note=note, reason=reason)


def _decide(story: Submission, state: StoryState, *, by: User, expected: tuple, note: str, reason: str = "") -> Submission:
    locked = lock(story)
    if locked.state not in expected:
        raise Overtaken(_("This story has moved on since you opened it: it is now “%(state)s”. Nothing was sent.") % {"state": locked.get_state_display()})
    latest = locked.versions.last()
    locked.editor = locked.editor or by
    if note:
        Note.objects.create(submission=locked, version=latest, by=by, words=note)
    _change(locked, state, by=by, reason=reason, fields=["editor"])
    emails.tell_decided(locked, by=by, note=note, reason=reason)
    return locked


def attach_page(*, story: Submission, page: StoryPage) -> None:
    """The page that promotion made. The caller holds the story's row; a second page is refused by the database."""
    Submission.objects.filter(pk=story.pk, page=None).update(page=page)
    story.page = page


@transaction.atomic
def ask_for_the_yes(*, by: User, story: Submission, revision: Revision) -> None:
    """The final version is ready: ask the author to read exactly this revision."""
    emails.tell_final(lock(story), revision)


@transaction.atomic
def say_yes(*, by: User, story: Submission, revision_id: int) -> None:
    """The author's yes to exactly this revision. Overtaken when the editor has made a newer one meanwhile."""
    locked = lock(story)
    page = locked.page
    if page is None or page.latest_revision_id != revision_id:
        raise Overtaken(_("The editor changed the text a moment ago. Read the newest version before you say yes."))
    final = page.latest_revision.as_object()
    consent.record_author_consent(
        final, by=by, name_as_given=final.credit_line, uses=locked.uses, digest=consent.content_digest(final), wording=CONSENT_WORDING
    )
    _write_step(locked, by=by, reason=_("said yes to the final version"))


@transaction.atomic
def say_not_yet(*, by: User, story: Submission, words: str) -> None:
    """The author wants something changed in the final version; the editor reads it in the case."""
    locked = lock(story)
    Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=words)
    emails.tell_not_yet(locked)


@transaction.atomic
def mark_published(page: StoryPage) -> None:
    """Called when the page goes live."""
    story = Submission.objects.select_for_update().filter(page=page).first()
    if story and story.state == StoryState.ACCEPTED:
        _change(story, StoryState.PUBLISHED, by=None)
        emails.tell_published(story, page)


@transaction.atomic
def mark_unpublished(page: StoryPage) -> None:
    """Called when staff take the page down; the author's own taking back has its own state."""
    story = Submission.objects.select_for_update().filter(page=page).first()
    if story and story.state == StoryState.PUBLISHED:
        _change(story, StoryState.ACCEPTED, by=None)


# ---------------------------------------------------------------- helpers


def lock(story: Submission) -> Submission:
    """The story's row, locked. Raises Overtaken when it was deleted meanwhile."""
    locked = Submission.objects.select_for_update(of=("self",)).filter(pk=story.pk).first()
    if locked is None:
        raise Overtaken(_("This story was deleted meanwhile."))
    return locked


def _change(story: Submission, state: StoryState, *, by: User | None, reason: str = "", fields: list[str] | None = None) -> None:
    story.state, story.state_at = state, timezone.now()
    story.save(update_fields=["state", "state_at", *(fields or [])])
    _write_step(story, by=by, reason=reason)


def _write_step(story: Submission, *, by: User | None, reason: str = "") -> None:
    Step.objects.create(submission=story, state=story.state, by=by, reason=reason)


def working_days_after(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
