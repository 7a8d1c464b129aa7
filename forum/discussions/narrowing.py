"""Which questions a reader asked for, and in which order: by state, stage, milestone, topic and place, or about one page or a passage of it. What nobody knows is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from forum.discussions.models import Question, Standing, Tally
from forum.discussions.places import passages_of
from forum.discussions.queries import QuestionQuerySet
from forum.passages.finding import EARLIER
from guide.models import Topic
from guide.models.states import STATES
from guide.narrowing import Chip
from guide.spiral import Leaf, Spiral, Stage
from guide.templatetags.interface import sentence_case

STANDINGS = {Standing.WAITING: gettext_lazy("Waiting for an answer"), Standing.ANSWERED: gettext_lazy("Answered"), Standing.TALKING: gettext_lazy("Still talking"), Standing.MISSING: gettext_lazy("Needs more information"), Standing.CLOSED: gettext_lazy("Closed")}

HELPFUL = "helpful"  # an order; the other is the newest first

Pair = tuple[str, str]
Key = tuple[int, int]  # how many were helped, and the id


class Narrowing:
    """Several of one kind widen, another kind narrows: waiting or answered, and in Stage 1. About one page, no stage or milestone is asked for.

    Where somebody asks from is known of those alone who show it with their name: who asked without a name is in no place.
    """

    def __init__(self, asked: QueryDict, *, spiral: Spiral, topics: Iterable[Topic] = (), page: Page | None = None) -> None:
        """A query where a passage is asked for."""
        wanted = {name: set(asked.getlist(name)) for name in ("show", "stage", "topic", "milestone", "state", "order")}
        self.spiral, self.page = spiral, page
        self.states = [state for state in STANDINGS if state in wanted["show"]]
        self.stages: list[Stage] = [stage for stage in spiral.stages if str(stage.number) in wanted["stage"] and not page]
        self.milestone: Leaf | None = next((leaf for _stage, leaf in spiral.milestones.values() if not page and wanted["milestone"] & {str(leaf.id), str(leaf.original)}), None)
        self.asked_from = next((state for state in STATES if state in wanted["state"]), "")
        self.most_helpful = HELPFUL in wanted["order"]
        self.topic = next((topic for topic in topics if str(topic.pk) in wanted["topic"]), None)
        passages = {EARLIER: _("Earlier wording")} | passages_of(page) if page and asked.get("passage") else {}
        self.passage = asked["passage"] if asked.get("passage") in passages else ""
        self.heading = passages.get(self.passage, "")
        self.tallies = tallies_by_page(spiral)

    def __bool__(self) -> bool:
        return bool(self._pairs())

    def newest(self, at_most: int) -> list[Question]:
        """Whatever the order that was asked for."""
        return self._read(at_most, "-id", before=None)

    def listed(self, at_most: int, *, before: str = "") -> list[Question]:
        """In the order that was asked for, after the question that `before` stands for. Most helpful are those alone that helped somebody."""
        return self._read(at_most, *(("-helped_count", "-id") if self.most_helpful else ("-id",)), before=self._key(before))

    def _read(self, at_most: int, *order: str, before: Key | None) -> list[Question]:
        """One query where one page and state is asked for; two otherwise, however many."""
        questions = Question.objects.visible().about_topic(self.topic and self.topic.pk).at_passage(self.passage).asked_from(_as_written(self.asked_from)).order_by(*order)
        parts = [questions.filter(**spot, **stretch) for spot in self._spots() for stretch in _stretches(before, helped=len(order) > 1)]
        if len(parts) > 1:
            parts = [Question.objects.visible().filter(pk__in=_first_of_each(parts, order, at_most)).order_by(*order)]
        return list(parts[0].with_authors()[:at_most]) if parts else []

    @property
    def number(self) -> int | None:
        """How many there are, by the stored counts. They know no topics and no places, of a passage no states together, and not who was helped."""
        if self.topic or self.passage or self.asked_from or self.most_helpful:
            return None
        states = self.states or list(STANDINGS)
        return sum(getattr(tally, state) for tally in self._of(self._keys()) for state in states)

    @property
    def by_state(self) -> list[tuple[Standing, str, int]]:
        """Each state with its name, and how many questions have it: of the page, or of them all."""
        tallies = self._of([self.page.translation_key] if self.page else None)
        return [(state, name, sum(getattr(tally, state) for tally in tallies)) for state, name in STANDINGS.items()]

    @property
    def by_stage(self) -> list[tuple[Stage, int]]:
        """Each stage, and how many questions were asked on it and its milestones."""
        return [(stage, sum(tally.questions for tally in self._of(_keys_of(stage)))) for stage in self.spiral.stages]

    @property
    def all(self) -> int:
        """Of the page, or of them all."""
        return sum(number for _state, _name, number in self.by_state)

    @property
    def chips(self) -> list[Chip]:
        pairs = self._pairs()
        return [Chip(words, self._query([other for other in pairs if other != pair], *self._order)) for pair, words in pairs.items()]

    @property
    def query(self) -> str:
        """What is narrowed, in no order: feed readers are told of the newest in any."""
        return self._query(self._pairs())

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The lists there are: name, query, and whether it is this one. What else was narrowed stays."""
        waiting = self.states == [Standing.WAITING] and not self.most_helpful
        in_any_state = [pair for pair in self._pairs() if pair[0] != "show"]
        rest = in_any_state if waiting else list(self._pairs())
        return [
            (_("Newest"), self._query(rest), not (waiting or self.most_helpful)),
            (_("Most helpful"), self._query(rest, ("order", HELPFUL)), self.most_helpful),
            (_("Waiting for an answer"), self._query([("show", str(Standing.WAITING)), *in_any_state]), waiting),
        ]

    def going_on(self, after: Question) -> str:
        """For the next page of the list."""
        last = f"{after.helped_count}-{after.pk}" if self.most_helpful else str(after.pk)
        return self._query(self._pairs(), *self._order, ("before", last))

    def _key(self, before: str) -> Key | None:
        """What an address says of the last question before; None for anything else that may stand there."""
        found = re.fullmatch(r"(?:([0-9]{1,9})-)?([0-9]{1,18})", before)
        return (int(found[1] or 0), int(found[2])) if found and bool(found[1]) == self.most_helpful else None

    @property
    def _order(self) -> list[Pair]:
        return [("order", HELPFUL)] if self.most_helpful else []

    def _query(self, pairs: Iterable[Pair], *more: Pair) -> str:
        about = [("page", str(self.page.pk))] if self.page else []
        return urlencode([*pairs, *about, *more])

    def _pairs(self) -> dict[Pair, str]:
        """What is on, by name and value, in words."""
        pairs = {("show", str(state)): str(STANDINGS[state]) for state in self.states}
        pairs |= {("stage", str(stage.number)): stage.name for stage in self.stages}
        if self.milestone:
            names = {"stage": self.spiral.stage_of(self.milestone).name, "milestone": self.milestone.name}
            pairs["milestone", str(self.milestone.id)] = _("%(stage)s, %(milestone)s") % names
        if self.passage:
            pairs["passage", self.passage] = str(self.heading)
        if self.topic:
            pairs["topic", str(self.topic.pk)] = sentence_case(self.topic.name)
        return pairs | ({("state", self.asked_from): STATES[self.asked_from]} if self.asked_from else {})

    def _keys(self) -> list[UUID] | None:
        """The pages whose questions are asked for; None for all of them."""
        if self.page:
            return [self.page.translation_key]
        if self.milestone:
            return [self.milestone.key] if not self.stages or self.spiral.stage_of(self.milestone) in self.stages else []
        return [key for stage in self.stages for key in _keys_of(stage)] if self.stages else None

    def _of(self, keys: list[UUID] | None) -> list[Tally]:
        return list(self.tallies.values()) if keys is None else [self.tallies[key] for key in keys if key in self.tallies]

    def _spots(self) -> list[dict]:
        """Each place and state that the questions are read from, along an index of its own. Pages without any are left out."""
        states = [{"standing": state} for state in self.states] if 0 < len(self.states) < len(STANDINGS) else [{}]
        keys = self._keys()
        if keys is None:
            return states
        return [{"page_key": tally.page_key} | state for tally in self._of(keys) for state in states if getattr(tally, state.get("standing", "questions"))]


