"""The six stages and their milestones as a tree, read from the pages: rail, breadcrumb, reading order, spiral."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import cached_property
from wagtail.models import Page


@dataclass(frozen=True)
class Leaf:
    """A page in the tree: enough to link to it and to name it, without loading it."""

    id: int
    key: UUID
    number: int
    title: str
    url: str


@dataclass(frozen=True)
class Stage(Leaf):
    milestones: list[Leaf] = field(default_factory=list)


@dataclass
class Spiral:
    stages: list[Stage]

    def stage(self, page_id: int) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == page_id), None)

    def milestone(self, page_id: int) -> tuple[Stage | None, Leaf | None]:
        return self.milestones.get(page_id, (None, None))

    @cached_property
    def milestones(self) -> dict[int, tuple[Stage, Leaf]]:
        return {leaf.id: (stage, leaf) for stage in self.stages for leaf in stage.milestones}

    def in_reading_order(self) -> Iterator[Leaf]:
        for stage in self.stages:
            yield stage
            yield from stage.milestones

    def around(self, page_id: int) -> tuple[Leaf | None, Leaf | None]:
        """The page before and the page after in reading order; None at an end."""
        order = list(self.in_reading_order())
        at = next((n for n, leaf in enumerate(order) if leaf.id == page_id), None)
        if at is None:
            return None, None
        return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def read_spiral(page: Page) -> Spiral:
    """The spiral of the page's language. Numbers come from the order of the pages. One query for all of it."""
    rows = (
        Page.objects.live()
        .filter(locale_id=page.locale_id, content_type__app_label="guide", content_type__model__in=["stagepage", "milestonepage"])
        .order_by("path")
        .values_list("id", "translation_key", "title", "url_path", "depth", "path")
    )
    stages: list[Stage] = []
    paths: list[str] = []
    for pk, key, title, url_path, _depth, path in rows:
        url = address(url_path)
        if paths and path.startswith(paths[-1]):
            stages[-1].milestones.append(Leaf(pk, key, len(stages[-1].milestones) + 1, title, url))
        else:
            stages.append(Stage(pk, key, len(stages) + 1, title, url))
            paths.append(path)
    return Spiral(stages)


def address(url_path: str) -> str:
    """The address on this site of a page with this tree path: the first part names the home and is not shown."""
    return "/" + url_path.lstrip("/").partition("/")[2]


