"""The tree into our HTML, every word escaped: what the tree has no name for cannot come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from forum.html.blocks import Block, Line, Paragraph, Points, Quote

REL = "nofollow ugc noopener"
Wrap = Callable[[str, Line, str], str]  # the mark, the words it is around, and how they are written


def to_html(blocks: Iterable[Block]) -> str:
    return "".join(map(_html, blocks))


def _html(block: Block) -> str:
    match block:
        case Paragraph(lines):
            return f"<p>{_broken(lines)}</p>"
        case Points():
            return listed(block, _entry)
        case Quote(blocks):
            return f"<blockquote>{to_html(blocks)}</blockquote>"


def _entry(entry: tuple[Block, ...]) -> str:
    """An entry of one paragraph needs no p around it."""
    if sum(isinstance(block, Paragraph) for block in entry) > 1:
        return to_html(entry)
    return "".join(_broken(block.lines) if isinstance(block, Paragraph) else _html(block) for block in entry)


def listed(points: Points, write: Callable[[tuple[Block, ...]], str]) -> str:
    tag = "ol" if points.numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{write(entry)}</li>' for entry in points.entries)}</{tag}>"


def _broken(lines: tuple[Line, ...]) -> str:
    return "<br>".join(nested(line, _tagged, escaped) for line in lines)


def _tagged(mark: str, words: Line, inside: str) -> str:
    if mark == "href":
        return f'<a href="{escape(words[0].href)}" rel="{REL}">{inside}</a>'
    return f"<strong>{inside}</strong>" if mark == "strong" else f"<em>{inside}</em>"


def escaped(text: str) -> str:
    return escape(text, quote=False)


def nested(line: Line, wrap: Wrap, write: Callable[[str], str], marks: tuple[str, ...] = ("strong", "emphasis", "href")) -> str:
    """The line with its marks around its words, the longest outermost."""
    parts, at = [], 0
    while at < len(line):
        reach, mark = max(((_reach(line, at, mark), mark) for mark in marks), key=lambda found: found[0], default=(0, ""))
        if reach:
            run = line[at : at + reach]
            parts.append(wrap(mark, run, nested(run, wrap, write, tuple(one for one in marks if one != mark))))
        else:
            parts.append(write(line[at].text))
        at += reach or 1
    return "".join(parts)


def _reach(line: Line, at: int, mark: str) -> int:
    """How many words from here on have the same mark."""
    value = getattr(line[at], mark)
    end = at
    while value and end < len(line) and getattr(line[end], mark) == value:
        end += 1
    return end - at
