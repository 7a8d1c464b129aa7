"""The guide's home: what it is, where to begin, the table of contents."""

from __future__ import annotations

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.url_routing import RouteResult

from guide.blocks import BodyField
from guide.languages import OTHERS, language_of, language_of_home, slug_of_home
from guide.models.pages import GuidePage, PartPage, leads_of
from guide.models.stories import StoryPage, told_at
from guide.spiral import Leaf, Spiral

STORIES_SHOWN = 3


class GuideHome(GuidePage):
    feedback_address = models.EmailField(_("address for feedback"), default="ccs@iel.org")
    learn_more = BodyField(verbose_name=_("want to learn more"))
    credit = models.TextField(_("credit line"), blank=True)
    webinar_link = models.URLField(
        _("webinar materials"), blank=True, help_text=_("Where the slides and recordings are. Leave it empty and the link is not shown.")
    )
    printed_guide = models.ForeignKey(
        "guide.GuideDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("printed guide"),
        help_text=_("The whole guide as one file to print. Leave it empty and the link is not shown."),
    )

    content_panels = [
        *GuidePage.content_panels,
        FieldPanel("learn_more"),
        MultiFieldPanel(
            [FieldPanel("feedback_address"), FieldPanel("webinar_link"), FieldPanel("printed_guide"), FieldPanel("credit")],
            heading=_("Foot of the home page"),
        ),
    ]
    columns_with_notes = ("body", "learn_more")
    shown_with = ("printed_guide",)
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["guide.PartPage", "guide.ContentPage", "guide.ToolsPage", "guide.AppendixPage", "guide.StoryIndexPage"]
    max_count_per_parent = 1
    template = "guide/home.html"
    can_be_asked_on = True  # where "I am not sure" files a question until staff place it

    class Meta:
        verbose_name = _("guide home")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        spiral = context["spiral"]
        leads = leads_of(PartPage, spiral.of_kind("partpage"), spiral)
        told, told_by_stage = told_at(spiral)
        return context | {
            "new_stories": StoryPage.objects.live().told_in(spiral.language).newest_first().with_places().with_first_pages()[:STORIES_SHOWN],
            "parts": [{"leaf": leaf, "lead": leads.get(leaf.id, ""), "sections": _sections(leaf, spiral)} for leaf in spiral.of_kind("partpage")],
            "told": told,
            "told_by_stage": told_by_stage,
            "beside": [*spiral.of_kind("toolspage"), *spiral.of_kind("appendixpage")],
        }

    def full_clean(self, *args, **kwargs) -> None:
        """A translated home keeps its slug: it is how an address knows its language. No reader sees it."""
        if self.locale_id and self.locale.language_code in OTHERS:
            self.slug = slug_of_home(self.locale.language_code)
        super().full_clean(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds a page of any depth at once; Wagtail's own way asks twice for each level of the tree.

        Wagtail asks the guide's own home for a language whose home is not published: a draft of it, or none, decides.
        """
        language = language_of(request.path)
        if language != language_of_home(self.slug):
            return _home_of(language).route(request, path_components)
        if not path_components:
            return super().route(request, path_components)
        place = f"{self.url_path}{'/'.join(path_components)}/"
        page = self.get_descendants().live().filter(slug=path_components[-1], url_path=place).specific().first()
        if page is None:
            raise Http404
        return RouteResult(page)


def _home_of(language: str) -> GuideHome:
    home = GuideHome.objects.filter(slug=slug_of_home(language)).first() if language in OTHERS else None
    if home is None:
        raise Http404
    return home


def _sections(part: Leaf, spiral: Spiral) -> list[Leaf]:
    """What the table of contents lists under a Part. The stages have a list of their own above it."""
    return [leaf for leaf in spiral.children(part) if leaf.kind != "stagepage"]
