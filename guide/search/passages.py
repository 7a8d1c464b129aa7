"""What of a page can be found: the page itself, and each passage with a heading, which a hit opens at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from guide.field_notes.models import FieldNote
from guide.field_notes.placing import BLOCK
from guide.headings import anchor_of, plain, sections
from guide.models import GuideHome, GuidePage, MilestonePage, StagePage, StoryPage
from guide.search.models import Kind
from guide.search.rooms import Text
from guide.templatetags.interface import sentence_case

THE_PAGE, A_PASSAGE, A_STORY = 1.5, 1.2, 1.3  # how much more than a post
TITLED = {"prompt": "heading", "note": "title", "self_assessment": "title", "video": "title"}  # blocks that are passages of their own
NOT_WORDS = {"id", "type", "url", "image", "document", "story"}  # of a block's stored value
A_TITLE = 300


@dataclass
class Passage:
    part: str
    title: str
    anchor: str
    words: list[str] = field(default_factory=list)


def texts_of(page: GuidePage) -> list[Text]:
    """In the page's own language. A dozen queries at most, however long the page is."""
    with translation.override(page.locale.language_code):
        head, *passages = _passages(page)
        if isinstance(page, StoryPage):
            head.words += [word for passage in passages for word in (passage.title, *passage.words)]
            passages = []
        shared = _shared(page)
        weight = A_STORY if isinstance(page, StoryPage) else THE_PAGE
        texts = [Text(**shared, part="", title=head.title[:A_TITLE], url="", text=_joined(head), weight=weight)]
        for passage in passages:
            texts.append(
                Text(**shared, part=passage.part[:60], title=passage.title[:A_TITLE], url=f"#{passage.anchor}", text=_joined(passage), context=head.title[:400], weight=A_PASSAGE)
            )
        return texts


def _shared(page: GuidePage) -> dict:
    place = getattr(page, "place", None)
    return {
        "source": f"page:{page.pk}",
        "kind": Kind.STORY if isinstance(page, StoryPage) else Kind.GUIDE,
        "page_id": page.pk,
        "places": tuple(_places(page)),
        "place": str(place) if place else "",
        "state": place.state if place else "",
        "language": page.locale.language_code,
        "readers": _readers(page),
        "at": page.last_published_at,
    }


def _readers(page: GuidePage) -> tuple[str, ...]:
    """Those of its language, and those of a language that it is not translated into yet. One query."""
    own = page.locale.language_code
    others = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk).values_list("locale__language_code", flat=True)
    translated = set(others)
    return (own, *(code for code, _name in settings.LANGUAGES if code != own and code not in translated))


def _places(page: GuidePage) -> Iterator:
    """Keys of the stage and milestone that it is, or that it belongs to."""
    belongs_to = [page] if isinstance(page, StagePage | MilestonePage) else list(page.milestones.order_by("path")) if hasattr(page, "milestones") else []
    stages = {stage.path: stage for stage in StagePage.objects.filter(path__in=[one.path[: -Page.steplen] for one in belongs_to])}
    for one in belongs_to:
        yield one.translation_key
    for path in dict.fromkeys(one.path[: -Page.steplen] for one in belongs_to):
        if path in stages:
            yield stages[path].translation_key


def _passages(page: GuidePage) -> list[Passage]:
    title = _("Guide home") if isinstance(page, GuideHome) else page.title if isinstance(page, StoryPage) else sentence_case(page.title)
    found = [Passage("", title, "", [page.lead, getattr(page, "subtitle", "")])]
    for block in [*_blocks(page.body), *_blocks(getattr(page, "learn_more", None))]:
        if heading := block["type"] in TITLED and block["value"].get(TITLED[block["type"]]):
            found.append(Passage(block["id"], heading, f"passage-{block['id']}", list(_texts(block["value"], {TITLED[block["type"]]}))))
        elif block["type"] == "prose":
            _cut_prose(block, found)
        elif block["type"] == BLOCK:
            found += _of_a_note(block)
        else:
            found[-1].words += _texts(block["value"])
    return [*found, *_of_a_stage(page)] if isinstance(page, StagePage) else found


def _of_a_note(block: dict) -> Iterator[Passage]:
    """An answer from the field, as long as it stands. One query."""
    for note in FieldNote.objects.standing().filter(pk=block["value"]):
        yield Passage(block["id"], _("Field note"), note.anchor, [note.words, note.credit_line])


def _blocks(body) -> list[dict]:
    return list(body.raw_data) if body else []


def _cut_prose(block: dict, found: list[Passage]) -> None:
    for number, (heading, html) in enumerate(sections(block["value"])):
        if heading and (anchor := anchor_of(heading)):
            found.append(Passage(f"{block['id']}-{number}", heading, anchor))
        found[-1].words.append(plain(html))


def _of_a_stage(page: StagePage) -> Iterator[Passage]:
    for row in page.benchmark_table():
        title = _("How you know if you are making progress: %(function)s") % {"function": sentence_case(row["function"].name)}
        yield Passage(f"progress-{row['function'].pk}", title, "progress", [text for _level, texts in row["cells"] for text in texts])
    for pitfall in page.pitfalls.all():
        yield Passage(f"pitfall-{pitfall.pk}", _("Pitfall: %(pitfall)s") % {"pitfall": pitfall}, "pitfalls")


def _joined(passage: Passage) -> str:
    return " ".join(word for word in passage.words if word)


def _texts(value, leave_out: set[str] = frozenset()) -> Iterator[str]:
    """All words of a block's stored value, whatever block it is."""
    if isinstance(value, str):
        yield plain(value)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in NOT_WORDS | leave_out:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
