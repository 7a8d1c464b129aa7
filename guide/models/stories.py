"""Stories from the Field: what happened somewhere, told by someone, hung on the milestones it belongs to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from guide.models.pages import GuidePage
from guide.models.words import Function, Initiative, Place


class StoryIndexPage(GuidePage):
    parent_page_types = ["guide.GuideHome"]
    subpage_types = ["guide.StoryPage"]
    max_count_per_parent = 1
    template = "guide/stories.html"

    class Meta:
        verbose_name = _("Stories from the Field")

    def get_context(self, request, *args, **kwargs):
        stories = StoryPage.objects.child_of(self).live().select_related("place").order_by("-told_on", "-first_published_at")
        return super().get_context(request, *args, **kwargs) | {"stories": stories}


class StoryPage(GuidePage):
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="stories", verbose_name=_("place"))
    initiative = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="stories", verbose_name=_("initiative"))
    milestones = ParentalManyToManyField("wagtailcore.Page", blank=True, related_name="stories_here", verbose_name=_("stages and milestones"))
    functions = ParentalManyToManyField(Function, blank=True, related_name="stories", verbose_name=_("functions"))
    credit_line = models.CharField(_("credit"), max_length=200, blank=True)
    told_on = models.DateField(_("when it happened, or was told"), null=True, blank=True)
    no_longer_current = models.BooleanField(_("no longer current"), default=False)

    content_panels = [
        *GuidePage.content_panels,
        MultiFieldPanel([FieldPanel("place"), FieldPanel("initiative"), FieldPanel("milestones"), FieldPanel("functions")], heading=_("Where it belongs")),
        MultiFieldPanel([FieldPanel("credit_line"), FieldPanel("told_on"), FieldPanel("no_longer_current")], heading=_("Credit and age")),
    ]
    parent_page_types = ["guide.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "guide/story.html"
    can_be_asked_on = True

    class Meta:
        verbose_name = _("Story from the Field")
        verbose_name_plural = _("Stories from the Field")

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 200 words a minute; at least one."""
        return max(1, round(len(str(self.body.render_as_block() if self.body else "").split()) / 200))
