"""The author writes a story and sends it."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from accounts.promises.models import promised
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.stories import emails
from forum.stories.actions.holding import change, of_the_author, write_step
from forum.stories.models import MILESTONES_AT_MOST, Note, StoryState, Submission, Version
from forum.stories.parts import Part, is_ready

PART_FIELDS = {
    Part.STORY: {"title", "going_on", "did", "changed"},
    Part.PLACE: {"city", "us_state", "only_state", "initiative"},
    Part.PERMISSION: {"credit", "uses"},
}


class NotReady(Exception):
    """Something is missing; the check page says what."""


@transaction.atomic
def start(*, by: User, came_from: Page | None = None) -> Submission:
    if not can_post(by):
        raise PermissionDenied
    story = Submission.objects.create(author=by, language=get_language() or settings.LANGUAGE_CODE)
    if came_from:
        story.milestones.add(came_from)
    write_step(story, by=by)
    return story


@transaction.atomic
def save_part(*, by: User, story: Submission, part: Part, words: dict, edit_number: int | None = None) -> Submission:
    """Save a part as checked by its form. `edit_number` is the one the window was opened with; Overtaken when another saved since."""
    locked = of_the_author(story, by, writes=True)
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
    locked = of_the_author(story, by, writes=True)
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
    locked.sent_at, locked.opened_at, locked.due_on = now, None, working_days_after(timezone.localdate(), promised().story_days)
    change(locked, StoryState.WITH_EDITOR, by=by, fields=["affirmed_at", "sent_at", "opened_at", "due_on"])
    emails.tell_sent(locked, version)
    return version


@transaction.atomic
def say_more(*, by: User, story: Submission, words: str) -> Note:
    """A further word (clean HTML) beside what lies with an editor. Overtaken when it does not any more."""
    locked = of_the_author(story, by, writes=True)
    if locked.state != StoryState.WITH_EDITOR:
        raise Overtaken(_("This story is “%(state)s” by now, so your words went to nobody.") % {"state": locked.get_state_display()})
    return Note.objects.create(submission=locked, version=locked.versions.last(), by=by, words=words)


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


def working_days_after(day: date, days: int) -> date:
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
