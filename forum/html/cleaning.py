"""HTML as an editor sends it into ours. The only import of bleach."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape, unescape

import bleach
from django.utils.translation import gettext_lazy as _

from forum.html.accepting import MAX_SOURCE, WordsRefused, accepted
from forum.html.addresses import address
from forum.html.reading_html import OURS, tree
from forum.html.reading_text import from_plain
from forum.html.writing_html import to_html

MAX_TAGS = 2_000  # "<" in front of the parser, whose worst case grows with their square
MAX_OPEN = 100  # tags open at once, for the same reason

_ANY_TAG = re.compile(r"<[a-z/!?]", re.I)
_PARTING = {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "section", "article", "table", "tr", "dl", "dt", "dd", "figure"}
_NAMED_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)([^>]*)>|<[/!?][^>]*>", re.I)
_HREF = re.compile(r"""(?:^|[\s"'/])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)


def clean(source: str, limit: int = MAX_SOURCE) -> str:
    """HTML as an editor sends it → our HTML. Words without a single tag are read as plain text.

    Cleaning twice changes nothing.
    """
    source = accepted(source, limit)
    if not _ANY_TAG.search(source):
        return from_plain(source, limit)
    if source.count("<") > MAX_TAGS:
        raise _too_many_marks()
    return to_html(tree(_sanitized(source)))


def _sanitized(source: str) -> str:
    """Through bleach, which reads HTML as a browser does. It is given bare tags only: attributes and odd tags make it slow."""
    cleaner = bleach.Cleaner(tags=OURS, attributes={"a": ["href"]}, protocols={"http", "https", "mailto"}, strip=True)
    return cleaner.clean("".join(_bare(source)))


def _bare(source: str) -> Iterator[str]:
    at = 0
    still_open: Counter[str] = Counter()
    for tag in _NAMED_TAG.finditer(source):
        yield source[at : tag.start()].replace("<", "&lt;")
        at = tag.end()
        name = (tag[2] or "").lower()
        if name in OURS:
            yield _bare_tag(tag[1], name, tag[3])
            if name not in ("br", "p", "li"):
                still_open[name] = max(0, still_open[name] + (-1 if tag[1] else 1))
                if still_open.total() > MAX_OPEN:
                    raise _too_many_marks()
        elif name in _PARTING:
            yield "<br><br>"
        elif name in ("td", "th"):
            yield " "
    yield source[at:].replace("<", "&lt;")


def _bare_tag(closing: str, name: str, attributes: str) -> str:
    if name != "a" or closing:
        return f"<{closing}{name}>"
    found = _HREF.search(attributes)
    href = address(unescape(found[1] or found[2] or found[3] or "")) if found else ""
    return f'<a href="{escape(href)}">'


def _too_many_marks() -> WordsRefused:
    sentence = _("There is more formatting in this than we can read. Paste it as plain text, or take some of the formatting out.")
    return WordsRefused(sentence, "too_many_marks")
