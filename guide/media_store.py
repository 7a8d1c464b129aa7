"""Pictures that are not for everyone yet, or no longer.

A story's photo, and what editors upload, is kept in the private store until a page on the site shows it; then it moves into the public one
under a name that nobody can guess. A story's pictures move back when the story leaves. Until the move is committed both files are there; afterwards the one that was left is
removed at once, and by the worker when the process fell before it could.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Collection as Shelf
from wagtail.models import Page, ReferenceIndex

from accounts.models import User
from guide.models.media import ORIGINALS, RENDITIONS, GuideImage, GuideRendition, LeftFile, Written, unguessable
from guide.pictures import is_bare
from guide.storages import HELD, is_held

logger = logging.getLogger(__name__)

TAKEN_BACK_KEPT_FOR = timedelta(days=30)  # as the author reads before they take it back
ORPHAN_AFTER = timedelta(hours=6)  # no transaction lasts so long

May = Callable[[User, GuideImage], bool]
_also: list[May] = []


def keep_held(file: BinaryIO, *, title: str, description: str, credit: str = "", collection: Shelf | None = None) -> GuideImage:
    """A picture of the guide that only editors and the author can see, until a story that shows it is published.

    `file` is a JPEG as `guide.pictures.accept` wrote it; ValueError otherwise. It is copied, not taken. Call it in the transaction of
    what will show it: when that is rolled back, the worker removes the copy.
    """
    file.seek(0)
    data = file.read()
    if not is_bare(data):
        raise ValueError("Only a picture without metadata is kept: guide.pictures.accept writes one.")
    shelf = {"collection": collection} if collection else {}  # otherwise Wagtail looks the root up, for each picture
    image = GuideImage(title=title[:255], description=description[:255], credit=credit[:160], file_size=len(data), **shelf)
    image.file_hash = hashlib.sha1(data, usedforsecurity=False).hexdigest()  # as Wagtail counts it
    image.kept_back = True
    image.file = Written(data, name="held.jpg")
    try:
        image.save()
    except BaseException:
        if image.is_held:
            image.file.storage.delete(image.file.name)
        raise
    return image


def pictures_in(body: StreamValue) -> list[int]:
    """Those of the figures of a page's text, in order."""
    figures = [block["value"] for block in body.get_prep_value() if block["type"] == "figure"] if body else []
    return [figure["image"] for figure in figures if figure.get("image")]


def pictures_on(page: Page) -> list[int]:
    """Those of all the texts of a page of the guide."""
    return [picture for column in page.columns_with_notes for picture in pictures_in(getattr(page, column))]


def tie(page: Page) -> None:
    """What this story page shows are photos that its author gave for it: no other page may show them from now on."""
    GuideImage.objects.filter(pk__in=page.pictures_shown).update(of_story=page.pk)


def of_another_story(page: Page) -> GuideImage | None:
    """The first picture of this page that somebody gave for another. A translation of their story is the same one. One query, none without pictures."""
    pictures = pictures_on(page)
    given = GuideImage.objects.filter(pk__in=pictures, of_story__isnull=False).exclude(of_story__translation_key=page.translation_key)
    return given.order_by("pk").first() if pictures else None


def release(page: Page) -> None:
    """What the story page shows may be seen by everyone. Twice is once."""
    show(page.pictures_shown)


def hold(page: Page) -> None:
    """What the story page shows is private again, but for pictures that another page on the site shows too. Twice is once."""
    put_away(page.pictures_shown, besides=page.pk)


@transaction.atomic
def take_away(story: int) -> None:
    """The photos that its author gave for this story page, taken back: private whatever else shows them, and nobody's to see. Twice is once."""
    given = GuideImage.objects.filter(of_story=story)
    for image in given.exclude(file__startswith=HELD).select_for_update(of=("self",)).order_by("pk"):
        _move(image, unguessable(HELD))
    given.filter(taken_back_at=None).update(taken_back_at=timezone.now())


def forget_taken_back() -> int:
    """For the worker: photos that were taken back a month ago, with their files. The author's text is theirs to keep; these copies nobody needs."""
    old = GuideImage.objects.filter(taken_back_at__lt=timezone.now() - TAKEN_BACK_KEPT_FOR).order_by("pk")[:100]
    return sum(image.delete()[0] > 0 for image in old)


@transaction.atomic
def show(pictures: Collection[int]) -> None:
    """Into the public store. One query when none of them is held."""
    held = GuideImage.objects.filter(pk__in=pictures, file__startswith=HELD)
    for image in held.select_for_update(of=("self",)).order_by("pk") if pictures else ():
        _move(image, unguessable(ORIGINALS))
        if image.taken_back_at:  # given again
            GuideImage.objects.filter(pk=image.pk).update(taken_back_at=None)


