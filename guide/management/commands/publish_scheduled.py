"""Wagtail's own, but a story that nobody agreed to, and a page with a photo of someone's story, is passed over, and the rest goes on."""

from __future__ import annotations

import logging

from django.utils import timezone
from wagtail.log_actions import log
from wagtail.management.commands import publish_scheduled
from wagtail.models import Revision

from guide.models.consent import HELD_BACK, why_not_publishable, why_not_with_its_pictures
from guide.models.pages import GuidePage
from guide.models.stories import StoryPage

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    def handle(self, *args, **options) -> None:
        if not options["dryrun"]:
            hold_back_what_nobody_agreed_to()
        super().handle(*args, **options)


def hold_back_what_nobody_agreed_to() -> None:
    """Takes it off the schedule, once: the page's history says why, and an editor publishes it when the author has said yes."""
    for revision in _due():
        page = revision.as_object()
        if reason := why_not_publishable(page) if isinstance(page, StoryPage) else why_not_with_its_pictures(page):
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=page, action=HELD_BACK, data={"reason": reason}, revision=revision)
            logger.warning("“%s” (page %s) was not published at its time. %s", page.title, page.pk, reason)


def _due() -> list[Revision]:
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).select_related("content_type")
    return [revision for revision in due if issubclass(revision.content_type.model_class() or Revision, GuidePage)]
