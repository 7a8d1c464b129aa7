"""A story as its author writes it, and pictures to go with it."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from forum.stories import actions
from forum.stories.models import Photo, Submission
from forum.stories.parts import Part
from forum.stories.photos import add_photo
from guide.models import Function
from tests import build
from tests.forum.discussions.words import hidden

TITLE = "The attendance desk nobody funded"
STORY = {"title": TITLE, "going_on": "By October we had 212 children.\n\nNone of us knew.", "did": "We put **one** desk in the office.", "changed": "In spring the list had 131 names."}


def a_draft(by: User | None = None) -> Submission:
    """Begun, and nothing written yet."""
    return actions.start(by=by or build.a_member(), came_from=None)


def a_whole_draft(by: User | None = None) -> Submission:
    """All that is needed to send it, without photos."""
    story = a_draft(by)
    words = {name: f"<p>{words}</p>" for name, words in STORY.items()} | {"title": TITLE}
    story = actions.save_part(by=story.author, story=story, part=Part.STORY, words=words)
    place = {"city": "Tamarack County", "us_state": "WI", "milestones": [build.a_milestone()], "functions": Function.objects.all()[:1]}
    story = actions.save_part(by=story.author, story=story, part=Part.PLACE, words=place)
    return actions.save_part(by=story.author, story=story, part=Part.PERMISSION, words={"credit": "full", "uses": ["site", "print"]})


def at(story: Submission, page: str = "") -> str:
    return f"/share/{story.pk}/{page}/" if page else f"/share/{story.pk}/"


def standing_on(client: Client, story: Submission, part: str) -> dict[str, str]:
    """What the form of this part sends beside its fields, as it was opened just now."""
    page = client.get(at(story, part))
    return {name: hidden(page, name) for name in ("edit_number", "seen")} | {"part": part}


def save(client: Client, story: Submission, part: str, **typed) -> HttpResponse:
    return client.post(at(story, part), standing_on(client, story, part) | typed)


def stored(story: Submission) -> Submission:
    return Submission.objects.get(pk=story.pk)


def words_of(story: Submission) -> dict[str, str]:
    return {name: getattr(stored(story), name) for name in STORY}


# ---------------------------------------------------------------- pictures


def a_file(data: bytes | None = None, name: str = "desk.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, build.a_jpeg() if data is None else data)


def a_photo(story: Submission, color: str = "yellow", name: str = "desk.jpg") -> Photo:
    return add_photo(by=story.author, story=story, upload=a_file(build.a_jpeg(color)), name=name)


def files_in(folder: Path | str) -> list[str]:
    """The names of all files under it."""
    return sorted(file.name for file in Path(folder).rglob("*") if file.is_file())
