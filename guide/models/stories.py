"""Stories from the Field: what happened somewhere, told by someone, hung on the milestones it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.forms import CheckboxSelectMultiple
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageManager, PagePermissionTester, Revision
from wagtail.query import PageQuerySet

from accounts.models import User
from guide import authorship, media_store, tilemap
from guide.languages import OWN, slug_of_home
from guide.models.consent import refuse_unless_agreed
from guide.models.media import GuideImage, GuideRendition, drawn_before
from guide.models.pages import GuidePage
from guide.models.words import Function, Initiative, Place, Topic
from guide.narrowing import Narrowing, pages_of
from guide.reading_time import minutes_to_read
from guide.spiral import Spiral, Stage

STORIES_A_PAGE = 12
ALIKE_SHOWN = 3
CARD = "fill-640x360"
FIGURE = ("width-640", "width-1280")  # as templates/guide/blocks/figure.html asks for it
PARAGRAPHS_SHOWN = 2
LABELS = (Function, Topic)
SHOWN = {"live", "body"}
AGREED_TO = {"live", "title", "lead", "body", "place", "initiative", "credit_line", "milestones", "functions"}


@dataclass(frozen=True)
class Label:
    """A function, a topic or a page, as a list offers it: `told` is how many stories have it."""

    pk: int
    name: str
    told: int


class StoryQuerySet(PageQuerySet):
    def told_at(self, pages: Collection[int]) -> StoryQuerySet:
        """That belong to one of these stages and milestones."""
        return self.filter(pk__in=StoryPage.milestones.through.objects.filter(page_id__in=pages).values("storypage_id"))

    def told_in(self, language: str) -> StoryQuerySet:
        """In this language; those that are not translated into it stand in the guide's own."""
        if language == OWN:
            return self.exclude(url_path__startswith="/home-")
        here = f"/{slug_of_home(language)}/"
        translated = StoryPage.objects.live().filter(url_path__startswith=here).values("translation_key")
        return self.filter(Q(url_path__startswith=here) | ~Q(url_path__startswith="/home-") & ~Q(translation_key__in=translated))

    def about(self, functions: Collection[int]) -> StoryQuerySet:
        return self.filter(pk__in=StoryPage.functions.through.objects.filter(function_id__in=functions).values("storypage_id"))

    def on_topics(self, topics: Collection[int]) -> StoryQuerySet:
        return self.filter(pk__in=StoryPage.topics.through.objects.filter(topic_id__in=topics).values("storypage_id"))

    def newest_first(self) -> StoryQuerySet:
        return self.order_by(F("told_on").desc(nulls_last=True), "-first_published_at", "-pk")

    def with_places(self) -> StoryQuerySet:
        return self.select_related("place")

    def with_first_pages(self) -> StoryQuerySet:
        """`first_page` is the id of the stage or milestone that each speaks to first, in reading order."""
        links = StoryPage.milestones.through.objects.filter(storypage=OuterRef("pk"), page__live=True)
        return self.annotate(first_page=Subquery(links.order_by("page__path").values("page_id")[:1]))

    def counted_by_page_and_stage(self, stages: Sequence[Stage]) -> tuple[dict[int, int], dict[int, int]]:
        """How many belong to each stage and milestone, by its id, and how many to each stage or one of its milestones, by the stage's number. One query."""
        here = [page for stage in stages for page in pages_of(stage)]
        numbers = [When(page_id__in=pages_of(stage), then=Value(-stage.number)) for stage in stages]
        by_page = self._links().filter(page_id__in=here).annotate(at=F("page_id"))
        by_stage = self._links().filter(page_id__in=here).annotate(at=Case(*numbers, default=Value(0), output_field=models.IntegerField()))
        counted = [links.order_by().values_list("at").annotate(Count("storypage_id", distinct=True)) for links in (by_page, by_stage)]
        found = dict(counted[0].union(counted[1], all=True))
        return {page: told for page, told in found.items() if page > 0}, {-number: told for number, told in found.items() if number < 0}

    def counted(self) -> tuple[Counter[str | None], dict[int, int], int]:
        """By the two letters, None for those without a place; by the year they tell of, the newest first; and those still current. One query."""
        by_state: Counter[str | None] = Counter()
        by_year: Counter[int] = Counter()
        current = 0
        for state, year, outdated, told in self.order_by().values_list("place__state", "told_on__year", "no_longer_current").annotate(Count("pk")):
            by_state[state] += told
            by_year[year or 0] += told
            current += 0 if outdated else told
        return by_state, dict(sorted(((year, told) for year, told in by_year.items() if year), reverse=True)), current

    def _links(self) -> models.QuerySet:
        return StoryPage.milestones.through.objects.filter(storypage__in=self.order_by().values("pk"))


def told_at(spiral: Spiral) -> tuple[dict[int, int], dict[int, int]]:
    """How many stories stand at each stage and milestone, and at each stage with its milestones. One query while the tree is kept."""
    told = StoryPage.objects.live().told_in(spiral.language)
    return spiral.once("stories told", lambda: told.counted_by_page_and_stage(spiral.stages))


class StoryIndexPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.StoryPage"]
    max_count_per_parent = 1
    template = "guide/stories.html"

    class Meta:
        verbose_name = _("Stories from the Field")

    def get_context(self, request, *args, **kwargs):
        """The stories that the reader asked for, a page of them, and how many there are of each kind. As many queries for one as for all."""
        context = super().get_context(request, *args, **kwargs)
        spiral = context["spiral"]
        stories = StoryPage.objects.live().told_in(spiral.language)
        functions, topics = spiral.once("labels of stories", lambda: labels_of(stories))
        by_state, by_year, current = spiral.once("stories counted", stories.counted)
        narrowing = Narrowing(request.GET, spiral=spiral, functions=functions, topics=topics, years=by_year)
        pages = Paginator(narrowing.of(stories).newest_first().with_places().with_first_pages(), STORIES_A_PAGE)
        if not narrowing:
            pages.count = sum(by_state.values())  # known already
        shown = pages.get_page(request.GET.get("page"))
        return context | {
            "narrowing": narrowing,
            "shown": shown,
            "numbers": list(pages.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)),
            "stories": with_pictures(shown.object_list),
            "all": sum(by_state.values()),
            "functions": functions,
            "topics": [topic for topic in topics if topic.told or topic in narrowing.topics],
            "by_year": by_year,
            "current": current,
            "by_stage": told_at(spiral)[1],
            "squares": tilemap.squares(by_state),
            "states": tilemap.by_name(by_state),
        }


def labels_of(stories: StoryQuerySet) -> tuple[list[Label], list[Label]]:
    """All functions and all topics, each with how many of these stories have it. One query."""
    told = Count("stories", filter=Q(stories__in=stories))
    rows = _in_order([_rows(model, told) for model in LABELS])
    return tuple(_of(model._meta.model_name, rows) for model in LABELS)


def _rows(model: type[Function | Topic], told: models.Expression) -> models.QuerySet:
    return model.objects.order_by().annotate(kind=Value(model._meta.model_name), told=told).values_list("kind", "order", "name", "pk", "told")


def _in_order(parts: list[models.QuerySet]) -> list[tuple]:
    return list(parts[0].union(*parts[1:], all=True).order_by("order", "name"))


def _of(wanted: str, rows: list[tuple]) -> list[Label]:
    return [Label(pk, name, told) for kind, _order, name, pk, told in rows if kind == wanted]


def with_pictures(stories: Iterable[StoryPage]) -> list[StoryPage]:
    """Each with its first picture as `picture`, or None. One query for all of them, none where no story has one."""
    stories = list(stories)
    first = {story.pk: story.pictures_shown[0] for story in stories if story.pictures_shown}
    pictures = _for_cards(set(first.values())) if first else {}
    for story in stories:
        story.picture = pictures.get(first.get(story.pk))
    return stories


def _for_cards(wanted: set[int]) -> dict[int, GuideImage]:
    """With what was drawn of them for a card. What was never drawn costs a query more, once."""
    pictures: dict[int, GuideImage] = {}
    for drawn in GuideRendition.objects.filter(image__in=wanted, filter_spec=CARD).select_related("image"):
        picture = pictures.setdefault(drawn.image_id, drawn.image)
        picture.prefetched_renditions = [*getattr(picture, "prefetched_renditions", []), drawn]
    if missing := wanted - set(pictures):
        pictures |= GuideImage.objects.prefetch_renditions(CARD).in_bulk(missing)
    return pictures


class StoryForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs) -> None:
        """A story names stages and milestones in the guide's own language; each is shown on their translations too."""
        super().__init__(*args, **kwargs)
        if "milestones" in self.fields:
            self.fields["milestones"].queryset = self.fields["milestones"].queryset.filter(locale__language_code=OWN)

    def save(self, commit: bool = True) -> StoryPage:
        """A new story is kept as a draft first, also when Publish is pressed: what the editor typed stays when it may not stand on the site yet."""
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit)