@transaction.atomic
def put_away(pictures: Collection[int], *, besides: int | None = None) -> None:
    """Into the private store, and their public addresses are gone; `besides` is the page that no longer shows them."""
    public = GuideImage.objects.filter(pk__in=pictures).exclude(file__startswith=HELD)
    images = list(public.select_for_update(of=("self",)).order_by("pk")) if pictures else []
    still_shown = _on_the_site([image.pk for image in images], besides=besides) if images else set()
    for image in images:
        if image.pk not in still_shown:
            _move(image, unguessable(HELD))


def _on_the_site(pictures: list[int], *, besides: int | None) -> set[int]:
    """Those that a page on the site shows."""
    by_page = _by_page(pictures)
    live = Page.objects.live().filter(pk__in=by_page).exclude(pk=besides).values_list("pk", flat=True)
    return {picture for page in live for picture in by_page[page]}


def stands_in_a_story(picture: GuideImage) -> bool:
    """A published one: its author agreed to this picture."""
    return Page.objects.live().filter(pk__in=_by_page([picture.pk]), content_type__model="storypage").exists()


def _by_page(pictures: list[int]) -> dict[int, set[int]]:
    """Which of these pictures a page refers to as it stands, by page; drafts do not count. One query."""
    found = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(GuideImage),
        to_object_id__in=[str(pk) for pk in pictures],
    )
    by_page: dict[int, set[int]] = {}
    for page, picture in found.values_list("object_id", "to_object_id"):
        by_page.setdefault(int(page), set()).add(int(picture))
    return by_page


def _move(image: GuideImage, name: str) -> None:
    """Copies the file. A picture whose file is lost stays as it is: there is nothing to hide or to show."""
    before = image.file.name
    after = _copy(before, name)
    if not after:
        logger.warning("The file of picture %s is lost: %s", image.pk, before)
        return
    GuideImage.objects.filter(pk=image.pk).update(file=after)
    image.file.name = after
    leave([before, *_move_what_was_drawn(image)])


def _move_what_was_drawn(image: GuideImage) -> list[str]:
    """What an editor saw of it goes out with it, so that no reader waits for the drawing; what readers saw of it is drawn anew if need be.

    The names of the files that are left. The cache goes by the picture's file, so no row needs to be taken out of it.
    """
    drawn = list(GuideRendition.objects.filter(image=image))
    left = [one.file.name for one in drawn]
    stem = PurePosixPath(image.file.name).stem
    for one in drawn:
        what = PurePosixPath(one.file.name).name.partition(".")[2]  # such as width-640.jpg
        one.file.name = "" if image.is_held else _copy(one.file.name, f"{RENDITIONS}{stem}.{what}")
    GuideRendition.objects.bulk_update([one for one in drawn if one.file.name], ["file"])
    gone = GuideRendition.objects.filter(pk__in=[one.pk for one in drawn if not one.file.name])
    gone._raw_delete(gone.db)  # its signal would remove the file before the commit is sure
    return left


def _copy(before: str, name: str) -> str:
    """The new name; blank when there is no file."""
    try:
        with default_storage.open(before) as file:
            return default_storage.save(name, file)
    except FileNotFoundError:
        return ""


def leave(names: Iterable[str]) -> None:
    """Nothing shows these files any more. They are removed right after the commit; the rows are for the worker, should that fail."""
    left = LeftFile.objects.bulk_create([LeftFile(name=name) for name in names])
    transaction.on_commit(partial(_remove, left), robust=True)


def remove_left_files() -> int:
    """For the worker: what a fallen process did not remove."""
    return _remove(list(LeftFile.objects.order_by("pk")[:500]))


def _remove(left: list[LeftFile]) -> int:
    for file in left:
        default_storage.delete(file.name)
    return LeftFile.objects.filter(pk__in=[file.pk for file in left]).delete()[0] if left else 0


def remove_orphans() -> int:
    """For the worker: pictures that were written for a row that never came to be, because its transaction was rolled back or fell."""
    known = {*GuideImage.objects.values_list("file", flat=True), *GuideRendition.objects.values_list("file", flat=True)}
    return sum(_sweep(folder, known) for folder in (HELD, ORIGINALS, RENDITIONS))


def _sweep(folder: str, known: set[str]) -> int:
    names = [folder + name for name in _files_in(folder)]
    orphans = [name for name in names if name not in known and timezone.now() - default_storage.get_modified_time(name) > ORPHAN_AFTER]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _files_in(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


# ---------------------------------------------------------------- who may see a picture that is held


def also_shown_to(may: May) -> May:
    """Another room's word on it, said in its app's `ready`: such as the author of the story."""
    if may not in _also:
        _also.append(may)
    return may


def may_see_held(user: User, image: GuideImage) -> bool:
    """Nobody, once the author took it back."""
    return user.is_authenticated and image.taken_back_at is None and (user.edits_the_guide or any(may(user, image) for may in _also))


def held_picture(name: str) -> GuideImage | None:
    """The picture whose file this is, or from whose file it was drawn. Two queries at most."""
    if not is_held(name):
        return None
    drawn = GuideRendition.objects.filter(file=name).select_related("image").first()
    return drawn.image if drawn else GuideImage.objects.filter(file=name).first()
