"""The guide as a tree, read from the pages: stages and milestones, reading order, breadcrumb. Nothing of it is typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from guide.languages import OTHERS, OWN, language_of_home, prefix_of
from guide.models.freshness import what_is_fresh

# What is read from front to back. Stories have an order of their own, and the foot's pages stand beside the guide.
STORY_INDEX = "storyindexpage"
READ_IN_ORDER = ["guidehome", "partpage", "contentpage", "stagepage", "milestonepage", "casestudypage", "toolspage", "appendixpage"]
HUES = 6
KEPT_FOR = 30  # seconds: a process killed between a change and the new number of freshness leaves others with the old tree no longer

T = TypeVar("T")

_kept: dict[str, tuple[int, float, Spiral]] = {}  # by language; one for each process


@dataclass(frozen=True)
class Leaf:
    """A page in the tree: enough to link to it and to name it, without loading it. `number` is 0 where pages have none.

    `language` is that of its words: the tree of a language holds the pages of the guide's own language where it has none of its own.
    `original` is the page in the guide's own language, which stories and questions name; the page itself where there is none.
    """

    id: int
    key: UUID
    number: int
    title: str
    url: str
    kind: str = ""  # the model's name, such as "milestonepage"
    path: str = ""  # of the tree: an ancestor's path begins it
    place: str = ""  # the path that its page has in the guide's own language: the same for every language
    language: str = OWN
    original: int = 0

    @property
    def name(self) -> str:
        """What people call it by its number: “Part 3”, “Stage 1”, “Milestone 4”; blank for other pages."""
        names = {"partpage": _("Part %d"), "stagepage": _("Stage %d"), "milestonepage": _("Milestone %d")}
        return names[self.kind] % self.number if self.kind in names else ""


@dataclass(frozen=True)
class Stage(Leaf):
    milestones: list[Leaf] = field(default_factory=list)

    @property
    def hue(self) -> int:
        """The number of its color: a seventh stage begins again with the first."""
        return (self.number - 1) % HUES + 1


@dataclass
class Spiral:
    stages: list[Stage]
    reading: list[Leaf] = field(default_factory=list)
    story_index: Leaf | None = None
    beside: list[Leaf] = field(default_factory=list)  # the plain pages of the foot
    language: str = OWN
    translations: dict[UUID, dict[str, str]] = field(default_factory=dict)  # the addresses of pages that stand in more than one language
    found: dict[Hashable, object] = field(default_factory=dict)

    def once(self, name: Hashable, find: Callable[[], T]) -> T:
        """What `find` reads of published pages, kept as long as this tree: any change that a visitor could see drops both. Nobody changes what they are given."""
        if name not in self.found:
            self.found[name] = find()
        return self.found[name]

    def stage(self, page_id: int) -> Stage | None:
        return next((stage for stage in self.stages if page_id in (stage.id, stage.original)), None)

    def milestone(self, page_id: int) -> tuple[Stage | None, Leaf | None]:
        return self.milestones.get(page_id, (None, None))

    def page(self, page_id: int) -> Leaf | None:
        """The leaf of this page, also of its original: one that is translated is found by both."""
        return next((leaf for leaf in self.reading if page_id in (leaf.id, leaf.original)), None)

    @cached_property
    def by_url(self) -> dict[str, Leaf]:
        """The pages of its own language; those that stand in for others are found in their own tree."""
        known = [*self.reading, *self.beside, *([self.story_index] if self.story_index else [])]
        return {leaf.url: leaf for leaf in known if leaf.language == self.language}

    @cached_property
    def milestones(self) -> dict[int, tuple[Stage, Leaf]]:
        return {known: (stage, leaf) for stage in self.stages for leaf in stage.milestones for known in (leaf.id, leaf.original)}

    def in_reading_order(self) -> Iterator[Leaf]:
        """The whole guide from the home to the appendix, front to back."""
        yield from self.reading

    def around(self, page_id: int) -> tuple[Leaf | None, Leaf | None]:
        """The page before and the page after in reading order; None at an end."""
        at = next((n for n, leaf in enumerate(self.reading) if leaf.id == page_id), None)
        if at is None:
            return None, None
        return self.reading[at - 1] if at else None, self.reading[at + 1] if at + 1 < len(self.reading) else None

    def above(self, page: Page) -> list[Leaf]:
        """The pages over this one, from the home down; also for a story or a page of the foot."""
        known = [*self.reading, self.story_index] if self.story_index else self.reading
        place = next((leaf.place for leaf in known if leaf.id == page.pk), "")
        if place:
            return [leaf for leaf in known if place.startswith(leaf.place) and place != leaf.place]
        return [leaf for leaf in known if page.path.startswith(leaf.path) and page.path != leaf.path]

    def children(self, leaf: Leaf) -> list[Leaf]:
        return [one for one in self.reading if one.place.startswith(leaf.place) and len(one.place) == len(leaf.place) + Page.steplen]

    def among(self, ids: Iterable[int]) -> list[Leaf]:
        """The pages with these ids, in reading order."""
        wanted = set(ids)
        return [leaf for leaf in self.reading if leaf.id in wanted or leaf.original in wanted]

    def stage_of(self, leaf: Leaf) -> Stage | None:
        """The stage itself, or the stage of a milestone."""
        return self.stage(leaf.id) or self.milestone(leaf.id)[0]

    def of_kind(self, kind: str) -> list[Leaf]:
        return [leaf for leaf in self.reading if leaf.kind == kind]


def read_spiral(page: Page) -> Spiral:
    """The guide in the page's language; from a page of the guide's own, in the reader's. Numbers come from the order of the pages. Nobody changes what they are given: others read it too.

    One query by primary key while the process still has it, one more when it changed. The page itself is in it even while it is a
    draft, so that a preview shows its number and its place.
    """
    if not (settings.VISITOR_PAGES_KEPT_FOR and page.live):
        return _read_spiral(page)
    number, now, language = what_is_fresh(), time.monotonic(), _language_for(page)
    known_number, known_at, spiral = _kept.get(language, (0, 0.0, None))
    if spiral is None or known_number != number or now - known_at >= KEPT_FOR:
        spiral = _read_spiral(page)
        _kept[language] = (number, now, spiral)
    return spiral


def _language_for(page: Page) -> str:
    own = language_of_path(page.url_path)
    reader = get_language()
    return reader if own == OWN and page.live and reader in OTHERS else own


def find_kept(url: str) -> tuple[Leaf, Spiral, int] | None:
    """The page with this address in a tree that the process still has, and the number of freshness that the tree goes with. No query:
    whoever loads the page reads the number beside it, and uses the tree only if it is still the same.
    """
    if not settings.VISITOR_PAGES_KEPT_FOR:
        return None
    for number, at, spiral in list(_kept.values()):
        leaf = spiral.by_url.get(url)
        if leaf:
            return (leaf, spiral, number) if time.monotonic() - at < KEPT_FOR else None
    return None


@dataclass(frozen=True)
class Row:
    """A page as it is read."""

    id: int
    key: UUID
    title: str
    url_path: str
    depth: int
    path: str
    kind: str

    @property
    def language(self) -> str:
        return language_of_path(self.url_path)


def _read_spiral(page: Page) -> Spiral:
    language = _language_for(page)
    found = (
        Page.objects.filter(Q(live=True) | Q(pk=page.pk), locale__language_code__in=[OWN, *OTHERS])
        .filter(content_type__app_label="guide", content_type__model__in=[*READ_IN_ORDER, STORY_INDEX])
        .order_by("path")
        .values_list("id", "translation_key", "title", "url_path", "depth", "path", "content_type__model")
    )
    rows = [Row(*row) for row in found]
    spiral = Spiral([], language=language, translations=_translations(rows))
    for leaf, depth in _in_one_tree([row for row in rows if row.language in (language, OWN)], language):
        if leaf.kind == "contentpage" and depth == 3:
            spiral.beside.append(leaf)
        else:
            _take(spiral, leaf)
    return spiral


def _translations(rows: list[Row]) -> dict[UUID, dict[str, str]]:
    by_key: dict[UUID, dict[str, str]] = {}
    for row in rows:
        by_key.setdefault(row.key, {})[row.language] = address(row.url_path)
    return {key: addresses for key, addresses in by_key.items() if len(addresses) > 1}


def _in_one_tree(rows: list[Row], language: str) -> list[tuple[Leaf, int]]:
    """Each page at its place in the guide's own language, translated where it is; pages without an original behind their siblings."""
    if language == OWN:
        return [(_leaf(row, place=row.path, original=row.id), row.depth) for row in rows]
    originals = {row.key: row for row in rows if row.language == OWN}
    places: dict[str, str] = {}  # of translated pages, by their path
    leaves = []
    for row in rows:
        if row.language == language:
            original, above = originals.pop(row.key, None), places.get(row.path[: -Page.steplen], "")
            places[row.path] = original.path if original else f"{above}~{row.path[1 - Page.steplen :]}"
            leaves.append((_leaf(row, place=places[row.path], original=original.id if original else row.id), row.depth))
    leaves += [(_leaf(row, place=row.path, original=row.id), row.depth) for row in originals.values()]
    return sorted(leaves, key=lambda found: found[0].place)


