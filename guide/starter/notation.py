"""The notation of the starter files: paragraphs, lists, bold and links, turned into rich text.

A blank line ends a paragraph or a list. `- ` begins a bullet and `1. ` a numbered line; two spaces of indent
nest a list in the line above. `**words**` are bold, `[words](address)` is a link, and `[[words]]` an endnote, in which a link may stand too. Everything else is text.
"""

import html
import re
from dataclasses import dataclass

from guide.endnote_words import TO_THE_GUIDE

ITEM = re.compile(r"(?P<indent> *)(?P<mark>-|\d+\.) +(?P<text>\S.*)")
BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
NOTE = re.compile(rf"\[\[((?:[^\[\]]|{LINK.pattern})+)\]\]")
ADDRESSES = ("https://", "mailto:", "/")


@dataclass
class Item:
    depth: int
    ordered: bool
    text: str


def to_html(text: str) -> str:
    """Rich text (p, ul, ol, li, b, a) with everything else escaped. Raises ValueError with a sentence."""
    chunks = re.split(r"\n[ \t]*\n", text.strip("\n"))
    return "".join(_chunk(chunk.rstrip().splitlines()) for chunk in chunks if chunk.strip())


def _chunk(lines: list[str]) -> str:
    if ITEM.fullmatch(lines[0]):
        return _list(_items(lines))
    for line in lines:
        if ITEM.fullmatch(line):
            raise ValueError(f"put a blank line before the list that begins “{line.strip()}”.")
    return f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


def _items(lines: list[str]) -> list[Item]:
    items: list[Item] = []
    for line in lines:
        match = ITEM.fullmatch(line)
        if match:
            items.append(Item(_depth(match, items), match["mark"] != "-", match["text"].strip()))
        else:
            items[-1].text += f" {line.strip()}"
    return items


def _depth(match: re.Match[str], above: list[Item]) -> int:
    depth, rest = divmod(len(match["indent"]), 2)
    deepest = above[-1].depth + 1 if above else 0
    if rest or depth > deepest:
        raise ValueError(f"indent “{match['text']}” by two spaces for each level.")
    return depth


def _list(items: list[Item]) -> str:
    tag = "ol" if items[0].ordered else "ul"
    rows = [f"<li>{_inline(item.text)}{_list(below) if below else ''}</li>" for item, below in _nested(items)]
    return f"<{tag}>{''.join(rows)}</{tag}>"


def _nested(items: list[Item]) -> list[tuple[Item, list[Item]]]:
    groups: list[tuple[Item, list[Item]]] = []
    for item in items:
        if item.depth == items[0].depth:
            groups.append((item, []))
        else:
            groups[-1][1].append(item)
    return groups


def _inline(text: str) -> str:
    escaped = html.escape(text, quote=False)
    return LINK.sub(_link, BOLD.sub(r"<b>\1</b>", NOTE.sub(_note, escaped)))


def _note(match: re.Match[str]) -> str:
    """As guide/endnotes.py finds it."""
    words = LINK.sub(_link_in_a_note, match[1])
    return f'<a linktype="endnote" note="{words.replace(chr(34), "&quot;")}">*</a>'


def _link_in_a_note(match: re.Match[str]) -> str:
    """To a place of the guide, not to its address, which a note cannot hold."""
    words, address = match[1], _checked(match[2])
    path, _hash, anchor = address.partition("#")
    if path.startswith("/"):
        address = f"{TO_THE_GUIDE}{path.strip('/')}" + (f"#{anchor}" if anchor else "")
    return f'&lt;a href="{address}"&gt;{words}&lt;/a&gt;'


def _link(match: re.Match[str]) -> str:
    return f'<a href="{_checked(match[2]).replace(chr(34), "&quot;")}">{match[1]}</a>'


def _checked(address: str) -> str:
    if not address.startswith(ADDRESSES) or address.startswith("//"):
        raise ValueError(f"the address “{address}” must begin with {', '.join(ADDRESSES)}.")
    return address
