"""A story is written in five parts. What each still needs, in words for its author."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.html import is_blank
from forum.stories.models import Submission


class Part(StrEnum):
    STORY = "story"
    PLACE = "place"
    PHOTOS = "photos"
    PERMISSION = "permission"
    CHECK = "check"


class PartState(StrEnum):
    """The names that components/tasks.html knows."""

    DONE = "done"
    LACKING = "lacking"
    UNTOUCHED = "untouched"
    BLOCKED = "blocked"


WRITTEN = (Part.STORY, Part.PLACE, Part.PHOTOS, Part.PERMISSION)


@dataclass(frozen=True)
class Lack:
    """Something missing: the field it stands at, and what to do."""

    field: str
    words: str


def lacks(story: Submission, part: Part) -> list[Lack]:
    """What the part still needs before the story can be sent. At most one query."""
    return {Part.STORY: _story, Part.PLACE: _place, Part.PHOTOS: _photos, Part.PERMISSION: _permission}[part](story)


def state_of(story: Submission, part: Part) -> PartState:
    if part == Part.CHECK:
        return PartState.UNTOUCHED if is_ready(story) else PartState.BLOCKED
    if part not in story.visited:
        return PartState.UNTOUCHED
    return PartState.LACKING if lacks(story, part) else PartState.DONE


def is_ready(story: Submission) -> bool:
    """Photos are optional; the other parts are not."""
    return not any(lacks(story, part) for part in WRITTEN)


def done_count(story: Submission) -> int:
    return sum(state_of(story, part) == PartState.DONE for part in WRITTEN)


def _story(story: Submission) -> list[Lack]:
    wanted = {
        "title": _("Give your story a title"),
        "going_on": _("Say what was going on"),
        "did": _("Say what you did"),
        "changed": _("Say what changed"),
    }
    return [Lack(field, words) for field, words in wanted.items() if is_blank(getattr(story, field))]


def _place(story: Submission) -> list[Lack]:
    found = [] if story.us_state else [Lack("us_state", _("Choose your state"))]
    if not story.city and not story.only_state:
        found.append(Lack("city", _("Name your city, town or county, or show only the state")))
    if not story.milestones.exists():
        found.append(Lack("milestones", _("Choose the milestone your story speaks to")))
    return found


def _photos(story: Submission) -> list[Lack]:
    found = []
    for number, photo in enumerate(story.photos.all(), start=1):
        which = ordinal(number)
        if not photo.alt:
            found.append(Lack(f"alt-{photo.pk}", _("Describe the %(which)s photo for people who cannot see it") % {"which": which}))
        if not photo.people:
            found.append(Lack(f"people-{photo.pk}", _("Say whether everyone in the %(which)s photo agreed to be shown") % {"which": which}))
    return found


def ordinal(number: int) -> str:
    return [_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth")][number - 1]


def _permission(story: Submission) -> list[Lack]:
    found = [] if story.credit else [Lack("credit", _("Choose how we should name you"))]
    if "site" not in story.uses:
        found.append(Lack("uses", _("Say that we may publish it on this site, after you have approved the final version")))
    return found


def photos_in_words(story: Submission) -> str:
    count = len(story.photos.all())
    return ngettext("%d photo", "%d photos", count) % count if count else _("No photos")
