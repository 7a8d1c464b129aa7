"""What of this site can stand in a frame on another one: the questions of a stage or a milestone, and a published story.

A frame is an address of ours. What is hidden or taken back here is gone there as soon as somebody looks, for nothing was handed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from forum.discussions.models import Question, Standing
from forum.discussions.narrowing import Narrowing
from forum.discussions.places import Place, place_of
from guide.languages import OWN, language_of, slug_of_home, without_prefix
from guide.models import GuideHome, GuidePage, MilestonePage, StagePage, StoryPage
from guide.spiral import Spiral
from guide.templatetags.interface import sentence_case

QUESTIONS_SHOWN = 5
WIDTH = 640  # CSS pixels, for programs that want a number; the code that people copy takes what room there is
# Nothing in a frame runs a script. Its own style and font come from here, and its links open in windows of their own.
MAY = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True)
class Kind:
    """A kind of page that can be framed. What does not fit into `height` scrolls within it."""

    name: str  # in its address
    model: type[GuidePage]
    height: int
    words: str | Promise  # over the code that others copy
    title: str | Promise  # of the frame, which screen readers say


QUESTIONS = gettext_lazy("Show these questions on another site")
KINDS = (
    Kind("stage", StagePage, 560, QUESTIONS, gettext_lazy("Questions about %s")),
    Kind("milestone", MilestonePage, 560, QUESTIONS, gettext_lazy("Questions about %s")),
    Kind("story", StoryPage, 420, gettext_lazy("Show this story on another site"), gettext_lazy("Story from the Field: %s")),
)


@dataclass(frozen=True)
class Frame:
    """One page as others may frame it."""

    kind: Kind
    page: GuidePage

    @property
    def title(self) -> str:
        """In the language that is active."""
        return self.kind.title % (self.page.title if isinstance(self.page, StoryPage) else sentence_case(self.page.title))

    @property
    def url(self) -> str:
        return settings.SITE_URL + reverse(f"embed:{self.kind.name}", args=[self.page.pk])

    def code(self, *, width: int | str = "100%", height: int | None = None) -> str:
        """HTML for the other page. No script of ours is needed there."""
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" sandbox="{}" loading="lazy" frameborder="0"></iframe>',
            self.url, self.title, width, height or self.kind.height, MAY,
        )  # fmt: skip

    @property
    def home(self) -> str:
        """The page itself."""
        return settings.SITE_URL + self.page.address

    @property
    def json(self) -> str:
        """The address that programs ask."""
        return self._asked("json")

    @property
    def xml(self) -> str:
        return self._asked("xml")

    def _asked(self, written: str) -> str:
        return f"{settings.SITE_URL}{reverse('embed:oembed')}?{urlencode({'url': self.home, 'format': written})}"


def frame_of(page: Page | None) -> Frame | None:
    """None for a page that cannot be framed, and for one that is not on the site, such as a preview."""
    kind = next((kind for kind in KINDS if isinstance(page, kind.model)), None)
    return Frame(kind, page) if kind and page.pk and page.live else None


def frame_at(path: str) -> Frame | None:
    """Of the page of the guide at this address, such as `/es/part-3/stage-1/`. Three queries."""
    language = language_of(path)
    homes = GuideHome.objects.filter(locale__language_code=OWN) if language == OWN else GuideHome.objects.filter(slug=slug_of_home(language))
    home = homes.first()
    page = home and Page.objects.live().filter(url_path=home.url_path.rstrip("/") + without_prefix(path)).first()
    return frame_of(page and page.specific)


@dataclass(frozen=True)
class Asked:
    """The questions about a page, a stage's with those of its milestones: the newest, each with its place, how many there are, and how many have an answer."""

    newest: list[tuple[Question, Place]]
    number: int
    answered: int
    list_url: str


def asked_at(page: GuidePage, spiral: Spiral) -> Asked:
    """Five queries at most, however many questions and milestones there are. In the language that is active."""
    stage = spiral.stage(page.pk)
    about, page = (f"stage={stage.number}", None) if stage else ("", page)
    all_of_them = Narrowing(QueryDict(about), spiral=spiral, page=page)
    answered = Narrowing(QueryDict(f"{about}&show={Standing.ANSWERED}"), spiral=spiral, page=page)
    newest = all_of_them.newest(QUESTIONS_SHOWN)
    prefetch_related_objects(newest, "answer")
    rows = [(question, place_of(question.page, spiral)) for question in newest]
    return Asked(rows, all_of_them.number or 0, answered.number or 0, f"{reverse('forum:questions')}?{all_of_them.query}")


def within(most: int | None, wanted: int) -> int:
    """Of two numbers of pixels the smaller: who asks may have less room than we would like."""
    return wanted if most is None else min(wanted, most)
