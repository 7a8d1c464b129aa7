"""What an edition says: one HTML document with everything in it, and a digest by which two printings are known to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from guide.field_notes.placing import BLOCK as FIELD_NOTE
from guide.links import Addresses, drawing
from guide.models import GuideHome, GuideImage, GuidePage, StoryPage
from guide.printing.models import Edition, Kind
from guide.printing.notes import with_notes
from guide.printing.stories import may_be_printed
from guide.spiral import Leaf, Spiral, Stage, read_spiral
from guide.templatetags.guide_pages import full_name, main_title
from guide.templatetags.interface import sentence_case

STYLE = Path(__file__).with_name("edition.css")
DEEPEST = 5  # of a page's heading: its text has headings beneath


class NothingToPrint(Exception):
    """The page or the guide is no longer on the site."""


@dataclass
class Section:
    """A page, or what a stage says behind its milestones. `level` is of its heading, 1 where the document's title is the heading."""

    anchor: str
    title: str
    level: int
    leaf: Leaf
    page: GuidePage
    stage: Stage | None = None
    progress: bool = False
    name: str = ""  # over the title, such as “Stage 1”
    language: str = ""  # where it is another one than the document's: the page is not translated yet
    blocks: list = field(default_factory=list)
    table: list[dict] = field(default_factory=list)
    pitfalls: list = field(default_factory=list)

    @property
    def prompts(self) -> list[str]:
        """The headings of the things to think about."""
        return [block.value["heading"] for block in self.blocks if block.block_type == "prompt"]

    @property
    def below(self) -> int:
        """The level of headings in its text."""
        return self.level + 1

    @property
    def kind(self) -> str:
        return "progress" if self.progress else self.leaf.kind


@dataclass
class Manuscript:
    title: str
    name: str
    html: str
    pictures: dict[int, str]  # their files, by the number that the document names
    stories: list[int]
    notes: list[int] = field(default_factory=list)  # of the field
    digest: str = ""

    def __post_init__(self) -> None:
        parts = [self.html, repr(sorted(self.pictures.items())), STYLE.read_text(), version("weasyprint")]
        self.digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()


def write(edition: Edition) -> Manuscript:
    """Reads the live pages of the edition's language. Raises NothingToPrint."""
    home = GuideHome.objects.live().filter(locale=edition.locale_id).first()
    if home is None:
        raise NothingToPrint
    spiral = read_spiral(home)
    if edition.kind == Kind.STAGE and spiral.stage(edition.stage_id) is None:
        raise NothingToPrint
    with translation.override(edition.locale.language_code):
        writer = Writer(edition, home, spiral)
        with drawing(Addresses(spiral, [page.body for page in writer.pages.values()])):
            return writer.manuscript()


