"""The guide's own room in the search: pages are found when they are published, and no longer from the moment they are not."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from guide.models import GuidePage
from guide.search.marking import changed, take_out_pages
from guide.search.passages import texts_of
from guide.search.rooms import Room, Text, add_room

UID = "search-follows-the-pages"


def follow_the_pages() -> None:
    """From now on; called once the models are there. A deleted page takes its entries along by its foreign key."""
    page_published.connect(_published, dispatch_uid=UID)
    page_unpublished.connect(_unpublished, dispatch_uid=UID)
    post_page_move.connect(_moved, dispatch_uid=UID)
    add_room(Room("page", read=read, numbers=numbers))


def read(number: int) -> list[Text]:
    page = Page.objects.live().filter(pk=number).specific().first()
    return texts_of(page) if isinstance(page, GuidePage) else []


def numbers() -> Iterator[int]:
    yield from Page.objects.live().filter(content_type__app_label="guide").order_by("path").values_list("pk", flat=True)


def _published(sender: type[Page], instance: Page, **kwargs) -> None:
    if isinstance(instance, GuidePage):
        changed(f"page:{instance.pk}", *_translations(instance))


def _unpublished(sender: type[Page], instance: Page, **kwargs) -> None:
    take_out_pages([instance.pk])
    changed(*_translations(instance))


def _translations(page: Page) -> list[str]:
    """Who reads in which language finds another page than before."""
    same = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return [f"page:{pk}" for pk in same.values_list("pk", flat=True)]


def _moved(sender: type[Page], instance: Page, **kwargs) -> None:
    """A milestone may stand under another stage now. Addresses are looked up when a hit is drawn."""
    changed(*(f"page:{pk}" for pk in instance.get_descendants(inclusive=True).live().values_list("pk", flat=True)))