class StoryPage(GuidePage):
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="stories", verbose_name=_("place"))
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="stories", verbose_name=_("initiative"))
    milestones = ParentalManyToManyField(
        "wagtailcore.Page",
        blank=True,
        related_name="stories_here",
        verbose_name=_("stages and milestones"),
        limit_choices_to={"content_type__app_label": "guide", "content_type__model__in": ["stagepage", "milestonepage"]},
        help_text=_("The story is shown on each of these pages."),
    )
    functions = ParentalManyToManyField(Function, blank=True, related_name="stories", verbose_name=_("functions"))
    topics = ParentalManyToManyField(
        Topic, blank=True, related_name="stories", verbose_name=_("topics"), help_text=_("What a reader would look for. New topics are added under Lists.")
    )
    credit_line = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("As the author wishes to be named, such as “Grace Lindqvist, school social worker”.")
    )
    told_on = models.DateField(_("when it happened, or was told"), null=True, blank=True, help_text=_("Readers see the month and the year."))
    no_longer_current = models.BooleanField(
        _("no longer current"), default=False, help_text=_("Keeps the story, and tells readers that names and facts may have changed.")
    )

    content_panels = [
        *GuidePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("initiative"),
                FieldPanel("milestones", widget=CheckboxSelectMultiple),
                FieldPanel("functions", widget=CheckboxSelectMultiple),
                FieldPanel("topics", widget=CheckboxSelectMultiple),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel([FieldPanel("credit_line"), FieldPanel("told_on"), FieldPanel("no_longer_current")], heading=_("Credit and age")),
    ]
    base_form_class = StoryForm
    parent_page_types = ["guide.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "guide/story.html"
    can_be_asked_on = True

    shown_with = ("place", "initiative")

    objects = PageManager.from_queryset(StoryQuerySet)()

    class Meta:
        verbose_name = _("Story from the Field")
        verbose_name_plural = _("Stories from the Field")

    def save(self, *args, **kwargs) -> None:
        """Raises NotAgreed when it would stand on the site without an entry of the consent ledger for what it says.

        What it begins to show moves into the public store in the same transaction, and what it shows no longer moves back.
        """
        saved = kwargs.get("update_fields")
        with transaction.atomic():
            if (self.live or self.alias_of_id) and (saved is None or AGREED_TO & set(saved)):
                refuse_unless_agreed(self)
            before = self._pictures_on_the_site() if saved is None or SHOWN & set(saved) else None
            super().save(*args, **kwargs)
            if before is not None:
                self._move_pictures(before)

    def _pictures_on_the_site(self) -> set[int]:
        stands = StoryPage.objects.filter(pk=self.pk, live=True).first() if self.pk else None
        return set(stands.pictures_shown) if stands else set()

    def _move_pictures(self, before: set[int]) -> None:
        now = set(self.pictures_shown) if self.live else set()
        media_store.show(now)
        media_store.put_away(before - now, besides=self.pk)

    def publish(self, revision: Revision, user: User | None = None, **kwargs) -> None:
        """Raises NotAgreed before anything of it is written, also when it is for a later day."""
        authorship.refuse_their_own(user, self)
        refuse_unless_agreed(revision.as_object())
        super().publish(revision, user=user, **kwargs)

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Whoever wrote the story leaves its page to another editor."""
        return authorship.StoryPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        spiral = context["spiral"]
        functions, topics, pages = (self.functions.all(), self.topics.all(), self.milestones.all()) if getattr(request, "is_preview", False) else self._labels()
        belonging = [page.pk for page in pages]
        belongs_to = spiral.among(belonging)
        drawn_before([block.value["image"] for block in self.body if block.block_type == "figure" and block.value["image"]], *FIGURE)
        figure, blocks = self.beside_the_title
        return context | {
            "functions": functions,
            "topics": topics,
            "figure": figure,
            "blocks": blocks,
            "belongs_to": belongs_to,
            "stage": spiral.stage_of(belongs_to[0]) if belongs_to else None,
            "alike": self._alike(belonging),
        }

    def _labels(self) -> tuple[list[Label], list[Label], list[Label]]:
        """Its functions, its topics, and the stages and milestones it belongs to, as they stand on the site. One query."""
        pages = Page.objects.filter(stories_here=self.pk).order_by().annotate(kind=Value("page"), order=Value(0), told=Value(1))
        rows = _in_order([*(_rows(model, Value(1)).filter(stories=self.pk) for model in LABELS), pages.values_list("kind", "order", "title", "pk", "told")])
        return *(_of(model._meta.model_name, rows) for model in LABELS), _of("page", rows)

    def _alike(self, pages: list[int]) -> list[StoryPage]:
        """Others that belong to the same stages and milestones."""
        if not pages:
            return []
        others = StoryPage.objects.live().told_in(self.language).told_at(pages).exclude(pk=self.pk).newest_first()
        return with_pictures(others.with_places().with_first_pages()[:ALIKE_SHOWN])

    @cached_property
    def beside_the_title(self) -> tuple[StreamValue.StreamChild | None, list[StreamValue.StreamChild]]:
        """The figure that stands beside the title, and the text without it. A figure between two pieces of text stays in its place."""
        blocks = list(self.body)
        first = next((at for at, block in enumerate(blocks) if block.block_type == "figure"), None)
        if first is None or first and any(block.block_type != "figure" for block in blocks[first:]):
            return None, blocks
        return blocks[first], blocks[:first] + blocks[first + 1 :]

    @property
    def pictures_shown(self) -> list[int]:
        """The pictures of its figures, in order."""
        return media_store.pictures_in(self.body)

    @property
    def minutes(self) -> int:
        return minutes_to_read(self.body)

    @property
    def opening(self) -> str:
        """The first paragraphs of the text, as an editor's rich text; blank when no piece of it has any."""
        texts = [block["value"] for block in self.body.raw_data if block["type"] == "prose"] if self.body else []
        return next(("".join(found[:PARAGRAPHS_SHOWN]) for text in texts if (found := re.findall(r"<p\b.*?</p>", text, re.DOTALL))), "")