class Writer:
    def __init__(self, edition: Edition, home: GuideHome, spiral: Spiral) -> None:
        self.edition, self.home, self.spiral = edition, home, spiral
        self.stage = spiral.stage(edition.stage_id) if edition.stage_id else None
        leaves = [self.stage, *self.stage.milestones] if self.stage else spiral.reading
        self.pages = {page.pk: page for page in Page.objects.filter(pk__in=[leaf.id for leaf in leaves]).specific()}
        self.languages = dict(Locale.objects.values_list("pk", "language_code"))
        self.printable = {story.pk for story in may_be_printed(self._stories())} if edition.kind != Kind.STAGES else set()

    def manuscript(self) -> Manuscript:
        sections = list(self.sections())
        html = render_to_string(f"printed/{self.edition.kind}.html", self.context(sections))
        anchors = {section.leaf.url: section.anchor for section in sections if not section.progress}
        return Manuscript(
            title=self.title, name=self.name, html=with_notes(html, anchors), pictures=dict(self._pictures(sections)), stories=sorted(self._told(sections)), notes=sorted(self._noted(sections))
        )

    def context(self, sections: list[Section]) -> dict:
        return {
            "title": self.title,
            "home": self.home,
            "spiral": self.spiral,
            "stage": self.stage,
            "sections": sections,
            "as_of": self._as_of(),
            "has_starter_text": any(section.page.is_starter for section in sections),
        }

    # ------------------------------------------------------------ what it is called

    @property
    def title(self) -> str:
        if self.edition.kind == Kind.STAGES:
            return _("The six stages in short") if len(self.spiral.stages) == 6 else _("The stages in short")
        return full_name(self.stage) if self.stage else sentence_case(main_title(self.home.title))

    @property
    def name(self) -> str:
        """In its address, such as “stage-1” or, in another language, “stage-1-es”."""
        slug = self.stage.url.strip("/").rpartition("/")[2] if self.stage else {Kind.GUIDE: "guide", Kind.STAGES: "stages"}[self.edition.kind]
        language = self.edition.locale.language_code
        return slug[:70] if language == settings.LANGUAGE_CODE else f"{slug[:70]}-{language}"

    def _as_of(self) -> date:
        """When what it says was last published: not today, or each printing would be another one."""
        moments = [page.last_published_at for page in self.pages.values() if page.last_published_at]
        return timezone.localtime(max(moments)).date() if moments else timezone.localdate()

    # ------------------------------------------------------------ its sections

    def sections(self) -> Iterator[Section]:
        if self.stage:
            yield from self._stage(self.stage, level=1)
        elif self.edition.kind == Kind.STAGES:
            for stage in self.spiral.stages:
                yield from self._stage(stage, level=2)
        else:
            yield from self._beneath(self.spiral.reading[0], level=2)

    def _beneath(self, home: Leaf, level: int) -> Iterator[Section]:
        """The guide from the home to the appendix."""
        if self.home.body:
            yield self._page(home, level, title=_("About this guide"))
        yield from self._children(home, level)

    def _children(self, leaf: Leaf, level: int) -> Iterator[Section]:
        for child in self.spiral.children(leaf):
            if isinstance(child, Stage):
                yield from self._stage(child, level)
            else:
                yield self._page(child, level)
                yield from self._children(child, min(level + 1, DEEPEST))

    def _stage(self, stage: Stage, level: int) -> Iterator[Section]:
        overview = self._page(stage, level, stage=stage)
        yield overview
        for milestone in stage.milestones:
            yield self._page(milestone, level + 1, stage=stage)
        table, pitfalls = overview.page.benchmark_table(), list(overview.page.pitfalls.all())
        if table or pitfalls:
            title = _("How you know if you are making progress") if table else _("Pitfalls")
            yield Section(f"progress-{stage.id}", title, level + 1, stage, overview.page, stage, progress=True, table=table, pitfalls=pitfalls)

    def _page(self, leaf: Leaf, level: int, *, title: str = "", stage: Stage | None = None) -> Section:
        page = self.pages[leaf.id]
        texts = [*page.body, *getattr(page, "learn_more", [])]
        blocks = [block for block in texts if block.block_type != "pull_story" or self._is_printable(block)]
        language = self.languages[page.locale_id] if page.locale_id != self.home.locale_id else ""
        return Section(f"page-{leaf.id}", title or leaf.title, level, leaf, page, stage, name=leaf.name, language=language, blocks=blocks)

    # ------------------------------------------------------------ stories and pictures

    def _is_printable(self, block) -> bool:
        return bool(block.value["story"]) and block.value["story"].pk in self.printable

    def _stories(self) -> list[StoryPage]:
        """Those pulled into the text, each once."""
        pulled = [block.value["story"] for page in self.pages.values() for block in page.body if block.block_type == "pull_story"]
        return list({story.pk: story for story in pulled if story}.values())

    def _told(self, sections: Iterable[Section]) -> set[int]:
        return {block.value["story"].pk for section in sections for block in section.blocks if block.block_type == "pull_story"}

    def _noted(self, sections: Iterable[Section]) -> set[int]:
        notes = [block.value for section in sections for block in section.blocks if block.block_type == FIELD_NOTE]
        return {note.pk for note in notes if note and note.stands}

    def _pictures(self, sections: Iterable[Section]) -> Iterator[tuple[int, str]]:
        """As the site shows them; none that is not public."""
        figures = [block.value["image"] for section in sections for block in section.blocks if block.block_type == "figure"]
        images = list({image.pk: image for image in figures if image and not image.is_held}.values())
        prefetch_related_objects(images, "renditions")
        yield from ((image.pk, _drawn(image)) for image in images)


WIDTH = "width-1280"  # pixels: 200 an inch over the whole width of the text


def _drawn(image: GuideImage) -> str:
    return image.get_rendition(WIDTH).file.name


