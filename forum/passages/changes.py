"""Pages whose words may be others: whoever publishes one says so in the same transaction, and the worker looks it over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from wagtail.models import Page
from wagtail.signals import page_published

from forum.passages.models import PageToLookOver

PAGES_AT_ONCE = 20


def follow_the_pages() -> None:
    """From now on. A page that is moved keeps its words; one that is taken off the site leaves its questions where they stood until it is back."""
    page_published.connect(_published, dispatch_uid="passages-follow-their-words")


def to_look_over(page_key: UUID) -> None:
    """One statement."""
    PageToLookOver.objects.create(page_key=page_key)


def look_over_what_changed(look_over: Callable[[UUID], object]) -> int:
    """Each page that waits, once; says how many. One query when none does.

    It is taken off the list afterwards: a worker that is killed leaves it there, and what is published meanwhile is a row of its own.
    """
    rows = list(PageToLookOver.objects.order_by("pk").values_list("pk", "page_key")[:1000])
    keys = list(dict.fromkeys(key for _pk, key in rows))[:PAGES_AT_ONCE]
    for key in keys:
        look_over(key)
        PageToLookOver.objects.filter(pk__in=[pk for pk, one in rows if one == key]).delete()
    return len(keys)


def _published(sender: type[Page], instance: Page, **kwargs) -> None:
    to_look_over(instance.translation_key)
