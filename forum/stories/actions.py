"""What happens to a story on its way. Each is one transaction with the story's row locked; letters are rows in it.

Where a page has to be held too, the story's row comes first. Whoever may not raises PermissionDenied; whoever comes second,
Overtaken with a sentence that says what happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.stories import emails, rules
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
DECIDED = (StoryState.CHANGES_REQUESTED, StoryState.ACCEPTED, StoryState.NOT_USED)


class NotReady(Exception):
    """Something is missing; the check page says what."""


# ---------------------------------------------------------------- the author


@transaction.atomic
def start(*, by: User, came_from: Page | None = None) -> Submission:
    if not can_post(by):
        raise PermissionDenied
    story = Submission.objects.create(author=by, language=get_language() or settings.LANGUAGE_CODE)
    if came_from:
        story.milestones.add(came_from)
    _write_step(story, by=by)
    return story


@transaction.atomic
def save_part(*, by: User, story: Submission, part: Part, words: dict, edit_number: int | None = None) -> Submission:
    """Save a part as checked by its form. `edit_number` is the one the window was opened with; Overtaken when another saved since."""
    locked = _of_the_author(story, by, writes=True)
    if not locked.open_to_the_author:
        raise Overtaken(why_it_stands_still(locked))
    if edit_number is not None and edit_number != locked.edit_number:
        raise Overtaken(_("This part was changed in another window since you opened it. Both versions are below."))
    milestones, functions = words.get("milestones"), words.get("functions")
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


def why_it_stands_still(story: Submission) -> str:
    """Why its author cannot change the words just now, and what they can do."""
    if story.can_be_recalled:
        return _("Your story is sent. Take it back into your hands to change it; no editor has opened it yet. Your words are kept here.")
    if story.state == StoryState.WITH_EDITOR:
        return _("An editor has opened your story, so it cannot be changed just now. Your words are kept here.")
    return _("Your story is “%(state)s” by now, so it cannot be changed here. Your words are kept here.") % {"state": story.get_state_display()}


@transaction.atomic
def send(*, by: User, story: Submission, reply: str = "") -> Version:
    """To an editor, or back to one, with a word to them (clean HTML). Twice: the second press gets the version the first one made. Raises NotReady."""
    locked = _of_the_author(story, by, writes=True)
    if locked.state == StoryState.WITH_EDITOR:
        return locked.versions.latest("number")
    if not locked.open_to_the_author:
        raise Overtaken(_("This story cannot be sent just now: it is “%(state)s”.") % {"state": locked.get_state_display()})
    if not is_ready(locked):
        raise NotReady
    last = locked.versions.last()
    version = Version.objects.create(submission=locked, number=last.number + 1 if last else 1, words=words_of(locked))
    if reply:
        Note.objects.create(submission=locked, version=version, by=by, words=reply)
    now = timezone.now()
    locked.affirmed_at = locked.affirmed_at or now
    locked.sent_at, locked.opened_at, locked.due_on = now, None, working_days_after(timezone.localdate(), READ_WITHIN)
    _change(locked, StoryState.WITH_EDITOR, by=by, fields=["affirmed_at", "sent_at", "opened_at", "due_on"])
    emails.tell_sent(locked, version)
    return version


def words_of(story: Submission) -> dict:
    """What a version keeps: the words, the place and the wishes as the author sent them."""
    return {
        "title": story.title,
        "going_on": story.going_on,
        "did": story.did,
        "changed": story.changed,
        "place": story.shown_place,
        "initiative": story.initiative,
        "credit": story.get_credit_display(),
        "uses": story.uses,
        "milestones": [page.title for page in story.milestones.all()],
        "milestone_ids": [page.pk for page in story.milestones.all()],
        "functions": [str(function) for function in story.functions.all()],
        "photos": [photo.alt for photo in story.photos.all()],
    }


@transaction.atomic
def recall(*, by: User, story: Submission) -> Submission:
    """Back into the author's hands, to change it: it stands where it stood before it was sent. Overtaken once an editor has opened it."""
    locked = _of_the_author(story, by)
    if locked.open_to_the_author:
        return locked
    if not locked.can_be_recalled:
        raise Overtaken(why_it_stands_still(locked))
    before = locked.steps.filter(state__in=[state for state in StoryState if state != StoryState.WITH_EDITOR]).last()
    _change(locked, before.state if before else StoryState.DRAFT, by=by, act=Step.Act.RECALLED)
    return locked


