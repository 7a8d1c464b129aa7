"""What a saved page carries of the old site around it: recognised, marked, and named in the report."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from guide.importing.lines import Line, fold
from guide.importing.outline import STAGES
from guide.importing.saved_html import PICTURE

CLOSE = gettext_noop("close button of a popup")
SYMBOLS = gettext_noop("symbols (See, Share, Discuss)")
PROMOTIONS = gettext_noop("promotion strip")
STAGE_BAR = gettext_noop("bar of the six stages")
GUIDE_BAR = gettext_noop("guide navigation bar")
MILESTONE_MAP = gettext_noop("image map of the milestones")
CONTENTS = gettext_noop("table of contents")
LABEL = gettext_noop("label that the page draws itself")
SYMBOL_SENTENCE = gettext_noop("sentence that points at a symbol")
ABOVE_THE_TITLE = gettext_noop("line above the title")
LONGEST_ABOVE = 200


def bar(*names: str) -> re.Pattern[str]:
    """Lines made of these names and separators alone."""
    choice = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:{choice}|[\s|<>»«›·•,–—-])+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Bar:
    """A row of links, on one line or on several: at least `least` of its names, and nothing else."""

    kind: str
    names: tuple[str, ...]
    least: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", bar(*self.names))
        choice = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
        object.__setattr__(self, "one", re.compile(rf"(?:{choice})", re.IGNORECASE))

    def found(self, text: str) -> set[str]:
        """Which of the names stand on the line; none when it holds anything else."""
        return {fold(name) for name in self.one.findall(text)} if self.whole.match(text) else set()


MILESTONE_TITLES = tuple(
    spelling for stage in STAGES for milestone in stage.milestones for title in (milestone.title, *milestone.also) for spelling in {
        title, title.replace("-", " "), title.replace("Rollout", "Roll-out"), title.replace("Plan to Plan", "Plan-to-Plan"),
    }
)  # fmt: skip
BARS = (
    Bar(STAGE_BAR, tuple(f"Stage {number}" for number in range(1, 7))),
    Bar(
        GUIDE_BAR,
        ("Guide Home", "Introduction", "Part I", "Part II", "Part III", "Part IV", "Part One", "Part Two", "Part Three", "Part Four",
         "Appendix", "Tools"),
    ),
    Bar(
        gettext_noop("site links"),
        ("Home", "About Community Schools", "Policy & Advocacy", "Policy", "Results", "Resources", "Your Leadership Role", "Media", "About Us",
         "Search", "National Forums", "National Forum", "Privacy Policy", "Site Map", "Contact Us", "Blog", "Newsletter", "Log In", "Login",
         "State Coalitions", "Partners", "Events", "News", "Donate"),
    ),
    Bar(MILESTONE_MAP, ("imagemap", *MILESTONE_TITLES), least=2),
    Bar(SYMBOLS, ("magnifying glass", "paper with a plus sign", "paper with plus sign", "paper with a plus", "people talking"), least=1),
)  # fmt: skip

PROMOTED = re.compile(
    r"Scaling Up Guide|Community Schools FAQs(?: - Answers to your questions)?|Coalition Publications(?: - Inner Pages)?"
    r"|Use data to tell your community school story!?|National Forum Recap|Community Schools Blog|Scaling Up Guide Webinar Series",
    re.IGNORECASE,
)
PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (CLOSE, r"\[?(?:x\s+)?close(?: this)?(?: box| window| popup)?\]?[.\s]*\Z"),
        (gettext_noop("back and forward links"), r"[«<‹←\s]*(?:back|forward|previous|next|back to top|top of page)[\s.|»>›→]*(?:forward|next)?[\s»>›→]*\Z"),
        (gettext_noop("address footer"), r"\d{3,5} .{0,60}Avenue.{0,200}\b(?:Tel|Fax|Washington, DC)\b"),
        (gettext_noop("copyright line"), r"(?:©|\(c\)|copyright\b|&copy;).{0,20}\d{4}|.{0,160}\bAll Rights Reserved\b"),
        (gettext_noop("“click here” line"), r"click (?:here|on)\b.{0,200}\Z|(?:printer|print)[- ]friendly (?:version|page).{0,60}\Z|print (?:this )?page\.?\Z"),
        (gettext_noop("link to more videos"), r"view more videos(?: here)?\.?\Z"),
        (SYMBOLS, r"(?:see what others are doing|share your stor(?:y|ies)|discuss with others)\.?\Z"),
        (gettext_noop("feedback link"), r"have feedback\? send us an e-?mail\.?\Z"),
        (LABEL, r"some things to think about:?\Z|milestones:\Z|videos?:\Z|stories from the field:?\Z"),
        (gettext_noop("skip link"), r"skip to (?:main )?(?:content|navigation)\.?\Z|jump to navigation\Z"),
    )
)


def mark(lines: Sequence[Line]) -> list[Line]:
    """The same lines, each that belongs to the old site marked with what it is."""
    marked = [_by_itself(line) for line in lines]
    for one in BARS:
        marked = _bars(marked, one)
    return _contents(marked)


def mark_above(lines: Sequence[Line], first_title: int) -> list[Line]:
    """The same lines, with every short one above the line of the first title marked: a bar that nobody knows. A sentence there stays text."""
    return [line.marked(ABOVE_THE_TITLE) if line.number < first_title and _is_short(line) else line for line in lines]


def _is_short(line: Line) -> bool:
    return not line.chrome and len(line.text) <= LONGEST_ABOVE and not re.search(r"[.!?:][”\"’)]*\Z", line.text)


def is_from_the_old_site(lines: Iterable[Line]) -> bool:
    """True when the page carries navigation that only the guide's pages had."""
    kinds = {line.chrome for line in lines}
    return bool(kinds & {STAGE_BAR, GUIDE_BAR, PROMOTIONS, MILESTONE_MAP})


