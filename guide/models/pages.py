"""What every page of the guide has, and the plain pages: home, Parts, content pages, case studies, tools, appendix."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from guide.blocks import BodyField
from guide.models.words import Initiative, Place
from guide.spiral import read_spiral


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
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    # The pages that can be asked on; content pages say so themselves.
    can_be_asked_on = False
    show_in_menus_default = False

    class Meta:
        abstract = True

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


class GuideHome(GuidePage):
    feedback_address = models.EmailField(_("address for feedback"), default="ccs@iel.org")
    learn_more = BodyField(verbose_name=_("want to learn more"))
    credit = models.TextField(_("credit line"), blank=True)
    webinar_link = models.URLField(_("webinar materials"), blank=True)
    printed_guide = models.ForeignKey("guide.GuideDocument", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("printed guide"))

    content_panels = [
        *GuidePage.content_panels,
        FieldPanel("learn_more"),
        MultiFieldPanel([FieldPanel("feedback_address"), FieldPanel("webinar_link"), FieldPanel("printed_guide"), FieldPanel("credit")], heading=_("Foot of the home page")),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["guide.PartPage", "guide.ContentPage", "guide.ToolsPage", "guide.AppendixPage", "guide.StoryIndexPage"]
    max_count_per_parent = 1
    template = "guide/home.html"
    can_be_asked_on = True  # where "I am not sure" files a question until staff place it

    class Meta:
        verbose_name = _("guide home")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"spiral": read_spiral(self), "parts": self.parts}

    @property
    def parts(self) -> models.QuerySet[PartPage]:
        return PartPage.objects.child_of(self).live()


class PartPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.ContentPage", "guide.StagePage", "guide.CaseStudyPage"]
    template = "guide/part.html"

    class Meta:
        verbose_name = _("Part of the guide")

    def get_context(self, request, *args, **kwargs):
        children = self.get_children().live().specific()
        return super().get_context(request, *args, **kwargs) | {"children": children, "spiral": read_spiral(self)}


class ContentPage(GuidePage):
    """A plain page: a section of a Part, or one of the foot's pages."""

    open_to_questions = models.BooleanField(_("people can ask on this page"), default=False)

    settings_panels = [*GuidePage.settings_panels, FieldPanel("open_to_questions")]
    parent_page_types = ["guide.GuideHome", "guide.PartPage", "guide.ContentPage"]
    subpage_types = ["guide.ContentPage"]
    template = "guide/content.html"

    class Meta:
        verbose_name = _("content page")

    @property
    def can_be_asked_on(self) -> bool:
        return self.open_to_questions


class CaseStudyPage(GuidePage):
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies", verbose_name=_("place"))
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="case_studies", verbose_name=_("initiative"))
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    milestones = ParentalManyToManyField("guide.MilestonePage", blank=True, related_name="case_studies", verbose_name=_("related milestones"))

    content_panels = [*GuidePage.content_panels, FieldPanel("subtitle"), FieldPanel("place"), FieldPanel("initiative"), FieldPanel("milestones")]
    parent_page_types = ["guide.PartPage"]
    subpage_types: list[str] = []
    template = "guide/content.html"

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")


class ToolsPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.ContentPage"]
    template = "guide/content.html"

    class Meta:
        verbose_name = _("tools page")


class AppendixPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types: list[str] = []
    template = "guide/content.html"

    class Meta:
        verbose_name = _("appendix")
