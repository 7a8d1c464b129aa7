"""A saved HTML page into lines, with what its markup says about headings, lists and bold words.

Only structure and words are taken; nothing of the markup itself goes further.
"""

import re
from html.parser import HTMLParser

from django.utils.translation import gettext_noop

from guide.endnote_words import TO_THE_GUIDE
from guide.importing import outline
from guide.importing.lines import PARAGRAPH_GAP, SECTION_GAP, Kind, Line, Run, plain, trimmed
from guide.importing.notes import RAISED

PICTURE = gettext_noop("picture")
WINDOW_TITLE = gettext_noop("title of the browser’s window")
MOST_TAGS = 40_000
MOST_UNCLOSED = 100
"""Tags that begin and never end. The parser takes quadratic time over them."""
SKIPPED = {"script", "style", "noscript", "template", "svg", "select", "textarea", "object", "iframe", "button"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
BLOCKS = {
    "p", "div", "table", "thead", "tbody", "tr", "td", "th", "section", "article", "aside", "main", "nav", "header", "footer",
    "form", "fieldset", "blockquote", "dl", "dt", "dd", "center", "figure", "figcaption", "pre", "hr", "body", "address",
}  # fmt: skip
BOLD = {"b", "strong"}
ITALIC = {"i", "em"}
COLUMNS = 4
"""How far a list inside a list is set in, as a text file would."""
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,300})", re.IGNORECASE)
CANONICAL = re.compile(r"<link\s[^>]{0,200}?rel=[\"']canonical[\"'][^>]{0,200}?href=[\"']([^\"'>]{1,300})", re.IGNORECASE)
RAISING = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
TO_A_NOTE = re.compile(r"(?:\S*appendix\S*|#\S+)\Z", re.IGNORECASE)
OUTWARD = re.compile(r"(?:https?://|mailto:)\S+\Z", re.IGNORECASE)
GUIDE_HOSTS = re.compile(r"https?://(?:www\.)?communityschools\.org(?:/|\Z)", re.IGNORECASE)


def link_of(address: str) -> str:
    """Outward addresses as they are, `guide:` and the place for a page of the guide, blank for everything else."""
    if OUTWARD.match(address) and not GUIDE_HOSTS.match(address):
        return address
    place = outline.place_linked(address) if address and not address.startswith("#") else None
    return "" if place is None else f"{TO_THE_GUIDE}{place}"


class Damaged(Exception):
    """The markup is none that a browser saves: the parser would take minutes over it."""


def lines(text: str) -> list[Line]:
    """The lines of an HTML page in reading order; hidden boxes (the guide's popups) stand apart from what is around them."""
    text = _without_comments(text)
    if text.count("<") > MOST_TAGS or _unclosed_tags(text) > MOST_UNCLOSED:
        raise Damaged
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    return page.lines


def saved_from(text: str) -> str:
    """The address that a browser noted when it saved the page; empty when it did not."""
    head = text[:8000]
    found = SAVED_FROM.search(head) or CANONICAL.search(head)
    return found[1] if found else ""


def _without_comments(text: str) -> str:
    """The page without its comments. The parser takes quadratic time over comments that are never closed."""
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        kept.append(text[position:start])
        end = text.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        position = end + 3
    return "".join([*kept, text[position:]])


def _unclosed_tags(text: str) -> int:
    return sum(">" not in piece for piece in text.split("<")[1:] if piece[:1].isalpha() or piece[:1] in "/!?")


