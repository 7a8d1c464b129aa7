"""The tree with other lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from forum.html.blocks import Block, Line, Paragraph, Points, Quote, Tree

Change = Callable[[Line, bool], Line]  # the line, and whether it stands in a quotation


def relined(blocks: Iterable[Block], change: Change, *, quoted: bool = False) -> Tree:
    """Each line as `change` gives it back; all else as it was."""
    return [_relined(block, change, quoted) for block in blocks]


def _relined(block: Block, change: Change, quoted: bool) -> Block:
    match block:
        case Paragraph(lines):
            return Paragraph(tuple(change(line, quoted) for line in lines))
        case Points(entries, numbered):
            return Points(tuple(tuple(relined(entry, change, quoted=quoted)) for entry in entries), numbered)
        case Quote(inside):
            return Quote(tuple(relined(inside, change, quoted=True)))
