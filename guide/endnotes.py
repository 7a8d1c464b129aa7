"""Endnotes: an editor writes one where its number should stand; the page numbers them and lists them at its foot.

In the text a note is a link of its own kind that carries its words (guide/endnote_words.py): `<a linktype="endnote" note="Coburn, 2003.">*</a>`.
What a note leads to is known to Wagtail like every other link: it tells who deletes a page.
Numbers are never stored, so notes may come, go and move. The same words twice on a page are one note with two ways back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import LinkHandler

from guide.endnote_words import TO_THE_GUIDE, drawn, pages_in, tidy
from guide.links import addresses_of
from guide.spiral import Leaf, Spiral

KIND = "endnote"
STORED = re.compile(rf'<a\b(?=[^<>]*\blinktype="{KIND}")[^<>]*\bnote="([^"]*)"')
DRAWN = re.compile(rf'<a class="{KIND}" data-note="([^"]*)" hidden>.*?</a>', re.DOTALL)

TO_A_PLACE = re.compile(rf"&lt;a href=&quot;{TO_THE_GUIDE}([^&#]*)(#[^&]*)?&quot;&gt;(.*?)&lt;/a&gt;")


Text = StreamValue | list[str]
"""Of a page: its stream of blocks, or words that stand beside it, such as its pitfalls (guide/noted_words.py)."""


def mark_of(words: str) -> str:
    """How a note is stored in rich text. Wagtail reads back the four entities of `escape`, and an apostrophe as it is."""
    return f'<a linktype="{KIND}" note="{escape(tidy(words), quote=False).replace(chr(34), "&quot;")}">*</a>'


def with_pages(html: str, find: Callable[[str], int | None]) -> str:
    """A stored text in whose notes links to places of the guide lead to their pages; the words alone where no page stands."""
    return TO_A_PLACE.sub(lambda link: f"&lt;a href=&quot;page:{pk}{link[2] or ''}&quot;&gt;{link[3]}&lt;/a&gt;" if (pk := find(link[1])) is not None else link[3], html)


class EndnoteLinks(LinkHandler):
    """A mark is drawn hidden until the page that it belongs to gives it a number: elsewhere, such as in the opening of a story, it stays so."""

    identifier = KIND

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        words = attrs.get("note", "").replace("&#x27;", "'")  # the editor stores it so, and Wagtail does not read it back
        return format_html('<a class="endnote" data-note="{}" hidden>', words)

    @classmethod
    def extract_references(cls, attrs: dict) -> Iterator[tuple]:
        for page in pages_in(attrs.get("note", "")):
            yield Page, page, "", ""


@dataclass
class Endnote:
    number: int
    text: str
    marks: list[str] = field(default_factory=list)  # ids of the places that name it, as far as they are drawn

    @property
    def drawn(self) -> str:
        return drawn(self.text, addresses_of(pages_in(self.text)))


class Endnotes:
    """The notes of a page, in the order of its text. Drawing the text fills in the marks, so the list is drawn after it."""

    def __init__(self, *texts: Text) -> None:
        found = dict.fromkeys(note for text in texts for note in notes_in(text))
        self._by_words = {words: Endnote(number, words) for number, words in enumerate(found, start=1)}

    def __iter__(self) -> Iterator[Endnote]:
        return iter(self._by_words.values())

    def __len__(self) -> int:
        return len(self._by_words)

    def number(self, html: str) -> str:
        """This drawn text with a raised number at each of its notes."""
        return DRAWN.sub(self._mark, html)

    def _mark(self, drawn: re.Match) -> str:
        note = self._by_words.get(_words(drawn[1]))
        if note is None:
            return drawn[0]
        note.marks.append(f"mark-{note.number}-{len(note.marks) + 1}")
        mark = '<sup class="endnotes__mark"><a id="{}" href="#note-{}" role="doc-noteref"><span class="vh">{} </span>{}</a></sup>'
        return format_html(mark, note.marks[-1], note.number, _("Note"), note.number)


def notes_in(text: Text) -> Iterator[str]:
    """The words of each note in a page's text, in order. Read from what is stored: no query."""
    yield from words_in(list(getattr(text, "raw_data", text)) if text else [])


def words_in(blocks: Iterable) -> Iterator[str]:
    """The same from blocks that are not in a page."""
    for html in _strings(blocks):
        yield from (_words(note) for note in STORED.findall(html))


def words_on(pages: Iterable[int]) -> set[str]:
    """The words of all notes on these pages. Two queries."""
    return {words for texts in _texts_with_notes(list(pages)).values() for text in texts for words in notes_in(text)}


def _words(attribute: str) -> str:
    return " ".join(unescape(attribute).split())


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for one in value.values() if hasattr(value, "values") else value:
            yield from _strings(one)


@dataclass(frozen=True)
class NotesOfAPage:
    leaf: Leaf
    notes: Endnotes


def notes_of_the_guide(spiral: Spiral) -> list[NotesOfAPage]:
    """Each page with notes, in reading order, numbered as on the page itself. Two queries, which read only texts that hold a note."""
    texts = _texts_with_notes([leaf.id for leaf in spiral.reading])
    return [NotesOfAPage(leaf, notes) for leaf in spiral.reading if leaf.id in texts and (notes := Endnotes(*texts[leaf.id]))]


def _texts_with_notes(pages: list[int]) -> dict[int, list[Text]]:
    parts = [
        model.objects.order_by().filter(pk__in=pages).annotate(stored=Cast(column, models.TextField())).filter(stored__contains=KIND).values_list("pk", column)
        for model in apps.get_app_config("guide").get_models()
        for column in getattr(model, "columns_with_notes", ())
    ]
    found: dict[int, list[Text]] = {}
    for pk, text in parts[0].union(*parts[1:], all=True):
        found.setdefault(pk, []).append(text)
    pitfalls = apps.get_model("guide", "Pitfall").objects.filter(stage__in=pages, text__contains=KIND)
    for pk, words in pitfalls.order_by("sort_order").values_list("stage", "text"):
        found.setdefault(pk, []).append([words])
    return found
