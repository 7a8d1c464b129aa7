"""What the guide's own templates ask for: {% load guide_pages %}."""

from __future__ import annotations

import re
from uuid import UUID

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guide.drawing import draw
from guide.headings import with_anchors
from guide.languages import OTHERS, OWN
from guide.links import Addresses, drawing
from guide.models import GuidePage, StoryPage
from guide.spiral import Leaf, Spiral, address, language_of_path
from guide.templatetags.interface import sentence_case

register = template.Library()

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII", 8: "VIII", 9: "IX"}


@register.inclusion_tag("components/crumbs.html")
def crumbs(page: GuidePage, spiral: Spiral) -> dict:
    """The way down to this page."""
    above = [{"title": full_name(leaf), "url": leaf.url, "language": leaf.language} for leaf in _shown(spiral.above(page))]
    leaf = spiral.page(page.pk)
    return {"crumbs": above, "here": leaf.name if leaf and leaf.name else _title_of(page)}


def _title_of(page: GuidePage) -> str:
    """A story’s as its author wrote it: names in it keep their capitals."""
    return page.title if isinstance(page, StoryPage) else sentence_case(page.title)


def _shown(above: list[Leaf]) -> list[Leaf]:
    """A milestone's stage says enough: the Part over it is left out."""
    return [leaf for leaf in above if leaf.kind != "partpage" or above[-1].kind != "stagepage"]


@register.filter
def languages_of(page: GuidePage, spiral: Spiral) -> list[tuple[str, str]]:
    """The languages that the page stands in, each with its address; empty where it stands in one."""
    known = spiral.translations.get(page.translation_key)
    if known is None and spiral.translations and isinstance(page, StoryPage):
        known = spiral.once("stories in two languages", _stories_in_two_languages).get(page.translation_key)
    return [(language, settings.SITE_URL + place) for language, place in known.items()] if known and len(known) > 1 else []


def _stories_in_two_languages() -> dict[UUID, dict[str, str]]:
    translated = StoryPage.objects.live().filter(url_path__startswith="/home-").values("translation_key")
    found: dict[UUID, dict[str, str]] = {}
    for key, path in StoryPage.objects.live().filter(translation_key__in=translated).values_list("translation_key", "url_path"):
        found.setdefault(key, {})[language_of_path(path)] = address(path)
    return found


@register.inclusion_tag("guide/_not_translated.html", takes_context=True)
def when_not_translated(context: Context, page: GuidePage) -> dict:
    """A sentence for whoever asked for a language that this page does not have yet."""
    asked = context["request"].GET.get("language", "") if "request" in context else ""
    return {"asked_for": asked if asked in (OWN, *OTHERS) and asked != page.language else ""}


@register.filter
def full_name(leaf: Leaf) -> str:
    """“Stage 1: Decide to scale up”, “Guide home”, or the title alone."""
    if leaf.kind == "guidehome":
        return _("Guide home")
    title = sentence_case(leaf.title)
    return f"{leaf.name}: {title}" if leaf.name else title


