"""What a reader wants to see only, read from the address. What nobody knows is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from guide.models.states import STATES
from guide.search.finding import TABS, Narrowed
from guide.spiral import Leaf, Spiral, Stage

Pairs = dict[str, str]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the query without it."""

    words: str
    without: str


class Asked:
    """The address of a search, read and written again."""

    def __init__(self, asked: QueryDict, typed: str, spiral: Spiral) -> None:
        self.typed = typed
        self.tab = asked.get("kind", "") if asked.get("kind") in TABS else ""
        self.stage: Stage | None = next((stage for stage in spiral.stages if str(stage.number) == asked.get("stage")), None)
        self.milestone: Leaf | None = next((leaf for _stage, leaf in spiral.milestones.values() if str(leaf.id) == asked.get("milestone")), None)
        self.state = asked.get("state", "") if asked.get("state") in STATES else ""
        self.answered = asked.get("answered") == "1"
        self.spiral = spiral

    @property
    def narrowed(self) -> Narrowed:
        places = [one.key for one in (self.stage, self.milestone) if one]
        return Narrowed(tuple(places), self.state, self.answered)

    @property
    def query(self) -> str:
        return self.query_with()

    def query_with(self, *, tab: str | None = None, without: str = "", typed: str = "") -> str:
        pairs = {"q": typed or self.typed, "kind": self.tab if tab is None else tab, **self._filters()}
        return urlencode([(name, value) for name, value in pairs.items() if value and name != without])

    @property
    def chips(self) -> list[Chip]:
        words = {
            "stage": self.stage and self.stage.name,
            "milestone": self.milestone and self._full_name(self.milestone),
            "state": self.state and str(STATES[self.state]),
            "answered": self.answered and _("Answered questions"),
        }
        return [Chip(words[name], self.query_with(without=name)) for name in self._filters()]

    @property
    def without_filters(self) -> str:
        return urlencode([(name, value) for name, value in (("q", self.typed), ("kind", self.tab)) if value])

    @property
    def everywhere(self) -> str:
        return self.query_with(tab="")

    def _filters(self) -> Pairs:
        filters = {
            "stage": str(self.stage.number) if self.stage else "",
            "milestone": str(self.milestone.id) if self.milestone else "",
            "state": self.state,
            "answered": "1" if self.answered else "",
        }
        return {name: value for name, value in filters.items() if value}

    def _full_name(self, milestone: Leaf) -> str:
        stage = self.spiral.stage_of(milestone)
        return _("%(stage)s, %(milestone)s") % {"stage": stage.name, "milestone": milestone.name}


def names_of_states(states: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((state, str(STATES[state])) for state in states if state in STATES), key=lambda one: one[1]))
