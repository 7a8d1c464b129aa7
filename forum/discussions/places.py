"""Where on the guide a question stands: the page's name as people say it, and the passage it names."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.passages.text import read_passages
from guide.spiral import Spiral, address
from guide.templatetags.interface import sentence_case


@dataclass(frozen=True)
class Place:
    """`short` names it in a list, `name` in full; `above` is the stage of a milestone. `stage` is 1 … 6, or 0 elsewhere. `url` is blank where nothing stands."""

    short: str
    name: str
    title: str
    url: str
    stage: int = 0
    above: Place | None = None


def place_of(page: Page, spiral: Spiral) -> Place:
    """No query: the spiral was read once for all the questions on the screen."""
    stage, milestone = spiral.milestone(page.pk)
    if stage and milestone:
        short = _("Stage %(stage)d, Milestone %(milestone)d") % {"stage": stage.number, "milestone": milestone.number}
        title = sentence_case(milestone.title)
        return Place(short, f"{short}: {title}", title, milestone.url, stage.number, _stage(stage))
    stage = spiral.stage(page.pk)
    if stage:
        return _stage(stage)
    if not page.live and page.cached_content_type.model == "storypage":  # its title was its author's
        gone = _("A story that is no longer here")
        return Place(gone, gone, gone, "")
    leaf = spiral.page(page.pk)  # in the reader's language
    title = _("Guide home") if page.depth == 2 else sentence_case(leaf.title if leaf else page.title)
    return Place(title, title, title, leaf.url if leaf else address(page.url_path))


def _stage(stage) -> Place:
    title = sentence_case(stage.title)
    short = _("Stage %(stage)d") % {"stage": stage.number}
    return Place(short, f"{short}: {title}", title, stage.url, stage.number)


def passages_of(page: Page) -> dict[str, str]:
    """The headed passages of a page that can be asked about, heading by block id. One query."""
    return {passage.id: passage.heading for passage in read_passages(page) if passage.can_be_asked_about and passage.heading}


def heading_of(page: Page, passage: str) -> str:
    """The heading of the passage with this block id on the page; blank when there is none. One query."""
    return passages_of(page).get(passage, "") if passage else ""
