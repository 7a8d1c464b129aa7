"""Links to pages in an editor's rich text, drawn without asking the database for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.html import format_html
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from guide.spiral import Spiral, address

STORED = re.compile(r'<a\b(?=[^<>]*\blinktype="page")[^<>]*\bid="(\d+)"')
IN_A_NOTE = re.compile(r"&lt;a href=&quot;page:(\d+)")


class Addresses:
    """Where the pages are that a text links to: those of the tree are known, the others of the whole text are read in one query."""

    def __init__(self, spiral: Spiral | None = None, texts: Iterable[StreamValue] = ()) -> None:
        self.texts = list(texts)
        self.known: dict[str, str] = dict(spiral.once("addresses", lambda: _of_the_tree(spiral))) if spiral else {}

    def find(self, ids: set[str]) -> dict[str, str]:
        """Blank for a page that is gone."""
        if ids - self.known.keys():
            stored = " ".join(str(list(text.raw_data)) for text in self.texts if text)
            wanted = (ids | set(STORED.findall(stored)) | set(IN_A_NOTE.findall(stored))) - self.known.keys()
            self.known |= dict.fromkeys(wanted, "")
            self.known |= {str(pk): address(path) for pk, path in Page.objects.live().filter(pk__in=wanted).values_list("pk", "url_path")}
        return self.known


def _of_the_tree(spiral: Spiral) -> dict[str, str]:
    return {str(leaf.id): leaf.url for leaf in [*spiral.reading, *spiral.beside]}


_drawing: ContextVar[Addresses | None] = ContextVar("drawing", default=None)


@contextmanager
def drawing(addresses: Addresses) -> Iterator[None]:
    """Links that are drawn meanwhile look there first."""
    before = _drawing.set(addresses)
    try:
        yield
    finally:
        _drawing.reset(before)


def addresses_of(pages: set[str]) -> dict[str, str]:
    """Where pages are, by their ids, and perhaps others. Blank for one that is gone; no query where none is asked for."""
    return (_drawing.get() or Addresses()).find(pages) if pages else {}


class GuidePageLinks(PageLinkHandler):
    """One query at most for the links of a text; Wagtail's own way looks into its cache for each. A link to a page that is gone has no address.

    A link may lead to a place on its page, which it keeps as `anchor`.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        found = addresses_of({attrs["id"] for attrs in attrs_list if attrs.get("id", "").isdecimal()})
        return [cls._drawn(found.get(attrs.get("id")), attrs.get("anchor")) for attrs in attrs_list]

    @staticmethod
    def _drawn(where: str | None, anchor: str | None) -> str:
        return format_html('<a href="{}">', f"{where}#{anchor}" if anchor else where) if where else "<a>"