def _by_itself(line: Line) -> Line:
    if line.chrome and line.chrome != PICTURE:
        return line
    text = line.text
    if len(PROMOTED.findall(text)) >= 2 or PROMOTED.fullmatch(text):
        return line.marked(PROMOTIONS)
    if is_breadcrumb(text):
        return line.marked(gettext_noop("breadcrumb"))
    for kind, pattern in PATTERNS:
        if pattern.match(text):
            return line.marked(kind)
    return line


def is_breadcrumb(text: str) -> bool:
    pieces = re.split(r"\s[>»›]\s", text) if len(text) < 200 else []
    return len(pieces) > 1 and all(0 < len(piece.strip()) < 70 for piece in pieces) and text[-1] not in ".!?"


def _bars(lines: list[Line], one: Bar) -> list[Line]:
    """Mark the bar wherever it stands: on one line, or a name a line."""
    marked = list(lines)
    row: list[int] = []
    found: set[str] = set()
    for index in range(len(lines) + 1):
        names = one.found(lines[index].text) if index < len(lines) and lines[index].chrome in ("", PICTURE) else set()
        if names:
            row.append(index)
            found |= names
            continue
        if len(found) >= one.least:
            for place in row:
                marked[place] = lines[place].marked(one.kind)
        row, found = [], set()
    return marked


def _contents(lines: list[Line]) -> list[Line]:
    """Mark the table of contents: its label and the Parts and Stages named after it."""
    marked, inside = [], False
    for line in lines:
        if not line.chrome and fold(line.text) == "table of contents":
            inside = True
            line = line.marked(CONTENTS)
        elif inside and not line.chrome:
            inside = bool(re.match(r"(?:part|stage|milestone) \d\b|appendix\Z|tools\Z|guide home\Z|acknowledg?ments", fold(line.text)))
            line = line.marked(CONTENTS) if inside else line
        marked.append(line)
    return marked
