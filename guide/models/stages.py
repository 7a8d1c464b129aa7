"""The six Scale-Up Stages and their milestones."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from guide.models.pages import GuidePage
from guide.models.words import Characteristic, Function, Level
from guide.spiral import read_spiral


class StagePage(GuidePage):
    characteristics = ParentalManyToManyField(Characteristic, blank=True, related_name="stages", verbose_name=_("characteristics of scale-up"))

    content_panels = [
        *GuidePage.content_panels,
        FieldPanel("characteristics"),
        InlinePanel("benchmarks", label=_("Benchmark"), heading=_("How you know if you are making progress")),
        InlinePanel("pitfalls", label=_("Pitfall"), heading=_("Pitfalls")),
    ]
    parent_page_types = ["guide.PartPage"]
    subpage_types = ["guide.MilestonePage"]
    template = "guide/stage.html"
    can_be_asked_on = True

    class Meta:
        verbose_name = _("Scale-Up Stage")

    def get_context(self, request, *args, **kwargs):
        spiral = read_spiral(self)
        return super().get_context(request, *args, **kwargs) | {
            "spiral": spiral,
            "stage": spiral.stage(self.pk),
            "table": self.benchmark_table(),
            "pitfalls": self.pitfalls.all(),
        }

    def benchmark_table(self) -> list[dict]:
        """Rows of the benchmark table: `{"function": Function, "cells": [(Level, [text, …]), …]}`. One query."""
        rows: dict[int, dict] = {}
        for benchmark in self.benchmarks.select_related("function").order_by("function__order", "sort_order"):
            row = rows.setdefault(benchmark.function_id, {"function": benchmark.function, "cells": {level: [] for level in Level}})
            row["cells"][Level(benchmark.level)].append(benchmark.text)
        return [{"function": row["function"], "cells": list(row["cells"].items())} for row in rows.values()]


class Benchmark(Orderable):
    stage = ParentalKey(StagePage, on_delete=models.CASCADE, related_name="benchmarks")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="benchmarks", verbose_name=_("function"))
    level = models.CharField(_("level"), max_length=12, choices=Level)
    text = models.TextField(_("how you know"))

    panels = [FieldPanel("function"), FieldPanel("level"), FieldPanel("text")]


class Pitfall(Orderable):
    stage = ParentalKey(StagePage, on_delete=models.CASCADE, related_name="pitfalls")
    text = models.TextField(_("pitfall"), help_text=_("One sentence."))

    panels = [FieldPanel("text")]


class MilestonePage(GuidePage):
    parent_page_types = ["guide.StagePage"]
    subpage_types: list[str] = []
    template = "guide/milestone.html"
    can_be_asked_on = True

    class Meta:
        verbose_name = _("milestone")

    def get_context(self, request, *args, **kwargs):
        spiral = read_spiral(self)
        stage, milestone = spiral.milestone(self.pk)
        return super().get_context(request, *args, **kwargs) | {"spiral": spiral, "stage": stage, "milestone": milestone}
