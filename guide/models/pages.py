"""What every page of the guide has, and the plain pages: home, Parts, content pages, case studies, tools, appendix."""

from __future__ import annotations

from collections.abc import Iterable

from csp.constants import SELF
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from guide.blocks import BodyField
from guide.endnotes import Endnotes
from guide.languages import OWN
from guide.models.words import Initiative, Place
from guide.spiral import Leaf, Spiral, address, language_of_path, read_spiral


class Source(models.TextChoices):
    STARTER = "starter", _("the starter guide")
    IMPORT = "import", _("the Coalition’s own pages")
    STAFF = "staff", _("staff")


class GuidePage(Page):
    """Abstract. A page knows where its words came from, so that an import never writes over what staff edited."""

    lead = models.TextField(_("introduction"), blank=True, help_text=_("One or two sentences under the title."))
    body = BodyField(verbose_name=_("text"))

    source = models.CharField(max_length=10, choices=Source, default=Source.STAFF, editable=False)
    source_address = models.CharField(max_length=300, blank=True, default="", editable=False, db_index=True)
    source_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    source_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], heading=_("Address and search engines"))]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    # A copy, such as a translation, is the staff's own: neither the starter nor an import knows it.
    exclude_fields_in_copy = ["source", "source_address", "source_digest", "source_revision"]

    columns_with_notes: tuple[str, ...] = ("body",)  # in the order of the page
    shown_with: tuple[str, ...] = ()  # rows of other tables that its page shows, read with it

    # The pages that can be asked on; content pages say so themselves.
    can_be_asked_on = False
    # Everything published here is for everyone: no second way to sign in, no half-open pages.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        """For every page the tree it stands in: one query serves the rail, the breadcrumb and the way on."""
        known = getattr(request, "spiral", None) if self.live else None  # guide.middleware.KnownWays
        return super().get_context(request, *args, **kwargs) | {"spiral": known or read_spiral(self)}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The policy of the public site, but for one thing: the editor's own frame may show it. In the page's language, not the editor's."""
        with translation.override(self.language):
            response = super().serve_preview(request, mode_name)
            response.render()
        response._csp_replace = {"frame-ancestors": [SELF]}
        return response

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """None can be made (private_page_options), so none is looked for: two queries less a page."""
        return PageViewRestriction.objects.none()

    @property
    def address(self) -> str:
        """The address on this site, without the look into the cache that Wagtail's `url` takes for every link."""
        return address(self.url_path)

    @property
    def language(self) -> str:
        """That of its words. No query."""
        return language_of_path(self.url_path)

    @cached_property
    def endnotes(self) -> Endnotes:
        """The numbered notes of its text. No query."""
        return Endnotes(*(getattr(self, column) for column in self.columns_with_notes))

    def children_in(self, spiral: Spiral) -> list[GuidePage]:
        """The pages beneath this one, in order. No query while the tree is kept."""
        return spiral.once(("beneath", self.pk), self._live_children)

    def _live_children(self) -> list[GuidePage]:
        """With the places of case studies. Three queries.

        Beneath a translated page those that are not translated yet stand in the guide's own language: three queries more.
        """
        children = list(self.get_children().live().specific())
        if self.language != OWN:
            children = self._with_originals(children)
        models.prefetch_related_objects([child for child in children if isinstance(child, CaseStudyPage)], "place")
        return children

    def _with_originals(self, children: list[GuidePage]) -> list[GuidePage]:
        original = self.get_translations().filter(locale__language_code=OWN).first()
        standing = {child.translation_key: child for child in original.get_children().live().specific()} if original else {}
        return list((standing | {child.translation_key: child for child in children}).values())

    @property
    def edited_by_staff(self) -> bool:
        """True when the page is not as the starter or the importer published it: a later revision, or taken off the site."""
        return self.source == Source.STAFF or not self.live or self.latest_revision_id != self.source_revision

    @property
    def is_starter(self) -> bool:
        return self.source == Source.STARTER and not self.edited_by_staff

    def publish_from(self, *, source: str, address: str, digest: str) -> None:
        """Save and publish what the starter guide or an import put into this page, and remember it was they."""
        self.source, self.source_address, self.source_digest = source, address, digest
        revision = self.save_revision(clean=False)
        revision.publish()
        self.refresh_from_db()
        self.source_revision = revision.pk
        type(self).objects.filter(pk=self.pk).update(source_revision=revision.pk)


def leads_of(model: type[GuidePage], leaves: Iterable[Leaf], spiral: Spiral) -> dict[int, str]:
    """The introductions of all these pages of the tree, which are of one kind. One query while the tree is kept."""
    found = model.objects.filter(pk__in=[leaf.id for leaf in leaves])
    return spiral.once(f"leads of {model.__name__}", lambda: dict(found.values_list("pk", "lead")))


class PartPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.ContentPage", "guide.StagePage", "guide.CaseStudyPage"]
    template = "guide/part.html"

    class Meta:
        verbose_name = _("Part of the guide")
        verbose_name_plural = _("Parts of the guide")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"children": self.children_in(context["spiral"])}


class ContentPage(GuidePage):
    """A plain page: a section of a Part, or one of the foot's pages."""

    open_to_questions = models.BooleanField(
        _("people can ask on this page"),
        default=False,
        help_text=_("Shows “Ask the field” under the text, with the questions asked here."),
    )

    settings_panels = [*GuidePage.settings_panels, FieldPanel("open_to_questions")]
    parent_page_types = ["guide.GuideHome", "guide.PartPage", "guide.ContentPage", "guide.ToolsPage"]
    subpage_types = ["guide.ContentPage"]
    template = "guide/content.html"

    class Meta:
        verbose_name = _("content page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"children": self.children_in(context["spiral"])}

    @property
    def can_be_asked_on(self) -> bool:
        return self.open_to_questions


class CaseStudyPage(GuidePage):
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies", verbose_name=_("place"))
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies", verbose_name=_("initiative"))
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    milestones = ParentalManyToManyField(
        "guide.MilestonePage",
        blank=True,
        related_name="case_studies",
        verbose_name=_("related milestones"),
        help_text=_("Shown beside the text, as links."),
    )

    shown_with = ("place", "initiative")
    content_panels = [*GuidePage.content_panels, FieldPanel("subtitle"), FieldPanel("place"), FieldPanel("initiative"), FieldPanel("milestones", widget=CheckboxSelectMultiple)]
    parent_page_types = ["guide.PartPage"]
    subpage_types: list[str] = []
    template = "guide/case_study.html"

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"belongs_to": context["spiral"].among(page.pk for page in self.milestones.all())}


class ToolsPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.ContentPage"]
    max_count_per_parent = 1
    template = "guide/content.html"

    class Meta:
        verbose_name = _("tools page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"children": self.children_in(context["spiral"])}


class AppendixPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "guide/appendix.html"

    class Meta:
        verbose_name = _("appendix")
        verbose_name_plural = _("appendices")