def _figure(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else otherwise


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.kind = Kind.TEXT
        self.gap = 0
        self.skipping = ""
        self.skipped_depth = 0
        self.bold = self.italic = 0
        self.link = ""
        self.raised: list[str] = []
        self.lists: list[str] = []
        self.numbers: list[int] = []
        self.hidden: list[str] = []
        self.milestones_map: list[str] = []
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping:
            self.skipped_depth += tag == self.skipping
            return
        given = {name: value or "" for name, value in attrs}
        if tag in SKIPPED:
            self.skipping, self.skipped_depth = tag, 1
        elif tag == "title":
            self.end_line()
            self.in_title = True
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._picture(given.get("alt", ""))
        elif tag == "area":
            self.milestones_map.append(given.get("alt") or given.get("title", ""))
        elif tag in LISTS or tag == "li" or tag in HEADINGS or tag in BLOCKS:
            self._start_block(tag, given)
        else:
            self._start_words(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in SKIPPED:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipped_depth -= tag == self.skipping
            if not self.skipped_depth:
                self.skipping = ""
        elif tag == "title":
            self.end_line(WINDOW_TITLE)
            self.in_title = False
        elif tag == "map":
            self._end_map()
        elif tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in ITALIC:
            self.italic = max(0, self.italic - 1)
        elif tag in self.raised:
            self.raised.pop()
            self.link = "" if tag == "a" else self.link
        elif tag == "a":
            self.link = ""
        elif tag in LISTS or tag == "li" or tag in HEADINGS or tag in BLOCKS:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self.skipping or not data:
            return
        raised = bool(self.raised) and bool(RAISED.match(data))
        self.runs.append(Run(data.replace("\u00a0", " "), bold=bool(self.bold), italic=bool(self.italic), link=self.link, raised=raised))

    def end_line(self, chrome: str = "") -> bool:
        """Put the words gathered so far on the page; False when there were none."""
        runs = trimmed(self.runs)
        self.runs = []
        if not runs:
            return False
        indent = COLUMNS * len(self.lists) if self.kind in (Kind.BULLET, Kind.NUMBER) else 0
        label = str(self.numbers[-1]) if self.kind is Kind.NUMBER and self.numbers else ""
        self.lines.append(Line(len(self.lines) + 1, runs, kind=self.kind, indent=indent, gap=self.gap, chrome=chrome, label=label))
        self.gap = 0
        if not self.lists:
            self.kind = Kind.TEXT
        return True

    def _start_block(self, tag: str, given: dict[str, str]) -> None:
        if self._inside_an_entry() and tag not in LISTS and tag != "li":
            self.runs.append(Run(" "))
            return
        self.end_line()
        if tag in LISTS:
            self.lists.append(tag)
            self.numbers.append(_figure(given.get("start", ""), 1) - 1)
        elif tag == "li":
            self.kind = Kind.NUMBER if self.lists[-1:] == ["ol"] else Kind.BULLET
            self.lists, self.numbers = self.lists or ["ul"], self.numbers or [0]
            self.numbers[-1] = _figure(given.get("value", ""), self.numbers[-1] + 1)
        else:
            self.kind = Kind.HEADING if tag in HEADINGS else Kind.TEXT
            self.gap = max(self.gap, PARAGRAPH_GAP)
        if HIDDEN.search(given.get("style", "")):
            self.hidden.append(tag)
            self.gap = max(self.gap, SECTION_GAP)

    def _end_block(self, tag: str) -> None:
        if self._inside_an_entry() and tag not in LISTS and tag != "li":
            self.runs.append(Run(" "))
            return
        was_empty = not self.end_line()
        self.bold = self.italic = 0
        self.raised = []
        if tag in LISTS and self.lists:
            self.lists.pop()
            self.numbers.pop()
        if tag == "p" and was_empty:
            self.gap += 1
        if tag not in LISTS and tag != "li":
            self.gap = max(self.gap, PARAGRAPH_GAP)
        self.kind = Kind.TEXT
        if self.hidden[-1:] == [tag]:
            self.hidden.pop()
            self.gap = max(self.gap, SECTION_GAP)

    def _inside_an_entry(self) -> bool:
        return bool(self.lists) and self.kind in (Kind.BULLET, Kind.NUMBER)

    def _start_words(self, tag: str, given: dict[str, str]) -> None:
        if tag == "sup" or RAISING.search(given.get("style", "")) or (tag == "a" and TO_A_NOTE.match(given.get("href", "").strip())):
            self.raised.append(tag)
        elif self.raised[-1:] == [tag]:
            self.raised.append(tag)  # one inside its like, which ends first
        if tag in BOLD:
            self.bold += 1
        elif tag in ITALIC:
            self.italic += 1
        elif tag == "a":
            self.link = link_of(given.get("href", "").strip())

    def _break(self) -> None:
        if self._inside_an_entry():
            self.runs.append(Run(" "))
        elif not self.end_line():
            self.gap += 1

    def _picture(self, alt: str) -> None:
        alt = re.sub(r"\s+", " ", alt).strip()
        if not alt:
            return
        runs, self.runs = self.runs, []
        if trimmed(runs):
            self.runs = runs
            self.end_line()
        self.lines.append(plain(len(self.lines) + 1, alt, chrome=PICTURE))

    def _end_map(self) -> None:
        self.end_line()
        names = " ".join(name.strip() for name in self.milestones_map if name.strip())
        if names:
            self.lines.append(plain(len(self.lines) + 1, f"imagemap {names}"))
        self.milestones_map = []
