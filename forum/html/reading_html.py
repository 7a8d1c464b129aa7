"""Our HTML into the tree."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby

from forum.html.addresses import address
from forum.html.blocks import MAX_DEPTH, Block, Paragraph, Points, Quote, Tree, Words
from forum.html.lines import line_of

OURS = ("p", "br", "div", "strong", "b", "em", "i", "a", "blockquote", "ul", "ol", "li")
_ATTRIBUTE = r"""(?:\s+href=(?:"([^"]*)"|'([^']*)'))?(?:\s+rel="[a-z ]*")?\s*/?"""
OUR_TAG = re.compile(rf"<(/?)({'|'.join(OURS)}){_ATTRIBUTE}>", re.I)
MARKS_WITHIN_A_LINE = re.compile(rf"</?(?:strong|em|a){_ATTRIBUTE}>")


def tree(html: str) -> Tree:
    """Our HTML → the tree. Safe for any string: what is not exactly one of our tags is taken as words."""
    reader = _Reader()
    at = 0
    for tag in OUR_TAG.finditer(html):
        reader.words(html[at : tag.start()])
        reader.tag(tag[2].lower(), closing=bool(tag[1]), href=unescape(tag[3] or tag[4] or ""))
        at = tag.end()
    reader.words(html[at:])
    return reader.finished()


@dataclass(slots=True)
class _Frame:
    """An open list, entry or quotation. A flat one writes into the one around it."""

    kind: str
    blocks: list = field(default_factory=list)
    lines: list[list[Words]] = field(default_factory=lambda: [[]])
    depth: int = 0
    flat: bool = False
    implied: bool = False

    @property
    def takes_entries(self) -> bool:
        return self.kind in ("ul", "ol") and not self.flat


class _Reader:
    """Builds the tree from tags and words as they come, in any order."""

    def __init__(self) -> None:
        self.frames = [_Frame("root")]
        self.open: Counter[str] = Counter()
        self.strong = self.emphasis = 0
        self.hrefs: list[str] = []

    def words(self, source: str) -> None:
        if not source or (self.frames[-1].takes_entries and not source.strip()):
            return
        self._have_a_place()
        href = self.hrefs[-1] if self.hrefs else ""
        self.frames[-1].lines[-1].append(Words(unescape(source), self.strong > 0, self.emphasis > 0, href))

    def tag(self, name: str, *, closing: bool, href: str) -> None:
        step = -1 if closing else 1
        if name in ("strong", "b"):
            self.strong = max(0, self.strong + step)
        elif name in ("em", "i"):
            self.emphasis = max(0, self.emphasis + step)
        elif name == "a":
            self._link(closing, href)
        elif name == "br":
            self._have_a_place()
            self.frames[-1].lines.append([])
        elif name in ("p", "div"):
            self._end_paragraph()
        elif closing:
            self._leave(name)
        else:
            self._enter(name)

    def finished(self) -> Tree:
        while len(self.frames) > 1:
            self._pop()
        self._end_paragraph()
        return self.frames[0].blocks

    def _link(self, closing: bool, href: str) -> None:
        if not closing:
            self.hrefs.append(address(href))
        elif self.hrefs:
            self.hrefs.pop()

    def _have_a_place(self) -> None:
        """Words straight in a list get an entry."""
        if self.frames[-1].takes_entries:
            self._enter("li", implied=True)

    def _enter(self, kind: str, implied: bool = False) -> None:
        if kind == "li" and self.frames[-1].implied:
            self._pop()
        if kind != "li":
            self._have_a_place()
        self._end_paragraph()
        above = self.frames[-1]
        flat = not above.takes_entries if kind == "li" else above.depth >= MAX_DEPTH
        depth = above.depth + (kind != "li" and not flat)
        self.frames.append(_Frame(kind, above.blocks if flat else [], depth=depth, flat=flat, implied=implied))
        self.open[kind] += 1

    def _leave(self, kind: str) -> None:
        while self.open[kind]:
            if self._pop().kind == kind:
                return

    def _pop(self) -> _Frame:
        self._end_paragraph()
        frame = self.frames.pop()
        self.open[frame.kind] -= 1
        if frame.blocks and not frame.flat:
            self.frames[-1].blocks.append(_closed(frame))
        return frame

    def _end_paragraph(self) -> None:
        frame = self.frames[-1]
        lines = [line_of(pieces) for pieces in frame.lines]
        frame.lines = [[]]
        frame.blocks += [Paragraph(tuple(run)) for filled, run in groupby(lines, bool) if filled]


def _closed(frame: _Frame) -> Block | tuple[Block, ...]:
    inside = tuple(frame.blocks)
    if frame.kind == "li":
        return inside
    return Quote(inside) if frame.kind == "blockquote" else Points(inside, numbered=frame.kind == "ol")
