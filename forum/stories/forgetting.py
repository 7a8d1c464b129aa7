"""What the worker clears away: drafts nobody went on with, and files of photos whose row never came to be or is gone."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forum.stories.models import Photo, StoryState, Submission, private_storage
from forum.stories.photos import FOLDER, forget_file
from guide.media_store import TAKEN_BACK_KEPT_FOR

KEPT_FOR = timedelta(days=365)  # as the page says
KEPT_EMPTY_FOR = timedelta(days=30)
LEFT_AFTER = timedelta(days=1)  # a file younger than this may be on its way to a row
AT_ONCE = 100


@transaction.atomic
def forget_old_drafts() -> int:
    """Drafts of a year ago that were never sent, and those that were begun and left empty."""
    now = timezone.now()
    old = Q(saved_at__lt=now - KEPT_FOR) | Q(saved_at__lt=now - KEPT_EMPTY_FOR, edit_number=0, photos=None)
    drafts = Submission.objects.filter(old, state=StoryState.DRAFT, sent_at=None).order_by("pk").values("pk")[:AT_ONCE]
    locked = Submission.objects.select_for_update().filter(pk__in=[draft["pk"] for draft in drafts], saved_at__lt=now - KEPT_EMPTY_FOR)
    ids = [story.pk for story in locked]
    files = list(Photo.objects.filter(submission__in=ids).values_list("file", flat=True))
    Submission.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: [forget_file(name) for name in files])
    return len(ids)


@transaction.atomic
def forget_photos_taken_back() -> int:
    """Photos of stories that were taken back a month ago: the text is kept for the author, and says that it is the text."""
    old = Photo.objects.filter(submission__state=StoryState.TAKEN_BACK, submission__state_at__lt=timezone.now() - TAKEN_BACK_KEPT_FOR)
    found = list(old.order_by("pk").values_list("pk", "file")[:AT_ONCE])
    Photo.objects.filter(pk__in=[pk for pk, _file in found]).delete()
    transaction.on_commit(lambda: [forget_file(file) for _pk, file in found])
    return len(found)


def remove_orphans() -> int:
    """Files without a row: of a process that fell between the two."""
    storage = private_storage()
    names = [f"{FOLDER}/{name}" for name in _files_in(FOLDER)]
    known = set(Photo.objects.filter(file__in=names).values_list("file", flat=True)) if names else set()
    left = [name for name in names if name not in known and timezone.now() - storage.get_modified_time(name) > LEFT_AFTER]
    for name in left:
        forget_file(name)
    return len(left)


def _files_in(folder: str) -> list[str]:
    try:
        return private_storage().listdir(folder)[1]
    except FileNotFoundError:
        return []
