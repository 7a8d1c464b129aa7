"""A page of results, ready to be drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guide.search.models import Entry
from guide.search.rooms import standing_of
from guide.search.shapes import drawn
from guide.search.snippets import marked, snippet
from guide.search.terms import Found
from guide.search.wishes import Wish
from guide.spiral import Leaf, Spiral, address
from guide.templatetags.interface import sentence_case

DRAWN = ("pk", "source", "thread", "kind", "url", "title", "text", "place_key", "place", "language", "page_id", "page__url_path", "page__live")


@dataclass(frozen=True)
class Hit:
    """`entry` holds the DRAWN fields of an Entry. `title` and `text` are escaped, with marks. `standing` is what its room says of it at this moment."""

    entry: Any
    url: str
    title: str
    text: str
    belongs_to: str
    standing: Any

    @property
    def drawn(self) -> str:
        return drawn(self)


def draw(found: Sequence[Found], wish: Wish, spiral: Spiral) -> list[Hit]:
    """Those that may be read at this moment. Three queries."""
    shown = rows_of(found)
    standing, stems, names = standing_of(shown), wish.stems, names_of_places({entry.place_key for entry in shown}, spiral)
    pages = {leaf.id: leaf for leaf in (*spiral.reading, *spiral.beside)}
    return [
        Hit(
            entry=entry,
            url=(address(entry.page__url_path) if entry.page_id else "") + entry.url,
            title=marked(entry.title, stems, entry.language),
            text=snippet(entry.text, stems, entry.language),
            belongs_to=names.get(entry.place_key) or _page_of(entry, pages),
            standing=standing[entry.pk],
        )
        for entry in shown
        if entry.pk in standing
    ]


def _page_of(entry: Any, pages: dict[int, Leaf]) -> str:
    """The title of the page that a passage stands on, where that is no stage and no milestone."""
    leaf = pages.get(entry.page_id) if entry.url.startswith("#") else None
    return (_("Guide home") if leaf.kind == "guidehome" else sentence_case(leaf.title)) if leaf else ""


def rows_of(found: Sequence[Found]) -> list[Any]:
    """The DRAWN fields of what was found, in its order; without pages that are off the site. One query."""
    rows = Entry.objects.filter(pk__in=[one.entry for one in found]).values_list(*DRAWN, named=True)
    entries = {row.pk: row for row in rows if row.page_id is None or row.page__live}
    return [entries[one.entry] for one in found if one.entry in entries]


def names_of_places(keys: Collection[UUID | None], spiral: Spiral) -> dict[UUID, str]:
    """“Stage 1, Milestone 4”, by translation key."""
    names = {stage.key: stage.name for stage in spiral.stages if stage.key in keys}
    for stage, milestone in spiral.milestones.values():
        if milestone.key in keys:
            names[milestone.key] = _("%(stage)s, %(milestone)s") % {"stage": stage.name, "milestone": milestone.name}
    return names
