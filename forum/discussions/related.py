"""What else people asked near a question, and what they told."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import Value

from forum.discussions.models import Question
from guide.models import StoryPage
from guide.narrowing import pages_of
from guide.spiral import Spiral, address, language_of_path

SHOWN = 3


def also_asked(asked: Question, spiral: Spiral) -> list[Question]:
    """The newest others on its page, then those of its topic: title, language and address. One query, none while the tree is kept."""
    near = spiral.once(("also asked", asked.page_key, asked.topic_id), lambda: _newest_near(asked.page_key, asked.topic_id))
    return [question for question in near if question.pk != asked.pk][:SHOWN]


def _newest_near(page_key: UUID, topic_id: int | None) -> list[Question]:
    """Both are read from their newest on, along an index each; one more than shown, for the question itself may be among them."""
    visible = Question.objects.visible()
    places = [visible.on(page_key), *([visible.about_topic(topic_id)] if topic_id else [])]
    newest = [Question.objects.filter(pk__in=place.newest_first().values("pk")[: SHOWN + 1]).order_by().annotate(near=Value(at)) for at, place in enumerate(places)]
    rows = [questions.values_list("near", "pk", "title", "language") for questions in newest]
    found: dict[int, Question] = {}
    for _near, pk, title, language in rows[0].union(*rows[1:]).order_by("near", "-pk"):
        found.setdefault(pk, Question(pk=pk, title=title, language=language))
    return list(found.values())


class Told(NamedTuple):
    title: str
    url: str
    language: str


def told_near(asked: Question, spiral: Spiral) -> list[Told]:
    """The newest Stories from the Field of its milestone, or of its stage with all milestones. One query, none while the tree is kept: a story taken back drops the tree."""
    _stage, milestone = spiral.milestone(asked.page_id)
    stage = spiral.stage(asked.page_id)
    pages = (milestone.original,) if milestone else tuple(pages_of(stage)) if stage else ()
    return spiral.once(("told near", pages), lambda: _newest_told(pages, spiral.language)) if pages else []


def _newest_told(pages: tuple[int, ...], language: str) -> list[Told]:
    stories = StoryPage.objects.live().told_in(language).told_at(pages).newest_first().values_list("title", "url_path")
    return [Told(title, address(path), language_of_path(path)) for title, path in stories[:SHOWN]]
