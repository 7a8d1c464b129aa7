"""The tree as blocks of a page of the guide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from forum.html.blocks import Block, Line, Paragraph, Points, Quote
from forum.html.writing_html import escaped, listed, nested
from forum.html.writing_text import spoken, written

_ATTRIBUTION = re.compile(r"(?:—|–|--)\s*([^,]+?)\s*(?:,\s*(.+))?")
_TAG_LIKE = re.compile(r"<(?=[a-z/!?])", re.I)


def to_blocks(blocks: Iterable[Block]) -> list[tuple[str, str | dict[str, str]]]:
    """Blocks for a page of the guide: `prose` (rich text of our own making) and `quotation` (plain text, one per quotation).

    Neither can hold a tag of the author's.
    """
    made: list[tuple[str, str | dict[str, str]]] = []
    for is_quote, run in groupby(blocks, lambda block: isinstance(block, Quote)):
        if is_quote:
            made += [("quotation", _quotation(one)) for one in run]
        else:
            made.append(("prose", "".join(map(_rich, run))))
    return made


def _rich(block: Block) -> str:
    """As the page editor writes it: b, i, a[href], and no paragraphs in lists."""
    match block:
        case Paragraph(lines):
            return f"<p>{_rich_lines(lines)}</p>"
        case Points():
            return listed(block, _rich_entry)
        case Quote(blocks):
            return "".join(map(_rich, blocks))


def _rich_entry(entry: tuple[Block, ...]) -> str:
    parts = (_rich(block) if isinstance(block, Points) else _rich_lines(_lines(block)) for block in entry)
    return "<br/>".join(parts).replace("<br/><ul>", "<ul>").replace("<br/><ol>", "<ol>")


def _rich_lines(lines: Iterable[Line]) -> str:
    return "<br/>".join(nested(line, _rich_tagged, escaped) for line in lines)


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Paragraph(lines):
            yield from lines
        case Points(entries):
            yield from (line for entry in entries for inner in entry for line in _lines(inner))
        case Quote(blocks):
            yield from (line for inner in blocks for line in _lines(inner))


def _rich_tagged(mark: str, words: Line, inside: str) -> str:
    if mark == "href":
        return f'<a href="{escape(words[0].href)}">{inside}</a>'
    return f"<b>{inside}</b>" if mark == "strong" else f"<i>{inside}</i>"


def _quotation(one: Quote) -> dict[str, str]:
    """The words, and who said them if the last line names someone after a dash.

    A "<" that could begin a tag becomes a "‹": the text is safe wherever it is put.
    """
    *lines, last = [_TAG_LIKE.sub("‹", line) for line in written(one.blocks, spoken)]
    named = _ATTRIBUTION.fullmatch(last) if any(lines) else None
    if not named:
        return {"text": "\n".join([*lines, last]), "speaker": "", "role": ""}
    return {"text": "\n".join(lines).rstrip(), "speaker": named[1][:120], "role": (named[2] or "")[:160]}