@transaction.atomic
def delete_draft(*, by: User, story: Submission) -> None:
    """A draft that no editor has seen, with its photos. Files go after the commit."""
    locked = _of_the_author(story, by)
    if locked.state != StoryState.DRAFT:
        raise Overtaken(_("This story was sent already. You can take it back instead."))
    files = [photo.file for photo in locked.photos.all()]
    locked.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


@transaction.atomic
def take_back(*, by: User, story: Submission) -> None:
    """The author takes it back from wherever it is; what was published is gone from every surface at once. Twice is once."""
    locked = _of_the_author(story, by)
    if locked.state == StoryState.TAKEN_BACK:
        return
    if locked.state == StoryState.DRAFT:
        raise Overtaken(_("This story was not sent, so there is nothing to take back. You can delete the draft."))
    before = locked.state
    _change(locked, StoryState.TAKEN_BACK, by=by)  # first: what the page's signals say then changes nothing
    if _hold_the_page(locked):
        consent.withdraw(locked.page, by=by)
    emails.drop_what_waits(locked)
    emails.tell_taken_back(locked, before=before)


@transaction.atomic
def say_yes(*, by: User, story: Submission, revision_id: int, digest: str | None = None) -> None:
    """The author's yes to exactly this revision, with the content whose digest they saw. Overtaken when it is another by now. Twice is once."""
    locked = _of_the_author(story, by)
    final = _the_final(locked)
    seen = consent.content_digest(final)
    if locked.page.latest_revision_id != revision_id or digest not in (None, seen):
        raise Overtaken(_("The editor changed the text a moment ago. Read the newest version before you say yes."))
    if has_said_yes(locked, seen):
        return
    consent.record_author_consent(final, by=by, name_as_given=final.credit_line, uses=locked.uses, digest=seen, wording=CONSENT_WORDING)
    _write_step(locked, by=by, act=Step.Act.SAID_YES)
    emails.tell_yes(locked)


@transaction.atomic
def say_not_yet(*, by: User, story: Submission, words: str) -> None:
    """The author wants something changed in the final version (clean HTML); a yes to it that was not used yet is taken back.

    Without words only the yes ends: so it is open to whoever has to pause.
    """
    locked = _of_the_author(story, by, writes=bool(words))
    _the_final(locked)
    if words:
        Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=words)
    consent.end_what_is_not_used(locked.page)
    _write_step(locked, by=by, act=Step.Act.SAID_NOT_YET)
    emails.tell_not_yet(locked, silent=not words)


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
    if story.state not in rules.CAN_BE_AGREED_TO or not _hold_the_page(story) or not story.page.latest_revision:
        raise Overtaken(_("There is no final version to read just now. We write to you when there is one."))
    return story.page.latest_revision.as_object()


# ---------------------------------------------------------------- staff; the moderation room calls these


@transaction.atomic
def open_for(*, by: User, story: Submission) -> Submission:
    """Someone who decides begins to read: the author can no longer recall it. The first to open has it in hand; others only look."""
    locked = lock(story)
    if locked.can_be_recalled and rules.can_decide(by, locked):
        locked.opened_at = timezone.now()
        locked.editor = locked.editor or by
        locked.save(update_fields=["opened_at", "editor"])
        _write_step(locked, by=by, act=Step.Act.OPENED)
    return locked


@transaction.atomic
def give_to(*, to: User, story: Submission) -> None:
    """Someone else who decides has it in hand from now on."""
    locked = _decided_by(story, to)
    if locked.editor_id != to.pk:
        locked.editor = to
        locked.save(update_fields=["editor"])
        _write_step(locked, by=to, act=Step.Act.GIVEN)


@transaction.atomic
def request_changes(*, by: User, story: Submission, note: str, due_at: datetime | None = None) -> Submission:
    """Back to the author with a note (clean HTML). Once it has a page, its text is settled there: see `say_not_yet`.

    Here and below, `due_at` is when the letter leaves.
    """
    expected = (StoryState.WITH_EDITOR,) if lock(story).page_id else (StoryState.WITH_EDITOR, StoryState.ACCEPTED)
    return _decide(story, StoryState.CHANGES_REQUESTED, by=by, expected=expected, note=note, due_at=due_at, waits_for_the_author=True)


