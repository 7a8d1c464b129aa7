"""What of the guide stands beside a question: where its asker stood, and passages that may answer it. No query while the pages are in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from forum.discussions.models import Question
from forum.discussions.places import Place, place_of
from guide.spiral import Leaf, Spiral
from guide.templatetags.interface import sentence_case


@dataclass(frozen=True)
class Passage:
    title: str
    url: str
    on: str  # the page's name by its number, blank where it has none
    language: str


def may_answer(asked: Question, spiral: Spiral) -> list[Passage]:
    """Of pages that are on the site at this moment. A page's title is today's; a passage's that of the last look."""
    kept = ((one, spiral.page(one["page"])) for one in asked.may_answer)
    return [_passage(one, leaf, asked, spiral) for one, leaf in kept if leaf]


def _passage(kept: dict, leaf: Leaf, asked: Question, spiral: Spiral) -> Passage:
    title, language = (kept["title"], asked.language) if kept["part"] else (sentence_case(leaf.title), leaf.language)
    stage, milestone = spiral.milestone(leaf.id)
    on = f"{stage.name}, {milestone.name}" if stage and milestone else leaf.name if kept["part"] else ""
    return Passage(title, leaf.url + kept["part"], on, language)


def came_from(asked: Question, spiral: Spiral) -> Place | None:
    """Where the asker stood, where that is not the page it stands on. A query only for a page outside the tree, such as a story."""
    if not asked.came_from_id or asked.came_from_id == asked.page_id:
        return None
    leaf = spiral.page(asked.came_from_id)
    known = Page(pk=asked.came_from_id, title=leaf.title, depth=len(leaf.path) // Page.steplen) if leaf else None
    page = known or Page.objects.live().filter(pk=asked.came_from_id).first()
    return place_of(page, spiral) if page else None
