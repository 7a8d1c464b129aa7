"""The six Scale-Up Stages and their milestones."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.urls import Resolver404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from guide.endnotes import Endnotes
from guide.languages import OWN
from guide.models.pages import GuidePage, leads_of
from guide.models.stories import StoryPage, told_at
from guide.models.words import Characteristic, Function, Level
from guide.narrowing import pages_of
from guide.noted_words import NotedTextField, plain
from guide.spiral import Spiral, Stage

STORIES_SHOWN = 4


class StagePage(GuidePage):
    characteristics = ParentalManyToManyField(Characteristic, blank=True, related_name="stages", verbose_name=_("characteristics of scale-up"))

    content_panels = [
        *GuidePage.content_panels,
        FieldPanel("characteristics", widget=CheckboxSelectMultiple),
        InlinePanel(
            "benchmarks",
            label=_("Benchmark"),
            heading=_("How you know if you are making progress"),
            help_text=_("One sign of progress at a time. The page shows them as a table, functions down and levels across."),
        ),
        InlinePanel("pitfalls", label=_("Pitfall"), heading=_("Pitfalls")),
    ]
    parent_page_types = ["guide.PartPage"]
    subpage_types = ["guide.MilestonePage"]
    template = "guide/stage.html"
    can_be_asked_on = True
    progress_section = "/#progress"  # as a redirect names it

    class Meta:
        verbose_name = _("Scale-Up Stage")
        verbose_name_plural = _("Scale-Up Stages")

    def resolve_subpage(self, path: str) -> None:
        """Redirects ask which places within the page they may lead to: the signs of progress had a page of their own on the old site."""
        if path != self.progress_section:
            raise Resolver404({"path": path})

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        spiral = context["spiral"]
        stage = spiral.stage(self.pk)
        told, told_by_stage = told_at(spiral)
        table, pitfalls, characteristics = self._lists() if getattr(request, "is_preview", False) else spiral.once(("lists", self.pk), self._lists)
        # the pitfalls are read once for everybody, so their notes are numbered here and not where other pages number theirs
        self.endnotes = Endnotes(self.body, [pitfall.text for pitfall in pitfalls])
        level = next((one for one in Level if one == request.GET.get("level")), None)
        stories = StoryPage.objects.live().told_in(spiral.language).told_at(pages_of(stage) if stage else [self.pk])
        return context | {
            "stage": stage,
            "milestones": milestone_rows(stage, spiral, told) if stage else [],
            "table": table,
            "levels": Level,
            "chosen_level": level,
            "rows": at_level(table, level) if level else table,
            "pitfalls": pitfalls,
            "characteristics": characteristics,
            "stories": stories.newest_first().with_places()[:STORIES_SHOWN],
            "story_count": told_by_stage.get(stage.number, 0) if stage else 0,
        }

    def _lists(self) -> tuple[list[dict], list[Pitfall], list[Characteristic]]:
        """What stands on the page beside its text. Three queries."""
        return self.benchmark_table(), list(self.pitfalls.all()), list(self.characteristics.all())

    def benchmark_table(self) -> list[dict]:
        """Rows of the benchmark table: `{"function": Function, "cells": [(Level, [text, …]), …]}`. One query."""
        rows: dict[int, dict] = {}
        for benchmark in self.benchmarks.select_related("function").order_by("function__order", "sort_order"):
            row = rows.setdefault(benchmark.function_id, {"function": benchmark.function, "cells": {level: [] for level in Level}})
            row["cells"][Level(benchmark.level)].append(benchmark.text)
        return [{"function": row["function"], "cells": list(row["cells"].items())} for row in rows.values()]


def milestone_rows(stage: Stage, spiral: Spiral, told: dict[int, int]) -> list[dict]:
    """`{"leaf": Leaf, "lead": text, "stories": number}` for each milestone. One query while the tree is kept."""
    leads = leads_of(MilestonePage, [leaf for one in spiral.stages for leaf in one.milestones], spiral)
    return [{"leaf": leaf, "lead": leads.get(leaf.id, ""), "stories": told.get(leaf.original, 0)} for leaf in stage.milestones]


def at_level(table: list[dict], level: Level) -> list[dict]:
    """The rows of a benchmark table that say something at this level, with that column alone."""
    rows = [row | {"cells": [(one, texts) for one, texts in row["cells"] if one == level and texts]} for row in table]
    return [row for row in rows if row["cells"]]


class Benchmark(Orderable):
    stage = ParentalKey(StagePage, on_delete=models.CASCADE, related_name="benchmarks")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="benchmarks", verbose_name=_("function"))
    level = models.CharField(_("level"), max_length=12, choices=Level)
    text = models.TextField(_("how you know"))

    panels = [FieldPanel("function"), FieldPanel("level"), FieldPanel("text")]

    def __str__(self) -> str:
        return self.text


class Pitfall(Orderable):
    stage = ParentalKey(StagePage, on_delete=models.CASCADE, related_name="pitfalls")
    text = NotedTextField(_("pitfall"), help_text=_("One sentence."))

    panels = [FieldPanel("text")]

    def __str__(self) -> str:
        return plain(self.text)


class MilestonePage(GuidePage):
    parent_page_types = ["guide.StagePage"]
    subpage_types: list[str] = []
    template = "guide/milestone.html"
    can_be_asked_on = True

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stage, milestone = context["spiral"].milestone(self.pk)
        return context | {"stage": stage, "milestone": milestone, "passages": Passages(self, known_as=milestone.original if milestone else self.pk, spiral=context["spiral"])}


class Passages:
    """The text of a milestone, and the stories that go with it: those pulled in beside a passage and those that belong here.

    Stories pulled in behind the last passage are not shown twice: the list of stories begins there.
    """

    def __init__(self, page: MilestonePage, *, known_as: int | None = None, spiral: Spiral | None = None) -> None:
        """`known_as` is the page that stories name: for a translation its original. With `spiral` they are read once while that is kept."""
        self.blocks = list(page.body)
        if page.language != OWN:
            self._pull_translations(page.language)
        self.closing: list[StoryPage] = []
        while self.blocks and self.blocks[-1].block_type == "pull_story":
            self.closing.insert(0, self.blocks.pop().value["story"])
        named = known_as or page.pk
        self.belonging = spiral.once(("stories at", named, page.language), lambda: _told_at(named, page.language)) if spiral and named else _told_at(named, page.language)

    def _pull_translations(self, language: str) -> None:
        """A translated page names the stories that its original pulled in: here they stand in its language, where they are. One query."""
        pulled = [block.value for block in self.blocks if block.block_type == "pull_story" and block.value["story"]]
        told = StoryPage.objects.live().filter(translation_key__in=[value["story"].translation_key for value in pulled]).told_in(language)
        translated = {story.translation_key: story for story in told.with_places()} if pulled else {}
        for value in pulled:
            value["story"] = translated.get(value["story"].translation_key, value["story"])

    @cached_property
    def at(self) -> dict[str, list[StoryPage]]:
        """The stories beside each prompt, by block id."""
        found: dict[str, list[StoryPage]] = {}
        prompt = ""
        for block in self.blocks:
            if block.block_type == "prompt":
                prompt = block.id
            elif block.block_type == "pull_story" and _can_be_read(block.value["story"]):
                found.setdefault(prompt, []).append(block.value["story"])
        return found

    @cached_property
    def in_the_text(self) -> list[StoryPage]:
        return _once(story for stories in self.at.values() for story in stories)

    @cached_property
    def below(self) -> list[StoryPage]:
        """Shown under the text, each once."""
        shown = {story.pk for story in self.in_the_text}
        closing = [story for story in self.closing if _can_be_read(story)]
        return [story for story in _once([*closing, *self.belonging]) if story.pk not in shown]

    @property
    def story_count(self) -> int:
        return len(self.in_the_text) + len(self.below)


def _told_at(page: int | None, language: str) -> list[StoryPage]:
    return list(StoryPage.objects.live().told_in(language).told_at([page]).newest_first().with_places()) if page else []


def _can_be_read(story: StoryPage | None) -> bool:
    return story is not None and story.live


def _once(stories: Iterable[StoryPage]) -> list[StoryPage]:
    return list({story.pk: story for story in stories}.values())
