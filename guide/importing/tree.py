"""Where a draft belongs among the pages: the page that stands there, its parent, its place among its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from guide.importing import outline
from guide.importing.recognising import Type
from guide.loading import LOADED
from guide.models import (
    AppendixPage,
    CaseStudyPage,
    ContentPage,
    GuideHome,
    GuidePage,
    MilestonePage,
    PartPage,
    Source,
    StagePage,
    StoryIndexPage,
    ToolsPage,
)

CREATED = "wagtail.create"
"""The action in Wagtail's history, with the page's address, for a page that an import added. It outlives a page that staff delete."""
STORIES = "stories"
MODELS: dict[Type, type[GuidePage]] = {
    Type.HOME: GuideHome,
    Type.PART: PartPage,
    Type.STAGE: StagePage,
    Type.PROGRESS: StagePage,
    Type.MILESTONE: MilestonePage,
    Type.CASE: CaseStudyPage,
    Type.CONTENT: ContentPage,
    Type.TOOLS: ToolsPage,
    Type.APPENDIX: AppendixPage,
}


def address_of(place: str) -> str:
    """What an imported page is known by: its address on the old site, or its place where that is not known."""
    return outline.old_address(place) or f"guide:{place}"


def starter_address_of(place: str) -> str:
    return f"starter:{place}"


def was_deleted(*addresses: str) -> bool:
    """A page with one of these addresses was put in once; asked only when there is none now."""
    return PageLogEntry.objects.filter(action__in=[CREATED, LOADED], data__address__in=addresses).exists()


@dataclass
class Tree:
    """The pages of the guide in its main language. With `dry_run`, what would be added is only noted."""

    home: GuideHome
    dry_run: bool = False
    noted: set[str] = field(default_factory=set)

    @classmethod
    def of_the_guide(cls, *, dry_run: bool = False) -> Tree:
        return cls(GuideHome.objects.order_by("path")[0], dry_run)

    def lock(self) -> None:
        """Two imports at once take turns; inside a transaction."""
        self.home = GuideHome.objects.select_for_update(of=("self",)).get(pk=self.home.pk)

    def standing(self, place: str) -> GuidePage | None:
        """The page for a place of the guide, also where staff moved or renamed it."""
        at = self.at(place)
        addresses = (address_of(place), starter_address_of(place))
        if at and getattr(at.specific, "source_address", "") in addresses:
            return at.specific
        found = self._known_as(*addresses) or at
        return found.specific if found else None

    def standing_for(self, places: Iterable[str]) -> dict[str, GuidePage]:
        """What stands at each of many places; those where nothing does are found out together."""
        known = {place: {address_of(place), starter_address_of(place)} for place in places}
        there = set(Page.objects.filter(url_path__in=[self.url_path_of(place) for place in known]).values_list("url_path", flat=True))
        for pages in self._pages_with(*set().union(*known.values())):
            there.update(pages.values_list("source_address", flat=True))
        perhaps = (place for place, addresses in known.items() if there & {self.url_path_of(place), *addresses})
        return {place: page for place in perhaps if (page := self.standing(place))}

    def link(self, place: str) -> int | None:
        """The id of the page that a link to a place of the guide leads to."""
        page = self.standing(place)
        return page.pk if page else None

    def locked(self, page: GuidePage) -> GuidePage:
        """The page as it is now, kept from being saved by anyone else until the transaction ends."""
        if self.dry_run:
            return page
        Page.objects.select_for_update().get(pk=page.pk)
        return type(page).objects.get(pk=page.pk)

    def at(self, place: str) -> Page | None:
        return Page.objects.filter(url_path=self.url_path_of(place)).first()

    def url_path_of(self, place: str) -> str:
        return f"{self.home.url_path}{place}/" if place else self.home.url_path

    def stories(self, added: list[str]) -> Page | None:
        """The index of stories, added where there is none."""
        return self._ensure(STORIES, StoryIndexPage, "Stories from the Field", added)

    def parent(self, place: str, added: list[str]) -> Page | None:
        """The page above a place, with everything that has to stand before the place for its number to be right.

        Pages added for that are empty and named in `added`. None in a dry run when the parent is not there yet.
        """
        above = place.rpartition("/")[0]
        parent = self.home if not above else self._ensure(above, self._model(above), outline.known_title(above), added)
        for elder in self._elders(place):
            if elder not in self.noted and self.standing(elder) is None and not was_deleted(address_of(elder), starter_address_of(elder)):
                self._add_empty(elder, parent, self._model(elder), outline.known_title(elder), added)
        return parent

    def add(self, page: GuidePage, place: str, parent: Page) -> None:
        """Put a page that is not published yet into its place among its siblings."""
        parent = Page.objects.get(pk=parent.pk)
        page.live = False
        siblings = outline.siblings_in_order(place)
        at = siblings.index(place) if place in siblings else len(siblings)
        before = next((found for one in reversed(siblings[:at]) if (found := self.at(one)) and found.is_child_of(parent)), None)
        after = next((found for one in siblings[at + 1 :] if (found := self.at(one)) and found.is_child_of(parent)), None)
        if before:
            before.add_sibling("right", instance=page)
        elif after:
            after.add_sibling("left", instance=page)
        else:
            parent.add_child(instance=page)
        log(instance=page, action=CREATED, data={"address": page.source_address})

    def free_slug(self, parent: Page, title: str) -> str:
        wanted = slugify(title)[:200] or "story"
        taken = set(Page.objects.child_of(parent).filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(slug for number in range(1, len(taken) + 2) if (slug := wanted if number == 1 else f"{wanted}-{number}") not in taken)

    def _known_as(self, *addresses: str) -> GuidePage | None:
        return next((found for pages in self._pages_with(*addresses) if (found := pages.first())), None)

    def _pages_with(self, *addresses: str) -> Iterator[QuerySet[GuidePage]]:
        return (model.objects.filter(source_address__in=addresses, path__startswith=self.home.path) for model in dict.fromkeys(MODELS.values()))

    def _ensure(self, place: str, model: type[GuidePage], title: str, added: list[str]) -> Page | None:
        standing = self.standing(place)
        if standing or place in self.noted:
            return standing
        parent = self.parent(place, added)
        return self._add_empty(place, parent, model, title, added)

    def _add_empty(self, place: str, parent: Page | None, model: type[GuidePage], title: str, added: list[str]) -> Page | None:
        added.append(place)
        if self.dry_run:
            self.noted.add(place)
            return None
        page = model(title=title, slug=place.rpartition("/")[2], source_address=address_of(place))
        self.add(page, place, parent)
        page.publish_from(source=Source.IMPORT, address=address_of(place), digest="")
        return page

    def _elders(self, place: str) -> tuple[str, ...]:
        """The Parts, stages and milestones before this one: their numbers come from their order."""
        siblings = outline.siblings_in_order(place)
        numbered = place.startswith("part-3/") or "/" not in place
        return siblings[: siblings.index(place)] if siblings and numbered else ()

    def _model(self, place: str) -> type[GuidePage]:
        depth = place.count("/")
        return (PartPage, StagePage, MilestonePage)[depth] if place.startswith("part-3") or depth == 0 else ContentPage
