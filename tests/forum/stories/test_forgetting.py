"""Drafts are kept for a year, and no file stays behind."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from forum.stories import actions
from forum.stories.forgetting import forget_old_drafts, remove_orphans
from forum.stories.models import Submission
from tests.forum.stories.writing import a_draft, a_photo, a_whole_draft, files_in

pytestmark = pytest.mark.django_db


def let_pass(days: int) -> None:
    Submission.objects.update(saved_at=timezone.now() - timedelta(days=days))


def test_a_draft_of_a_year_ago_goes_with_its_photos(ana, django_capture_on_commit_callbacks):
    a_photo(a_whole_draft(ana))
    let_pass(days=364)
    assert forget_old_drafts() == 0

    let_pass(days=366)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_drafts() == 1

    assert (Submission.objects.count(), files_in(settings.PRIVATE_ROOT)) == (0, [])


def test_a_draft_that_was_left_empty_goes_after_a_month(ana):
    a_draft(ana), a_photo(a_draft(ana))
    kept = a_whole_draft(ana)
    let_pass(days=31)

    assert forget_old_drafts() == 1
    assert Submission.objects.count() == 2 and Submission.objects.filter(pk=kept.pk).exists()


def test_what_was_sent_once_stays(ana):
    sent, recalled = a_whole_draft(ana), a_whole_draft(ana)
    for story in (sent, recalled):
        actions.send(by=ana, story=story)
    actions.recall(by=ana, story=recalled)
    let_pass(days=800)

    assert forget_old_drafts() == 0
    assert Submission.objects.count() == 2


def test_a_file_without_a_row_goes_after_a_day(ana):
    photo, lost, fresh = a_photo(a_draft(ana)), *(Path(settings.PRIVATE_ROOT, "stories", name) for name in ("lost.jpg", "fresh.jpg"))
    for file in (lost, fresh):
        file.write_bytes(b"a photo")
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for file in (lost, Path(photo.file.path)):
        os.utime(file, (two_days_ago, two_days_ago))

    assert remove_orphans() == 1
    assert files_in(settings.PRIVATE_ROOT) == sorted(["fresh.jpg", Path(photo.file.name).name])


def test_nothing_to_forget_is_nothing(db):
    assert (forget_old_drafts(), remove_orphans()) == (0, 0)
