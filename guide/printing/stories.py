"""Which stories may be printed: those whose consent covers print, for the words that are printed."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from guide.models import Consent, ConsentKind, StoryPage, Use
from guide.models.consent import content_digest


def may_be_printed(stories: Iterable[StoryPage]) -> list[StoryPage]:
    """One query, and those of the digest for each story whose author said yes to a certain content."""
    live = [story for story in stories if story and story.live]
    entries = Consent.objects.in_force().filter(story__in=live) if live else []
    entries = [entry for entry in entries if Use.PRINT in entry.uses and _counts(entry)]
    return [story for story in live if any(_covers(entry, story) for entry in entries if entry.story_id == story.pk)]


def _counts(entry: Consent) -> bool:
    return settings.DEMONSTRATION_ALLOWED or entry.kind != ConsentKind.DEMONSTRATION


def _covers(entry: Consent, story: StoryPage) -> bool:
    return entry.kind != ConsentKind.AUTHOR or entry.content_digest == content_digest(story)


def all_may_still_be_printed(ids: list[int], *, hold: bool = False) -> bool:
    """With `hold` their rows are held to the end of the transaction, so that none is taken back meanwhile."""
    stories = StoryPage.objects.filter(pk__in=ids).order_by("pk")
    if hold:
        stories = stories.select_for_update(of=("page_ptr",))
    return not ids or len(may_be_printed(list(stories))) == len(ids)
