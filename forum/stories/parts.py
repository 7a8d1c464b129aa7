"""A story is written in five parts. What each still needs, in words for its author."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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

NAMES = {
    Part.STORY: (gettext_lazy("Tell what happened"), gettext_lazy("What was going on, what you did, what changed")),
    Part.PLACE: (gettext_lazy("Say where it belongs"), gettext_lazy("Your place, and the stages or milestones it speaks to")),
    Part.PHOTOS: (gettext_lazy("Add photos"), gettext_lazy("Optional. Up to six, with a description of each")),
    Part.PERMISSION: (gettext_lazy("Permission and credit"), gettext_lazy("How we may use it, and how to name you")),
    Part.CHECK: (gettext_lazy("Check it and send it"), gettext_lazy("Read it through once more")),
}

ORDER = list(NAMES)

# What to do where something is missing; the forms say the same words at the field.
WANTED = {
    "title": gettext_lazy("Give your story a title"),
    "going_on": gettext_lazy("Say what was going on"),
    "did": gettext_lazy("Say what you did"),
    "changed": gettext_lazy("Say what changed"),
    "us_state": gettext_lazy("Choose your state"),
    "city": gettext_lazy("Name your city, town or county, or show only the state"),
    "milestones": gettext_lazy("Choose the milestone your story speaks to"),
    "credit": gettext_lazy("Choose how we should name you"),
    "uses": gettext_lazy("Say that we may publish it on this site, after you have approved the final version"),
}


@dataclass(frozen=True)
class Lack:
    """Something missing: the field it stands at, and what to do."""

    field: str
    words: str


def lacks(story: Submission, part: Part) -> list[Lack]:
    """What the part still needs before the story can be sent. At most one query."""
    if part == Part.PHOTOS:
        return _photos(story)
    missing = {Part.STORY: _story, Part.PLACE: _place, Part.PERMISSION: _permission}[part](story)
    return [Lack(field, str(WANTED[field])) for field in missing]


def state_of(story: Submission, part: Part) -> PartState:
    if part == Part.CHECK:
        return PartState.UNTOUCHED if is_ready(story) else PartState.BLOCKED
    if part not in story.visited and not (part == Part.PHOTOS and story.photos.all()):
        return PartState.UNTOUCHED
    return PartState.LACKING if lacks(story, part) else PartState.DONE


def is_ready(story: Submission) -> bool:
    """Photos are optional; the other parts are not."""
    return not any(lacks(story, part) for part in WRITTEN)


def done_count(story: Submission) -> int:
    return sum(state_of(story, part) == PartState.DONE for part in WRITTEN)


def tasks_of(story: Submission) -> list[dict]:
    """The five parts as components/tasks.html shows them."""
    return [
        {"title": title, "hint": hint, "url": reverse(f"forum:share_{part}", args=[story.pk]), "state": state_of(story, part)}
        for part, (title, hint) in NAMES.items()
    ]


def _story(story: Submission) -> list[str]:
    return [field for field in ("title", "going_on", "did", "changed") if is_blank(getattr(story, field))]


def _place(story: Submission) -> list[str]:
    missing = [] if story.us_state else ["us_state"]
    if not story.city and not story.only_state:
        missing.append("city")
    return missing if story.milestones.all() else [*missing, "milestones"]


def _photos(story: Submission) -> list[Lack]:
    found = []
    for number, photo in enumerate(story.photos.all(), start=1):
        wanted = wanted_of_photo(number)
        if is_blank(photo.alt):
            found.append(Lack(f"alt-{photo.pk}", wanted["alt"]))
        if not photo.people:
            found.append(Lack(f"people-{photo.pk}", wanted["people"]))
    return found


def wanted_of_photo(number: int) -> dict[str, str]:
    """What to do where the description is missing, or the answer about the people in it."""
    which = {"which": ordinal(number)}
    return {
        "alt": _("Describe the %(which)s photo for people who cannot see it") % which,
        "people": _("Say whether everyone in the %(which)s photo agreed to be shown") % which,
    }


def ordinal(number: int) -> str:
    return [_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth")][number - 1]


def _permission(story: Submission) -> list[str]:
    missing = [] if story.credit else ["credit"]
    return missing if "site" in story.uses else [*missing, "uses"]
