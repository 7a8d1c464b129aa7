"""Which stories a reader asked for: by stage, milestone, place, function, topic, year, and whether they are current. What nobody knows is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from guide.models.states import STATES
from guide.spiral import Leaf, Spiral, Stage
from guide.templatetags.interface import sentence_case

if TYPE_CHECKING:
    from guide.models.stories import Label, StoryQuerySet

Pair = tuple[str, str]


def pages_of(stage: Stage) -> list[int]:
    """The stage itself and its milestones, as stories name them."""
    return [stage.original, *(leaf.original for leaf in stage.milestones)]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the query without it."""

    words: str
    without: str


class Narrowing:
    """Several of one kind widen, another kind narrows: Stage 1 or Stage 2, and in Maine."""

    def __init__(self, asked: QueryDict, *, spiral: Spiral, functions: Iterable[Label], topics: Iterable[Label] = (), years: Iterable[int] = ()) -> None:
        wanted = {name: set(asked.getlist(name)) for name in ("stage", "function", "topic", "milestone", "state", "year", "current")}
        self.spiral = spiral
        self.stages: list[Stage] = [stage for stage in spiral.stages if str(stage.number) in wanted["stage"]]
        self.functions = [function for function in functions if str(function.pk) in wanted["function"]]
        self.topics = [topic for topic in topics if str(topic.pk) in wanted["topic"]]
        self.year = next((year for year in years if str(year) in wanted["year"]), None)
        self.milestone: Leaf | None = next((leaf for _stage, leaf in spiral.milestones.values() if wanted["milestone"] & {str(leaf.id), str(leaf.original)}), None)
        self.current = "yes" in wanted["current"]
        self.state = next((state for state in STATES if state in wanted["state"]), "")

    def __bool__(self) -> bool:
        return bool(self._pairs())

    def of(self, stories: StoryQuerySet) -> StoryQuerySet:
        if self.stages:
            stories = stories.told_at([page for stage in self.stages for page in pages_of(stage)])
        if self.milestone:
            stories = stories.told_at([self.milestone.original])
        if self.functions:
            stories = stories.about([function.pk for function in self.functions])
        if self.topics:
            stories = stories.on_topics([topic.pk for topic in self.topics])
        if self.year:
            stories = stories.filter(told_on__year=self.year)
        if self.current:
            stories = stories.filter(no_longer_current=False)
        return stories.filter(place__state=self.state) if self.state else stories

    @property
    def chips(self) -> list[Chip]:
        return [Chip(words, self._query(without=pair)) for pair, words in self._pairs().items()]

    @property
    def query(self) -> str:
        """As it stands, for the links between pages."""
        return self._query()

    def _query(self, *, without: Pair | None = None) -> str:
        return urlencode([pair for pair in self._pairs() if pair != without])

    def _pairs(self) -> dict[Pair, str]:
        """What is on, by name and value, in words."""
        pairs = {("stage", str(stage.number)): stage.name for stage in self.stages}
        pairs |= {("function", str(function.pk)): sentence_case(function.name) for function in self.functions}
        pairs |= {("topic", str(topic.pk)): sentence_case(topic.name) for topic in self.topics}
        if self.milestone:
            stage = self.spiral.stage_of(self.milestone)
            pairs["milestone", str(self.milestone.id)] = _("%(stage)s, %(milestone)s") % {"stage": stage.name, "milestone": self.milestone.name}
        if self.state:
            pairs["state", self.state] = STATES[self.state]
        if self.year:
            pairs["year", str(self.year)] = str(self.year)
        if self.current:
            pairs["current", "yes"] = _("Current stories only")
        return pairs