@transaction.atomic
def accept(*, by: User, story: Submission, note: str = "", due_at: datetime | None = None) -> Submission:
    expected = (StoryState.WITH_EDITOR,)
    return _decide(story, StoryState.ACCEPTED, by=by, expected=expected, note=note, due_at=due_at, waits_for_the_author=True)


@transaction.atomic
def decline(*, by: User, story: Submission, reason: str, note: str = "", due_at: datetime | None = None) -> Submission:
    """The text is kept, and the author may change it and send it again. A yes to a page that was made of it ends."""
    expected = (StoryState.WITH_EDITOR, StoryState.ACCEPTED)
    locked = _decide(story, StoryState.NOT_USED, by=by, expected=expected, note=note, reason=reason, due_at=due_at)
    if page := _hold_the_page(locked):
        if page.live:
            raise Overtaken(_("This story was published a moment ago. Nothing was sent. Take the page off the site first."))
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        consent.end_consents(page.pk)
    return locked


@transaction.atomic
def undo_decision(*, by: User, story: Submission) -> Submission:
    """Take back what `by` decided last: the story stands where it stood, its note and its letter are gone. How long that may be
    done is the caller's rule. Overtaken when something happened since, or when the letter has left.
    """
    locked = _decided_by(story, by)
    last = locked.steps.last()
    before = locked.steps.exclude(pk=last.pk).last() if last else None
    if not before or last.act or last.state not in DECIDED or last.by_id != by.pk or locked.page_id and last.state == StoryState.ACCEPTED:
        raise Overtaken(_("Something happened to this story since, so the decision stands. Look at where it is."))
    if not emails.take_back_decision(locked, last):
        raise Overtaken(_("The letter is on its way, so the decision stands. You can still decide anew."))
    locked.notes.filter(by=by, at=last.at).delete()
    _change(locked, before.state, by=by, act=Step.Act.UNDONE)
    return locked


def _decide(
    story: Submission, state: StoryState, *, by: User, expected: Sequence[str], note: str, reason: str = "", due_at: datetime | None = None, waits_for_the_author: bool = False
) -> Submission:
    locked = _decided_by(story, by)
    if locked.state not in expected:
        raise Overtaken(_("This story has moved on since you opened it: it is now “%(state)s”. Nothing was sent.") % {"state": locked.get_state_display()})
    if waits_for_the_author:
        _author_is_here(locked)
    locked.editor = locked.editor or by
    locked.opened_at = locked.opened_at or timezone.now()
    step = _change(locked, state, by=by, reason=reason, fields=["editor", "opened_at"])
    if note:
        Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=note, at=step.at)
    emails.tell_decided(locked, step, note=note, due_at=due_at)
    return locked


def attach_page(*, story: Submission, page: StoryPage) -> None:
    """The page that promotion made. The caller holds the story's row; a second page is refused by the database."""
    Submission.objects.filter(pk=story.pk, page=None).update(page=page)
    story.page = page


@transaction.atomic
def ask_for_the_yes(*, by: User, story: Submission, revision: Revision) -> None:
    """The final version is ready: ask the author to read exactly this revision. Overtaken when nobody can say yes to it."""
    locked = lock(story)
    if not rules.can_show_the_final(by, locked):
        raise PermissionDenied
    _author_is_here(locked)
    if locked.state == StoryState.TAKEN_BACK:
        raise Overtaken(_("The author took this story back, so there is nothing to ask."))
    final = _the_final(locked)
    if locked.page.latest_revision_id != revision.pk:
        raise Overtaken(_("The page was changed since. Look at the newest version before you ask the author to read it."))
    is_told = emails.tell_final(locked, digest=consent.content_digest(final))
    last = locked.steps.last()
    if is_told or not last or last.act != Step.Act.FINAL_SHOWN:
        _write_step(locked, by=by, act=Step.Act.FINAL_SHOWN)


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
    _write_step(locked, by=by, act=Step.Act.SPELLING, reason=reason)
    emails.tell_spelling_only(locked, by=by, reason=reason)


