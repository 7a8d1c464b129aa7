"""The guide as a tree, read from the pages: stages and milestones, reading order, breadcrumb. Nothing of it is typed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from guide.models.freshness import what_is_fresh

# What is read from front to back. Stories have an order of their own, and the foot's pages stand beside the guide.
STORY_INDEX = "storyindexpage"
READ_IN_ORDER = ["guidehome", "partpage", "contentpage", "stagepage", "milestonepage", "casestudypage", "toolspage", "appendixpage"]
HUES = 6
KEPT_FOR = 30  # seconds: a process killed between a change and the new number of freshness leaves others with the old tree no longer


_kept: dict[int, tuple[int, float, Spiral]] = {}  # by language; one for each process


@dataclass(frozen=True)
class Leaf:
    """A page in the tree: enough to link to it and to name it, without loading it. `number` is 0 where pages have none."""

    id: int
    key: UUID
    number: int
    title: str
    url: str
    kind: str = ""  # the model's name, such as "milestonepage"
    path: str = ""  # of the tree: an ancestor's path begins it

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

    def stage(self, page_id: int) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == page_id), None)

    def milestone(self, page_id: int) -> tuple[Stage | None, Leaf | None]:
        return self.milestones.get(page_id, (None, None))

    def page(self, page_id: int) -> Leaf | None:
        return next((leaf for leaf in self.reading if leaf.id == page_id), None)

    @cached_property
    def by_url(self) -> dict[str, Leaf]:
        known = [*self.reading, self.story_index] if self.story_index else self.reading
        return {leaf.url: leaf for leaf in known}

    @cached_property
    def milestones(self) -> dict[int, tuple[Stage, Leaf]]:
        return {leaf.id: (stage, leaf) for stage in self.stages for leaf in stage.milestones}

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
        return [leaf for leaf in known if page.path.startswith(leaf.path) and page.path != leaf.path]

    def children(self, leaf: Leaf) -> list[Leaf]:
        return [one for one in self.reading if one.path.startswith(leaf.path) and len(one.path) == len(leaf.path) + Page.steplen]

    def among(self, ids: Iterable[int]) -> list[Leaf]:
        """The pages with these ids, in reading order."""
        wanted = set(ids)
        return [leaf for leaf in self.reading if leaf.id in wanted]

    def stage_of(self, leaf: Leaf) -> Stage | None:
        """The stage itself, or the stage of a milestone."""
        return self.stage(leaf.id) or self.milestone(leaf.id)[0]

    def of_kind(self, kind: str) -> list[Leaf]:
        return [leaf for leaf in self.reading if leaf.kind == kind]


def read_spiral(page: Page) -> Spiral:
    """The guide in the page's language. Numbers come from the order of the pages. Nobody changes what they are given: others read it too.

    One query by primary key while the process still has it, one more when it changed. The page itself is in it even while it is a
    draft, so that a preview shows its number and its place.
    """
    if not (settings.VISITOR_PAGES_KEPT_FOR and page.live):
        return _read_spiral(page)
    number, now = what_is_fresh(), time.monotonic()
    known_number, known_at, spiral = _kept.get(page.locale_id, (0, 0.0, None))
    if spiral is None or known_number != number or now - known_at >= KEPT_FOR:
        spiral = _read_spiral(page)
        _kept[page.locale_id] = (number, now, spiral)
    return spiral


def find_kept(url: str) -> tuple[Leaf, Spiral] | None:
    """The page with this address in a tree that the process still has: it need not be looked for. One query by primary key."""
    for number, at, spiral in list(_kept.values()):
        leaf = spiral.by_url.get(url)
        if leaf:
            return (leaf, spiral) if time.monotonic() - at < KEPT_FOR and number == what_is_fresh() else None
    return None


def _read_spiral(page: Page) -> Spiral:
    rows = (
        Page.objects.filter(Q(live=True) | Q(pk=page.pk), locale_id=page.locale_id)
        .filter(content_type__app_label="guide", content_type__model__in=[*READ_IN_ORDER, STORY_INDEX])
        .order_by("path")
        .values_list("id", "translation_key", "title", "url_path", "depth", "path", "content_type__model")
    )
    spiral = Spiral([])
    for pk, key, title, url_path, depth, path, kind in rows:
        if kind != "contentpage" or depth > 3:
            _take(spiral, kind, path, id=pk, key=key, title=title, url=address(url_path))
    return spiral


def _take(spiral: Spiral, kind: str, path: str, **known) -> None:
    """The next page in reading order. A milestone whose stage is taken off the site has no number until the stage is back."""
    leaf = Leaf(kind=kind, path=path, number=0, **known)
    if kind == STORY_INDEX:
        spiral.story_index = leaf
        return
    if kind == "partpage":
        leaf = replace(leaf, number=len(spiral.of_kind(kind)) + 1)
    elif kind == "stagepage":
        leaf = Stage(**vars(leaf) | {"number": len(spiral.stages) + 1})
        spiral.stages.append(leaf)
    elif kind == "milestonepage" and spiral.stages and path.startswith(spiral.stages[-1].path):
        milestones = spiral.stages[-1].milestones
        leaf = replace(leaf, number=len(milestones) + 1)
        milestones.append(leaf)
    spiral.reading.append(leaf)


def address(url_path: str) -> str:
    """The address on this site of a page with this tree path: the first part names the home and is not shown."""
    return "/" + url_path.lstrip("/").partition("/")[2]
