"""Our HTML as plain text: for a textarea, for a letter, for a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import unescape

from forum.html.accepting import is_visible
from forum.html.addresses import links_itself
from forum.html.blocks import Block, Line, Paragraph, Points, Quote
from forum.html.marks import read_line
from forum.html.reading_html import MARKS_WITHIN_A_LINE, OUR_TAG, tree
from forum.html.writing_html import nested


def to_plain(html: str) -> str:
    """Our HTML → text for a textarea, such that `from_plain` gives the same HTML again for whatever it made itself."""
    return "\n".join(written(tree(html), _typed))


def text_of(html: str, limit: int | None = None) -> str:
    """All the words for a letter: "- " and "1. " before entries, "> " before quotations, "words (address)" for links.

    With a limit, cut at a word to that many characters.
    """
    text = "\n".join(written(tree(html), spoken))
    if limit is None or len(text) <= limit:
        return text
    kept = text[:limit]  # the last word may be cut: leave it out, unless it is all there is
    return (kept.rsplit(None, 1) or [""])[0][: limit - 1].rstrip() + "…"


def excerpt(html: str, words: int = 30) -> str:
    """The first words of our HTML on one line, without addresses and signs. Cheap enough for lists: it builds no tree."""
    found = unescape(OUR_TAG.sub(" ", MARKS_WITHIN_A_LINE.sub("", html))).split()
    return " ".join(found[:words]) + ("…" if len(found) > words else "")


def is_blank(html_or_text: str) -> bool:
    """Nothing a reader could see: empty tags, spaces of any width, invisible characters."""
    return not is_visible(unescape(OUR_TAG.sub("", html_or_text)))


def written(blocks: Iterable[Block], write: Callable[[Line], str], tight: bool = False) -> list[str]:
    """The lines of these blocks; a blank one between two, but none between an entry's words and its own list."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before and not (tight and isinstance(before, Paragraph) and isinstance(block, Points)):
            lines.append("")
        lines += _written_block(block, write)
        before = block
    return lines


def _written_block(block: Block, write: Callable[[Line], str]) -> Iterator[str]:
    match block:
        case Paragraph(lines):
            yield from map(write, lines)
        case Points(entries, numbered):
            for number, entry in enumerate(entries, start=1):
                sign = f"{number}. " if numbered else "- "
                for at, line in enumerate(written(entry, write, tight=True)):
                    yield f"{sign if at == 0 else ' ' * len(sign)}{line}" if line else ""
        case Quote(blocks):
            yield from (f"> {line}".rstrip() for line in written(blocks, write))


def _typed(line: Line) -> str:
    """As one would type it. Where signs would not be read back as marks (half a word in bold), the words without them."""
    typed = nested(line, _signed, str)
    return typed if read_line(typed) == line else spoken(line)


def _signed(mark: str, words: Line, inside: str) -> str:
    if mark != "href":
        return f"**{inside}**" if mark == "strong" else f"_{inside}_"
    return inside if links_itself(inside, words[0].href) else f"[{inside}]({words[0].href})"


def spoken(line: Line) -> str:
    return nested(line, _with_address, str)


def _with_address(mark: str, words: Line, inside: str) -> str:
    if mark != "href" or links_itself(inside, words[0].href):
        return inside
    shown = words[0].href.removeprefix("mailto:")
    return inside if inside == shown else f"{inside} ({shown})"