def _leaf(row: Row, *, place: str, original: int) -> Leaf:
    return Leaf(
        id=row.id, key=row.key, number=0, title=row.title, url=address(row.url_path), kind=row.kind,
        path=row.path, place=place, language=row.language, original=original,
    )  # fmt: skip


def _take(spiral: Spiral, leaf: Leaf) -> None:
    """The next page in reading order. A milestone whose stage is taken off the site has no number until the stage is back."""
    kind = leaf.kind
    if kind == STORY_INDEX:
        spiral.story_index = leaf
        return
    if kind == "partpage":
        leaf = replace(leaf, number=len(spiral.of_kind(kind)) + 1)
    elif kind == "stagepage":
        leaf = Stage(**vars(leaf) | {"number": len(spiral.stages) + 1})
        spiral.stages.append(leaf)
    elif kind == "milestonepage" and spiral.stages and leaf.place.startswith(spiral.stages[-1].place):
        milestones = spiral.stages[-1].milestones
        leaf = replace(leaf, number=len(milestones) + 1)
        milestones.append(leaf)
    spiral.reading.append(leaf)


def address(url_path: str) -> str:
    """The address on this site of a page with this tree path: the first part names the home and shows as its language alone."""
    home, _slash, place = url_path.lstrip("/").partition("/")
    return f"{prefix_of(language_of_home(home))}/{place}"


def language_of_path(url_path: str) -> str:
    """The language of the page with this tree path. No query."""
    return language_of_home(url_path.lstrip("/").partition("/")[0])


def original_of(page: Page) -> Page:
    """The page in the guide's own language, which questions and stories name; itself where there is none. A query for a translation."""
    if language_of_path(page.url_path) == OWN:
        return page
    return page.get_translations().live().filter(locale__language_code=OWN).first() or page
