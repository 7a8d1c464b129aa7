"""Which questions a reader asked for: by state, stage and topic, or about one page or a passage of it. What nobody knows is passed over."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from forum.discussions.models import Question, Standing, Tally
from forum.discussions.places import passages_of
from forum.discussions.queries import QuestionQuerySet
from forum.passages.finding import EARLIER
from guide.models import Topic
from guide.narrowing import Chip
from guide.spiral import Spiral, Stage
from guide.templatetags.interface import sentence_case

STATES = {Standing.WAITING: _("Waiting for an answer"), Standing.ANSWERED: _("Answered"), Standing.TALKING: _("Still talking"), Standing.MISSING: _("Needs more information"), Standing.CLOSED: _("Closed")}

Pair = tuple[str, str]


class Narrowing:
    """Several of one kind widen, another kind narrows: waiting or answered, and in Stage 1. About one page, no stage is asked for."""

    def __init__(self, asked: QueryDict, *, spiral: Spiral, topics: Iterable[Topic] = (), page: Page | None = None) -> None:
        """A query where a passage is asked for."""
        wanted = {name: set(asked.getlist(name)) for name in ("show", "stage", "topic")}
        self.spiral, self.page = spiral, page
        self.states = [state for state in STATES if state in wanted["show"]]
        self.stages: list[Stage] = [stage for stage in spiral.stages if str(stage.number) in wanted["stage"] and not page]
        self.topic = next((topic for topic in topics if str(topic.pk) in wanted["topic"]), None)
        passages = {EARLIER: _("Earlier wording")} | passages_of(page) if page and asked.get("passage") else {}
        self.passage = asked["passage"] if asked.get("passage") in passages else ""
        self.heading = passages.get(self.passage, "")
        self.tallies = tallies_by_page(spiral)

    def __bool__(self) -> bool:
        return bool(self._pairs())

    def newest(self, at_most: int, *, before: int | None = None) -> list[Question]:
        """One query where one place and state is asked for; two otherwise, however many."""
        questions = Question.objects.visible().about_topic(self.topic and self.topic.pk).at_passage(self.passage).before(before)
        parts = [questions.filter(**spot) for spot in self._spots()]
        if len(parts) > 1:
            parts = [Question.objects.visible().filter(pk__in=_newest_of_each(parts, at_most))]
        return list(parts[0].newest_first().with_authors()[:at_most]) if parts else []

    @property
    def number(self) -> int | None:
        """How many there are, by the stored counts. They know no topics, and of a passage no states together."""
        if self.topic or self.passage:
            return None
        states = self.states or list(STATES)
        return sum(getattr(tally, state) for tally in self._of(self._keys()) for state in states)

    @property
    def by_state(self) -> list[tuple[Standing, str, int]]:
        """Each state with its name, and how many questions have it: of the page, or of them all."""
        tallies = self._of([self.page.translation_key] if self.page else None)
        return [(state, name, sum(getattr(tally, state) for tally in tallies)) for state, name in STATES.items()]

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
        return [Chip(words, self._query(without=pair)) for pair, words in self._pairs().items()]

    @property
    def query(self) -> str:
        """As it stands, for feed readers."""
        return self._query()

    def going_on(self, *, before: int) -> str:
        """For the next page of the list."""
        return self._query(("before", str(before)))

    def _query(self, *more: Pair, without: Pair | None = None) -> str:
        about = [("page", str(self.page.pk))] if self.page else []
        return urlencode([pair for pair in self._pairs() if pair != without] + about + list(more))

    def _pairs(self) -> dict[Pair, str]:
        """What is on, by name and value, in words."""
        pairs = {("show", str(state)): str(STATES[state]) for state in self.states}
        pairs |= {("stage", str(stage.number)): stage.name for stage in self.stages}
        pairs |= {("passage", self.passage): str(self.heading)} if self.passage else {}
        return pairs | ({("topic", str(self.topic.pk)): sentence_case(self.topic.name)} if self.topic else {})

    def _keys(self) -> list[UUID] | None:
        """The pages whose questions are asked for; None for all of them."""
        if self.page:
            return [self.page.translation_key]
        return [key for stage in self.stages for key in _keys_of(stage)] if self.stages else None

    def _of(self, keys: list[UUID] | None) -> list[Tally]:
        return list(self.tallies.values()) if keys is None else [self.tallies[key] for key in keys if key in self.tallies]

    def _spots(self) -> list[dict]:
        """Each place and state that the questions are read from, along an index of its own. Pages without any are left out."""
        states = [{"standing": state} for state in self.states] if 0 < len(self.states) < len(STATES) else [{}]
        keys = self._keys()
        if keys is None:
            return states
        return [{"page_key": tally.page_key} | state for tally in self._of(keys) for state in states if getattr(tally, state.get("standing", "questions"))]


def tallies_by_page(spiral: Spiral) -> dict[UUID, Tally]:
    """The counts of every page that has questions. One query while the tree is kept."""
    return spiral.once("questions by page", lambda: {tally.page_key: tally for tally in Tally.objects.filter(passage="", questions__gt=0)})


def _keys_of(stage: Stage) -> list[UUID]:
    return [stage.key, *(leaf.key for leaf in stage.milestones)]


def _newest_of_each(parts: list[QuestionQuerySet], at_most: int) -> list[int]:
    """The ids of the newest among all of them. Each is read from its newest on, so that none is read to its end."""
    newest = [Question.objects.filter(pk__in=part.newest_first().values("pk")[:at_most]).order_by().values_list("pk", flat=True) for part in parts]
    return list(newest[0].union(*newest[1:], all=True).order_by("-pk")[:at_most])
