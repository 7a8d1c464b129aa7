"""Photos of a story on its way: added, described, removed. The file is in private storage before its row, and goes after it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.discussions.rules import can_post
from forum.stories import rules
from forum.stories.actions import lock, why_it_stands_still
from forum.stories.models import PHOTOS_AT_MOST, Photo, Submission
from guide.pictures import Accepted, PictureRefused, accept

FOLDER = "stories"  # of the private storage; models.unguessable names the files
SMALL = 640  # pixels, the long edge
NAME_AT_MOST = Photo._meta.get_field("name").max_length


@dataclass(frozen=True)
class About:
    """What the author says about a photo."""

    alt: str
    people: str


def add_photo(*, by: User, story: Submission, upload: BinaryIO, name: str = "") -> Photo:
    """The photo of this file. The same file again is the same photo, so that a cut upload can be sent once more.

    Raises PictureRefused, a sentence, for a file that is no photo we can keep or is one too many, and Overtaken.
    """
    known = story.photos.filter(digest=_digest(upload)).first()
    if known:
        return known
    _refuse_one_too_many(story)  # before the work of reading it
    accepted = accept(upload)
    storage = Photo._meta.get_field("file").storage
    kept = storage.save(Photo._meta.get_field("file").generate_filename(None, name), ContentFile(accepted.data))
    try:
        photo = _write_row(by, story, accepted, kept, name)
    except BaseException:
        storage.delete(kept)
        raise
    if photo.file.name != kept:
        storage.delete(kept)
    return photo


def _digest(upload: BinaryIO) -> str:
    upload.seek(0)
    return hashlib.file_digest(upload, "sha256").hexdigest()


def _refuse_one_too_many(story: Submission) -> None:
    if story.photos.count() >= PHOTOS_AT_MOST:
        raise PictureRefused(_("A story can hold six photos. Remove one first."))


@transaction.atomic
def _write_row(by: User, story: Submission, accepted: Accepted, kept: str, name: str) -> Photo:
    """The row, or the one that the same upload made a moment ago."""
    locked = _open(story, by)
    if known := locked.photos.filter(digest=accepted.digest).first():
        return known
    _refuse_one_too_many(locked)
    return locked.photos.create(
        file=kept,
        name=_last_part(name),
        bytes=len(accepted.data),
        width=accepted.width,
        height=accepted.height,
        digest=accepted.digest,
    )


def _last_part(name: str) -> str:
    """As the author's device called the file, without its folders."""
    return name.replace("\\", "/").rpartition("/")[2][-NAME_AT_MOST:]


@transaction.atomic
def describe_photos(*, by: User, story: Submission, about: Mapping[int, About]) -> None:
    """What the author says about photos of theirs, by id. A photo that was removed meanwhile is passed over."""
    for photo in _open(story, by).photos.filter(pk__in=about):
        said = about[photo.pk]
        if (photo.alt, photo.people) != (said.alt, said.people):
            photo.alt, photo.people = said.alt, said.people
            photo.save(update_fields=["alt", "people"])


@transaction.atomic
def remove_photo(*, by: User, story: Submission, photo_id: int) -> None:
    """Twice is once. The file goes when the removal is certain."""
    photo = _open(story, by).photos.filter(pk=photo_id).first()
    if photo is None:
        return
    file = photo.file
    photo.delete()
    transaction.on_commit(lambda: forget_file(file.name))


def small(photo: Photo) -> bytes:
    """The photo as our pages draw it, 640 pixels at most: a phone should not fetch megabytes for six thumbnails. OSError when the file is lost."""
    with photo.file.open("rb") as file, Image.open(file) as picture:
        picture.draft("RGB", (SMALL, SMALL))  # decoded at about this size: a few hundredths of a second
        picture.thumbnail((SMALL, SMALL))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def forget_file(name: str) -> None:
    """A file that cannot be deleted just now is no reason to fail: nobody can reach it without its row."""
    with suppress(OSError):
        Photo._meta.get_field("file").storage.delete(name)


def _open(story: Submission, by: User) -> Submission:
    if not rules.is_author(by, story) or not can_post(by):
        raise PermissionDenied
    locked = lock(story)
    if not locked.open_to_the_author:
        raise Overtaken(why_it_stands_still(locked))
    return locked
