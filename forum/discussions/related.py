"""What else people asked near a question, and what they told."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Value

from forum.discussions.models import Question
from guide.models import StoryPage
from guide.narrowing import pages_of
from guide.spiral import Spiral, address, language_of_path

SHOWN = 3


class Told(NamedTuple):
    title: str
    url: str
    language: str


class Near(NamedTuple):
    questions: list[Question]
    stories: list[Told]


def beside(asked: Question, spiral: Spiral) -> Near:
    """The newest others on its page, then those of its topic, and Stories from the Field of its milestone, or of its stage with all milestones.

    Titles, languages and addresses. One query, none while the tree is kept: a story taken back drops the tree.
    """
    pages = _named_by_stories(asked.page_id, spiral)
    near = spiral.once(("near", asked.page_key, asked.topic_id, pages), lambda: _newest_near(asked.page_key, asked.topic_id, pages, spiral.language))
    return Near([question for question in near.questions if question.pk != asked.pk][:SHOWN], near.stories)


def _named_by_stories(page: int, spiral: Spiral) -> tuple[int, ...]:
    _stage, milestone = spiral.milestone(page)
    stage = spiral.stage(page)
    return (milestone.original,) if milestone else tuple(pages_of(stage)) if stage else ()


def _newest_near(page_key: UUID, topic_id: int | None, pages: tuple[int, ...], language: str) -> Near:
    """Questions are read from their newest on, along an index each; one more than shown, for the question itself may be among them."""
    visible = Question.objects.visible()
    places = [visible.on(page_key), *([visible.about_topic(topic_id)] if topic_id else [])]
    newest = [Question.objects.filter(pk__in=place.newest_first().values("pk")[: SHOWN + 1]).order_by().annotate(near=Value(at)) for at, place in enumerate(places)]
    rows = [questions.values_list("near", "pk", "title", "language") for questions in newest]
    if pages:
        told = StoryPage.objects.live().told_in(language).told_at(pages).newest_first().values("pk")[:SHOWN]
        rows.append(StoryPage.objects.filter(pk__in=told).order_by().annotate(near=Value(len(places)), where=F("url_path")).values_list("near", "pk", "title", "where"))
    asked: dict[int, Question] = {}
    stories: list[Told] = []
    for near, pk, title, where in rows[0].union(*rows[1:]).order_by("near", "-pk"):
        if near == len(places):
            stories.append(Told(title, address(where), language_of_path(where)))
        else:
            asked.setdefault(pk, Question(pk=pk, title=title, language=where))
    return Near(list(asked.values()), stories)
