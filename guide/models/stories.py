"""Stories from the Field: what happened somewhere, told by someone, hung on the milestones it belongs to."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import models, transaction
from django.db.models import Count
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import PageManager, Revision
from wagtail.query import PageQuerySet

from guide.models.consent import refuse_unless_agreed
from guide.models.pages import GuidePage
from guide.models.words import Function, Initiative, Place

WORDS_A_MINUTE = 200
PARAGRAPHS_SHOWN = 2
AGREED_TO = {"live", "title", "lead", "body", "place", "initiative", "credit_line", "milestones", "functions"}


class StoryQuerySet(PageQuerySet):
    def told_at(self, pages: Collection[int]) -> StoryQuerySet:
        """That belong to one of these stages and milestones."""
        return self.filter(pk__in=StoryPage.milestones.through.objects.filter(page_id__in=pages).values("storypage_id"))

    def newest_first(self) -> StoryQuerySet:
        return self.order_by(models.F("told_on").desc(nulls_last=True), "-first_published_at", "-pk")

    def with_places(self) -> StoryQuerySet:
        return self.select_related("place")

    def counted_by_page(self, pages: Collection[int]) -> dict[int, int]:
        """How many belong to each of these stages and milestones. One query; a page without stories is left out."""
        links = StoryPage.milestones.through.objects.filter(page_id__in=pages, storypage__in=self.order_by().values("pk"))
        return dict(links.values_list("page_id").annotate(Count("storypage_id", distinct=True)))


class StoryIndexPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.StoryPage"]
    max_count_per_parent = 1
    template = "guide/stories.html"

    class Meta:
        verbose_name = _("Stories from the Field")

    def get_context(self, request, *args, **kwargs):
        stories = StoryPage.objects.child_of(self).live().newest_first().with_places().prefetch_related("milestones")
        return super().get_context(request, *args, **kwargs) | {"stories": stories}


class StoryForm(WagtailAdminPageForm):
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

    objects = PageManager.from_queryset(StoryQuerySet)()

    class Meta:
        verbose_name = _("Story from the Field")
        verbose_name_plural = _("Stories from the Field")

    def save(self, *args, **kwargs) -> None:
        """Raises NotAgreed when it would stand on the site without an entry of the consent ledger for what it says."""
        saved = kwargs.get("update_fields")
        with transaction.atomic():
            if (self.live or self.alias_of_id) and (saved is None or AGREED_TO & set(saved)):
                refuse_unless_agreed(self)
            super().save(*args, **kwargs)

    def publish(self, revision: Revision, *args, **kwargs) -> None:
        """Raises NotAgreed before anything of it is written, also when it is for a later day."""
        refuse_unless_agreed(revision.as_object())
        super().publish(revision, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"belongs_to": context["spiral"].among(page.pk for page in self.milestones.all())}

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 200 words a minute; at least one."""
        return max(1, round(_words(self.body) / WORDS_A_MINUTE))

    @property
    def opening(self) -> str:
        """The first paragraphs of the text, as an editor's rich text; blank when the story begins with something else."""
        first = next((block for block in self.body.raw_data), None) if self.body else None
        source = first["value"] if first and first["type"] == "prose" else ""
        return "".join(re.findall(r"<p\b.*?</p>", source, re.DOTALL)[:PARAGRAPHS_SHOWN])


def _words(body: StreamValue) -> int:
    """Counted in what is stored: drawing the blocks would ask the database for every link in them."""
    return sum(len(re.sub(r"<[^>]*>", " ", text).split()) for text in _texts(list(body.raw_data) if body else []))


def _texts(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [text for key, one in inside if key not in ("id", "type") for text in _texts(one)]