class Linked(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        page = context.get("page")
        texts = [getattr(page, column) for column in getattr(page, "columns_with_notes", ())]
        with drawing(Addresses(context.get("spiral"), texts)):
            return self.nodelist.render(context)


@register.tag
def linked(parser: template.base.Parser, token: template.base.Token) -> Linked:
    """{% linked %}…{% endlinked %}: what is drawn within knows where the pages are that it links to. One query at most."""
    nodelist = parser.parse(("endlinked",))
    parser.delete_first_token()
    return Linked(nodelist)


@register.filter
def known_as(page: GuidePage, spiral: Spiral) -> str:
    leaf = spiral.page(page.pk)
    return full_name(leaf) if leaf else _title_of(page)


@register.filter
def full_place(leaf: Leaf, spiral: Spiral) -> str:
    """“Stage 1, Milestone 4: Broaden collaborative leadership”, for links from elsewhere."""
    stage, milestone = spiral.milestone(leaf.id)
    return f"{stage.name}, {full_name(leaf)}" if stage and milestone else full_name(leaf)


@register.filter
def leaf_in(page: GuidePage, spiral: Spiral) -> Leaf | None:
    return spiral.page(page.pk)


@register.filter
def stage_number(story: StoryPage, spiral: Spiral | None) -> int | str:
    """The stage that a story (read `with_first_pages`) speaks to first; blank when it speaks to none."""
    first = spiral.page(story.first_page) if spiral else None
    stage = first and spiral.stage_of(first)
    return stage.number if stage else ""


@register.inclusion_tag("components/pager.html")
def reading_pager(page: GuidePage, spiral: Spiral) -> dict:
    """Back and forward in reading order, across the Parts."""
    back, forward = spiral.around(page.pk)
    return {
        "label": _("Reading order"),
        "previous": back and {"url": back.url, "title": _neighbor(back), "kind": back.name or _("Back"), "language": back.language},
        "next": forward and {"url": forward.url, "title": _neighbor(forward), "kind": forward.name or _("Forward"), "language": forward.language},
    }


def _neighbor(leaf: Leaf) -> str:
    return _("Guide home") if leaf.kind == "guidehome" else sentence_case(leaf.title)


@register.inclusion_tag("components/trio.html")
def three_acts(page: GuidePage, share: str, *, stories: int, questions: int, see_url: str, discuss_url: str = "#ask") -> dict:
    """See, Share, Discuss. `share` is the address where a story is begun; without one there is no Share."""
    return {
        "stories": stories,
        "questions": questions,
        "see_url": see_url,
        "share_url": f"{share}?page={page.pk}" if share else "",
        "discuss_url": discuss_url,
    }


@register.inclusion_tag("components/margin.html", takes_context=True)
def margin_note(context: Context, heading: str, ask: str, asked: str) -> dict:
    """What stands beside a passage: its stories and questions, and the way to ask about it. `ask` is the ask flow's address, `asked` that of the list."""
    passage, page = context.get("passage", ""), context["page"]
    tally = context["discussion"].passages.get(passage)
    stories = context["passages"].at.get(passage, []) if "passages" in context else []
    return {
        "heading": heading,
        "stories": len(stories),
        "stories_url": f"#story-{stories[0].pk}" if stories else "",
        "questions": tally.questions if tally else 0,
        "questions_url": f"{asked}?page={page.pk}&passage={passage}",
        "ask_url": f"{ask}?page={page.pk}&passage={passage}",
    }


@register.filter(is_safe=True)
def from_level(html: str, level: int | str | None) -> str:
    """Rich text whose headings begin at this level instead of at 3, so that no level is left out under the page's own. Each can be linked to."""
    lift = 3 - int(level or 3)
    return re.sub(r"(?<=<)(/?h)([34])(?=[ >])", lambda found: f"{found[1]}{int(found[2]) - lift}", with_anchors(html))


@register.simple_tag
def spiral_figure(spiral: Spiral, tallies: dict[int, str] | None = None) -> str:
    """`tallies` are words for pages, by their id, such as “3 stories, 2 questions”. The same for everybody, so drawn once for a tree."""
    words = tallies or {}
    return spiral.once(("figure", get_language(), frozenset(words.items())), lambda: render_to_string("guide/_spiral.html", {"drawing": draw(spiral), "tallies": words}))


@register.simple_tag
def stories_and_questions(spiral: Spiral, told: dict[int, int], told_by_stage: dict[int, int], tallies: dict) -> dict[int, str]:
    """“3 stories, 2 questions” for each stage and milestone with any, by its id. A stage counts those of its milestones too.

    `tallies` hold the questions of pages, by their key.
    """
    questions = {leaf.id: tallies[leaf.key].questions if leaf.key in tallies else 0 for stage in spiral.stages for leaf in (stage, *stage.milestones)}
    found = {}
    for stage in spiral.stages:
        found[stage.id] = _in_words(told_by_stage.get(stage.number, 0), questions[stage.id] + sum(questions[leaf.id] for leaf in stage.milestones))
        found |= {leaf.id: _in_words(told.get(leaf.original, 0), questions[leaf.id]) for leaf in stage.milestones}
    return {page: words for page, words in found.items() if words}


def _in_words(stories: int, questions: int) -> str:
    counted = [
        ngettext("%(number)s story", "%(number)s stories", stories) % {"number": stories} if stories else "",
        ngettext("%(number)s question", "%(number)s questions", questions) % {"number": questions} if questions else "",
    ]
    return ", ".join(words for words in counted if words)


@register.filter
def beneath(leaf: Leaf, spiral: Spiral) -> list[Leaf]:
    """The pages under this one, in reading order."""
    return spiral.children(leaf)


@register.simple_tag
def with_milestones(spiral: Spiral) -> list[Leaf]:
    """All stages and milestones."""
    return [leaf for stage in spiral.stages for leaf in (stage, *stage.milestones)]


@register.filter
def roman(number: int) -> str:
    return ROMAN.get(number, str(number))


@register.filter
def main_title(title: str) -> str:
    """A title without what stands behind its first colon."""
    return title.partition(":")[0]


@register.filter
def under_headings(row: list, headings: list | None) -> list[tuple[str, str]]:
    """The cells of a table's row, each with the heading of its column: phones show the two together."""
    padded = [*(headings or []), *[""] * len(row)]
    return [(heading or "", cell or "") for heading, cell in zip(padded, row, strict=False)]
