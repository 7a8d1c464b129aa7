"""Plain text into the tree: paragraphs, and the lists and quotations that people type anyway."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from forum.html.accepting import MAX_SOURCE, accepted, is_visible
from forum.html.blocks import MAX_DEPTH, Block, Paragraph, Points, Quote, Tree
from forum.html.marks import read_line
from forum.html.writing_html import to_html

_QUOTED = re.compile(r" *>(?: |$|(?=>))")
_POINT = re.compile(r"( *)(?:[-*•·▪◦]|(\d{1,5})[.)]) +(?=.*[^\s*•·▪◦>-])")


def from_plain(text: str, limit: int = MAX_SOURCE) -> str:
    """What was typed in a textarea → our HTML.

    A blank line parts paragraphs. Lines that begin with "- ", "* " or "• " are a list, from "1. " on a numbered one, with "> "
    a quotation; indented lines belong to the entry above. **bold**, _italic_, [words](https://address), bare addresses.
    """
    text = unicodedata.normalize("NFC", accepted(text, limit))
    return to_html(_blocks([_flat(line) for line in text.split("\n")]))


def _flat(line: str) -> str:
    """Spaces of any kind as spaces, none at the end, nothing where nothing can be seen."""
    line = re.sub(r"[^\S\t]", " ", line).expandtabs(4).rstrip()
    return line if is_visible(line) else ""


def _blocks(lines: Iterable[str], depth: int = 0) -> Tree:
    lines = [line for line, run in groupby(lines) for line in ([line] if not line else run)]  # blank lines one at a time
    blocks: Tree = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        begins = _begins(lines[at], depth)
        read = _read_quote if begins == "quote" else _read_points if begins else _read_paragraph
        block, at = read(lines, at, depth)
        blocks += [block] if block else []
    return blocks


def _begins(line: str, depth: int) -> str:
    """What a line begins, if anything but a paragraph. A numbered list begins with its 1, so that "2019." can open a sentence."""
    if depth >= MAX_DEPTH:
        return ""
    if _QUOTED.match(line):
        return "quote"
    point = _POINT.match(line)
    return "points" if point and point[2] in (None, "1") else ""


def _read_paragraph(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    first = at
    while at < len(lines) and lines[at] and (at == first or not _begins(lines[at], depth)):
        at += 1
    read = tuple(filter(None, map(read_line, lines[first:at])))
    return (Paragraph(read) if read else None), at


def _read_quote(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    inside = []
    while at < len(lines) and (sign := _QUOTED.match(lines[at])):
        inside.append(lines[at][sign.end() :])
        at += 1
    blocks = _blocks(inside, depth + 1)
    return (Quote(tuple(blocks)) if blocks else None), at


def _read_points(lines: list[str], at: int, depth: int) -> tuple[Block | None, int]:
    base, numbered = _indent(lines[at]), bool(_POINT.match(lines[at])[2])
    entries = []
    while at < len(lines) and (sign := _sibling(lines[at], base, numbered)):
        entry = [lines[at][sign.end() :]]
        at += 1
        while at < len(lines) and _indent(lines[at] or _next(lines, at)) >= base + 2:
            entry.append(lines[at][min(_indent(lines[at]), sign.end()) :])
            at += 1
        entries.append(tuple(_blocks(entry, depth + 1)))
        if at < len(lines) and not lines[at] and _sibling(_next(lines, at), base, numbered):
            at += 1
    entries = [entry for entry in entries if entry]
    return (Points(tuple(entries), numbered) if entries else None), at


def _sibling(line: str, base: int, numbered: bool) -> re.Match | None:
    sign = _POINT.match(line)
    return sign if sign and bool(sign[2]) == numbered and len(sign[1]) < base + 2 else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _next(lines: list[str], at: int) -> str:
    return lines[at + 1] if at + 1 < len(lines) else ""
