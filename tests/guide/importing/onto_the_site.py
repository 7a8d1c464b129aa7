"""Saved pages of our own making, imported onto the site, and what stands there then."""

from wagtail.models import Page

from guide.importing.tree import Tree
from guide.importing.writing import Done, write
from guide.loading import load_starter
from guide.starter import read_starter
from tests.guide.importing.saved_pages import draft_of

STAGE = "part-3/stage-1"
FIRST = f"{STAGE}/convene-innovators"


def at(place: str) -> Page:
    return Page.objects.get(url_path=f"/home/{place}/" if place else "/home/").specific


def imported(text: str, *, dry_run: bool = False) -> Done:
    return write(draft_of(text), Tree.of_the_guide(dry_run=dry_run))


def starter(*places: str) -> None:
    """The starter guide as far as these places."""
    load_starter([page for page in read_starter().pages if page.path in ("", "part-3", "stories", *places)])


def edited(page: Page, **fields) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def kinds(page: Page) -> list[str]:
    return [block.block_type for block in page.body]


def state() -> list[tuple]:
    return list(Page.objects.order_by("pk").values_list("pk", "title", "slug", "live", "latest_revision_id", "path"))
