"""A mail that came as HTML alone, as text. Read by the site's own reading of HTML (forum/html), after what mail programs put around words is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forum import html

SOURCE_AT_MOST = 400_000  # characters looked at
WORDS_AT_MOST = 60_000  # characters of what is left: what comes behind was quoted long ago
TAGS_AT_MOST = 1_500

_SILENCE = re.compile(r"<!--|<(head|style|script|title|template|noscript|svg)\b")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,12})\b([^<>]{0,4000})>|<![^<>]{0,4000}>", re.I)
_KEPT = {"p", "br", "div", "strong", "b", "em", "i", "a", "blockquote", "ul", "ol", "li"}
_PARTS = {"h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "hr", "pre", "section", "article", "dl", "dt", "dd"}
_HREF = re.compile(r"""\bhref\s*=\s*("[^"]{0,2000}"|'[^']{0,2000}')""", re.I)


def text_of_html(source: str) -> str:
    """Its words with lists, links and quotations as one types them; blank when it cannot be read."""
    kept = "".join(_kept(_spoken(source[:SOURCE_AT_MOST])))
    try:
        return html.to_plain(html.clean(kept, WORDS_AT_MOST + 20_000))
    except html.WordsRefused:
        return ""


def _spoken(source: str) -> str:
    """Without styles, scripts and notes to programs, whether they end or not."""
    found, at = [], 0
    low = source.lower()
    while at < len(source):
        begins, ends = _next_silence(low, at)
        found.append(source[at:begins])
        at = ends
    return "".join(found)


def _next_silence(low: str, at: int) -> tuple[int, int]:
    begin = _SILENCE.search(low, at)
    if not begin:
        return len(low), len(low)
    end = "-->" if not begin[1] else f"</{begin[1]}"
    found = low.find(end, begin.end())
    if found < 0:
        return begin.start(), len(low)
    closed = found + len(end) if not begin[1] else low.find(">", found) + 1
    return begin.start(), closed or len(low)


def _kept(source: str) -> Iterator[str]:
    """Words with the tags that we know, as many as we take."""
    at = length = kept = 0
    for tag in _TAG.finditer(source):
        words = source[at : tag.start()].replace("<", "&lt;")
        at, length = tag.end(), length + len(words)
        yield words
        if length > WORDS_AT_MOST or kept > TAGS_AT_MOST:
            return
        written = _written(tag)
        kept += written.startswith("<")
        yield written
    yield source[at : at + max(0, WORDS_AT_MOST - length)].replace("<", "&lt;")


def _written(tag: re.Match) -> str:
    name = (tag[2] or "").lower()
    if name in _PARTS:
        return "<br>"
    if name not in _KEPT:
        return " " if name in ("td", "th") else ""
    href = _HREF.search(tag[3]) if name == "a" and not tag[1] else None
    return f"<a href={href[1]}>" if href else f"<{tag[1]}{name}>"