def tallies_by_page(spiral: Spiral) -> dict[UUID, Tally]:
    """The counts of every page that has questions. One query while the tree is kept."""
    return spiral.once("questions by page", lambda: {tally.page_key: tally for tally in Tally.objects.filter(passage="", questions__gt=0)})


def _keys_of(stage: Stage) -> list[UUID]:
    return [stage.key, *(leaf.key for leaf in stage.milestones)]


def _stretches(before: Key | None, *, helped: bool) -> list[dict]:
    """Where an order is read from, along its index: behind the last one of the page before, among equals first."""
    if not helped:
        return [{"id__lt": before[1]} if before else {}]
    if not before:
        return [{"helped_count__gt": 0}]
    return [{"helped_count__gt": 0, "helped_count": before[0], "id__lt": before[1]}, {"helped_count__gt": 0, "helped_count__lt": before[0]}]


def _as_written(state: str) -> list[str]:
    """How people write a state in their settings, where nothing keeps them to its two letters."""
    said = {state, STATES[state]} if state else set()
    return sorted({way for words in said for way in (words, words.lower(), words.upper())})


def _first_of_each(parts: list[QuestionQuerySet], order: Sequence[str], at_most: int) -> list[int]:
    """The ids of the first among all of them. Each is read from its first on, so that none is read to its end."""
    fields = [name.lstrip("-") for name in order]
    first = [Question.objects.filter(pk__in=part.values("pk")[:at_most]).order_by().values_list(*fields) for part in parts]
    return [row[-1] for row in first[0].union(*first[1:], all=True).order_by(*order)[:at_most]]