# ---------------------------------------------------------------- the page goes on the site, or off it


def mark_published(page: StoryPage) -> None:
    """Called when the page goes live."""
    _follow(page, live=True)


def mark_unpublished(page: StoryPage) -> None:
    """Called when staff take the page down; the author's own taking back has its own state."""
    _follow(page, live=False)


def _follow(page: StoryPage, *, live: bool) -> None:
    """In the page's own transaction when the story's row is free. Whoever publishes holds the page, so they never wait for the story:
    it is settled after their commit, and by the worker when they do not come to that.
    """
    with transaction.atomic():
        story = Submission.objects.select_for_update(of=("self",), skip_locked=True).select_related("author").filter(page_id=page.pk).first()
        if story:
            return _settle(story, live=live)
    if Submission.objects.filter(page_id=page.pk).exists():
        transaction.on_commit(lambda: settle(page.pk))


@transaction.atomic
def settle(page_id: int) -> None:
    """Let the story of this page say what the page says."""
    story = Submission.objects.select_for_update(of=("self",)).select_related("author").filter(page_id=page_id).first()
    if story:
        _settle(story, live=Page.objects.filter(pk=page_id, live=True).exists())


def settle_all() -> int:
    """Stories that stand otherwise than their page, such as after a fall between the two; the worker calls it."""
    astray = list(Submission.objects.astray())
    for story in astray:
        with transaction.atomic():
            locked = lock(story)
            _settle(locked, live=bool(locked.page_id) and Page.objects.filter(pk=locked.page_id, live=True).exists())
    return len(astray)


def _settle(story: Submission, *, live: bool) -> None:
    if live and story.state == StoryState.ACCEPTED:
        _change(story, StoryState.PUBLISHED, by=None)
        emails.tell_published(story)
    elif not live and story.state == StoryState.PUBLISHED:
        if story.page_id and wants_a_change(story):
            consent.end_consents(story.page_id)  # it stood there only until the change was made
        _change(story, StoryState.ACCEPTED, by=None, act=Step.Act.TAKEN_OFF)
        emails.tell_taken_off(story)


# ---------------------------------------------------------------- helpers


def lock(story: Submission) -> Submission:
    """The story's row, locked. Raises Overtaken when it was deleted meanwhile."""
    locked = Submission.objects.select_for_update(of=("self",)).select_related("author").filter(pk=story.pk).first()
    if locked is None:
        raise Overtaken(_("This story was deleted meanwhile."))
    return locked


def _of_the_author(story: Submission, by: User, *, writes: bool = False) -> Submission:
    locked = lock(story)
    if not rules.is_author(by, locked) or writes and not can_post(locked.author) and locked.author.is_active:
        raise PermissionDenied
    if not is_here(locked.author):
        raise Overtaken(_("This account was closed a moment ago, so nothing was changed."))
    return locked


def _decided_by(story: Submission, by: User) -> Submission:
    locked = lock(story)
    if not rules.can_decide(by, locked):
        raise PermissionDenied
    return locked


def is_here(person: User) -> bool:
    """Can still be written to, and answer."""
    return person.is_active and person.erased_at is None


def _author_is_here(story: Submission) -> None:
    if not is_here(story.author):
        raise Overtaken(_("The author has closed their account: nobody can answer, or say yes to a final version. You can only decline this story. Nothing was sent."))


def _hold_the_page(story: Submission) -> StoryPage | None:
    """The story's page as it stands now, held; None when it has none, or it was deleted."""
    held = Page.objects.select_for_update(of=("self",)).filter(pk=story.page_id).first() if story.page_id else None
    story.page = StoryPage.objects.filter(pk=held.pk).first() if held else None
    return story.page


def _change(story: Submission, state: str, *, by: User | None, reason: str = "", act: str = "", fields: Sequence[str] = ()) -> Step:
    story.state, story.state_at = state, timezone.now()
    story.save(update_fields=["state", "state_at", *fields])
    return _write_step(story, by=by, reason=reason, act=act)


def _write_step(story: Submission, *, by: User | None, reason: str = "", act: str = "") -> Step:
    return Step.objects.create(submission=story, state=story.state, act=act, by=by, reason=reason, at=timezone.now())


def working_days_after(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
