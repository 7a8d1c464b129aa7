"""A draft's words into a page's fields. Passages keep their ids, because questions hang on them."""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from guide.endnote_words import TO_THE_GUIDE, page_link
from guide.endnotes import with_pages
from guide.importing.drafts import Block, Draft, StoryDraft
from guide.importing.lines import fold, squeezed
from guide.importing.places import Where, first_place, place_line
from guide.importing.richtext import plain_text
from guide.models import CaseStudyPage, GuideHome, GuidePage, Pitfall, Place, Source, StagePage, StoryPage
from guide.starter import read_starter

A_LINK = re.compile(rf'<a href="{TO_THE_GUIDE}([^"]*)">(.*?)</a>', re.DOTALL)
# Never change: the ids of imported passages hang on it, and questions hang on those.
PASSAGES = uuid.UUID("2c1f3a5e-7d0b-5a43-9b1e-64e2f1c0a7d9")


Find = Callable[[str], int | None]
"""The id of the page that stands for a place of the guide."""


def fill(page: GuidePage, draft: Draft, stories: dict[str, int], find: Find) -> None:
    """Put the draft into the page; `stories` are the ids of its story pages by key. Nothing is saved."""
    page.title = page.draft_title = draft.title
    page.lead = draft.lead
    page.body = json.dumps(with_ids(_chosen(draft.body, stories, find), _raw(page.body), draft.place))
    if isinstance(page, GuideHome):
        page.learn_more = json.dumps(with_ids(_chosen(draft.fields.get("learn_more", ()), {}, find), _raw(page.learn_more), "learn-more"))
        page.credit = draft.fields.get("credit", "")
    elif isinstance(page, CaseStudyPage) and page.place is None and (where := first_place(str(draft.fields.get("where", "")).split("/")[-1])):
        page.place = place_row(where)
    elif isinstance(page, StagePage) and page.source == Source.STARTER:
        drop_starter_progress(page)


def fill_story(page: StoryPage, story: StoryDraft, find: Find) -> None:
    page.title = page.draft_title = story.title
    page.body = json.dumps(with_ids([("prose", _led(story.html, find))], _raw(page.body), story.key))
    page.place = place_row(story.where) if story.where else None


def fill_pitfalls(page: StagePage, pitfalls: Sequence[str]) -> None:
    page.pitfalls = [Pitfall(sort_order=order, text=text) for order, text in enumerate(pitfalls)]


def place_row(where: Where) -> Place:
    return Place.objects.get_or_create(city=where.city, county=where.county, state=where.state)[0]


def drop_starter_progress(page: StagePage) -> None:
    """Take our own benchmarks and pitfalls off a page that becomes the Coalition's: they would pass for theirs."""
    starter = next((one for one in read_starter().of_type("StagePage") if one.slug == page.slug), None)
    if starter is None:
        return
    ours = {text for _function, _level, text in starter.benchmarks}
    page.benchmarks = [row for row in page.benchmarks.all() if row.text not in ours]
    page.pitfalls = [row for row in page.pitfalls.all() if row.text not in starter.pitfalls]


def with_ids(blocks: Sequence[Block], before: Sequence[dict], place: str) -> list[dict]:
    """Raw stream data. A passage that was there before (same heading; else same words; else, if it has no heading, same
    turn among its kind) keeps its id. A new one gets an id that is the same at every import."""
    left = list(before)
    ids = [_take(left, lambda old, block=block: _heading(old["type"], old["value"]) == _heading(*block) != "") for block in blocks]
    for index, block in enumerate(blocks):
        ids[index] = ids[index] or _take(left, lambda old, block=block: old["type"] == block[0] and _words(old["value"]) == _words(block[1]))
    for index, (kind, value) in enumerate(blocks):
        if not ids[index] and not _heading(kind, value):
            ids[index] = _take(left, lambda old, kind=kind: old["type"] == kind and not _heading(old["type"], old["value"]))
    for index, (kind, value) in enumerate(blocks):
        ids[index] = ids[index] or next(new for new in _new_ids(place, kind, _heading(kind, value)) if new not in ids)
    return [{"type": kind, "value": value, "id": kept} for (kind, value), kept in zip(blocks, ids, strict=True)]


def _take(left: list[dict], wanted) -> str | None:
    found = next((old for old in left if wanted(old)), None)
    if found is not None:
        left.remove(found)
    return found.get("id") if found else None


def _heading(kind: str, value: str | dict) -> str:
    return fold(value.get("heading", "")) if kind == "prompt" else ""


def _words(value: str | dict) -> str:
    return squeezed(plain_text(value)) if isinstance(value, str) else squeezed(plain_text(str(value.get("body") or value)))


def _new_ids(place: str, kind: str, heading: str) -> Iterator[str]:
    return (str(uuid.uuid5(PASSAGES, "\n".join([place, kind, heading, str(turn)]))) for turn in count())


def _chosen(body: Sequence[Block], stories: dict[str, int], find: Find) -> list[Block]:
    """The body with stories and linked pages by page id, and places by record instead of name; a story that has no page is not pulled in."""
    return [(kind, _by_id(kind, value, stories, find)) for kind, value in body if kind != "pull_story" or value["story"] in stories]


def _by_id(kind: str, value: str | dict, stories: dict[str, int], find: Find) -> str | dict:
    if kind == "pull_story":
        return {"story": stories[value["story"]]}
    if isinstance(value, str):
        return _led(value, find)
    value = {name: _led(one, find) if isinstance(one, str) else one for name, one in value.items()}
    if kind == "video" and (where := place_line(value["place"])):
        return value | {"place": place_row(where).pk}
    return value


def _led(html: str, find: Find) -> str:
    """Links to places of the guide as links to their pages, which they follow; the words alone where no page stands."""
    return with_pages(A_LINK.sub(lambda link: f"{page_link(pk)}{link[2]}</a>" if (pk := find(link[1])) else link[2], html), find)


def _raw(body) -> list[dict]:
    return [dict(block) for block in body.raw_data] if body else []
