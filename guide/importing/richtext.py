"""Lines into the rich text of a block. Every word is escaped here; the only tags are the ones written here."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from guide.importing.lines import Kind, Line, Run, cut

DEEPEST = 4
"""Lists inside lists; what the source nests deeper is drawn at this depth."""
MOST_WORDS = 12
LONGEST_LEAD_IN = 150
ORDINARY_OPENERS = frozenset(
    "the this these those it they we he she in for as if when while although however there some many most such a an their its our one"
    " on at by after before because since with without from to during once until though yes no not every each all both these".split()
)
"""Words that begin ordinary sentences; a lead-in says what to do or names a thing."""
ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|Dr|Mr|Ms|Mrs|St|No|vs|Jr|Sr|etc|Inc|Ave)|\b[a-zA-Z]\.[a-zA-Z])\.\Z")
SENTENCE_END = re.compile(r"[.!?][\"”’)]?(?=\s)")
COLON_LEAD_IN = re.compile(r"[A-Z][^.!?:;]{1,50}:(?=\s+\S)")


def rich_text(lines: Sequence[Line], heading: str = "h4") -> str:
    """Paragraphs, nested lists and sub-headings."""
    pieces = []
    for is_listed, group in groupby(lines, key=lambda line: line.is_listed):
        if is_listed:
            pieces.append(_listing(list(group), depth=1))
            continue
        for line in group:
            pieces.append(_paragraph(line, heading))
    return "".join(pieces)


def _paragraph(line: Line, heading: str) -> str:
    if line.kind is Kind.HEADING:
        return f"<{heading}>{inline(line.runs, plain=True)}</{heading}>"
    if line.kind is Kind.CAPTION:
        return f"<p><i>{escape(line.text, quote=False)}</i></p>"
    return f"<p>{inline(line.runs)}</p>"


def inline(runs: Sequence[Run], plain: bool = False) -> str:
    return "".join(_one(run, plain) for run in runs)


def plain_text(html: str) -> str:
    """The words of rich text made here."""
    text = re.sub(r"<[^>]+>", " ", html)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def lead_in(text: str) -> int:
    """The length of the sentence that leads a paragraph in ("Reach out. Given that…"); 0 where there is none."""
    for end in SENTENCE_END.finditer(text[:LONGEST_LEAD_IN]):
        sentence = text[: end.end()]
        if ABBREVIATION.search(sentence):
            continue
        words = sentence.split()
        is_lead_in = len(words) <= MOST_WORDS and words[0][0].isupper() and words[0].casefold() not in ORDINARY_OPENERS
        return end.end() if is_lead_in and end[0][0] in ".!" and not re.match(r"\d", sentence) else 0
    return 0


def bold_start(line: Line) -> int:
    """The length of the words in bold that a line begins with; 0 where it begins plainly or is bold to its end."""
    length = 0
    for run in line.runs:
        if not run.bold:
            break
        length += len(run.text)
    return 0 if length == len(line.text) else length


def _one(run: Run, plain: bool) -> str:
    text = escape(run.text, quote=False)
    if run.italic:
        text = f"<i>{text}</i>"
    if run.bold and not plain:
        text = f"<b>{text}</b>"
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text


def _listing(lines: list[Line], depth: int) -> str:
    level = lines[0].indent
    entries: list[tuple[Line, list[Line]]] = []
    for line in lines:
        is_below = line.indent > level + 1 and entries and depth < DEEPEST
        if is_below:
            entries[-1][1].append(line)
        else:
            entries.append((line, []))
    return "".join(_one_list(kind, list(group), depth) for kind, group in groupby(entries, key=lambda entry: entry[0].kind))


def _one_list(kind: Kind, entries: list[tuple[Line, list[Line]]], depth: int) -> str:
    tag = "ol" if kind is Kind.NUMBER else "ul"
    led_in = sum(bool(_entry_lead_in(line)) for line, _below in entries) * 2 > len(entries)
    inside = "".join(f"<li>{_entry(line, led_in)}{_listing(below, depth + 1) if below else ''}</li>" for line, below in entries)
    return f"<{tag}>{inside}</{tag}>"


def _entry(line: Line, led_in: bool) -> str:
    """A list entry, its own lead-in in bold ("Keep trying! Do not…") in a list where most entries have one."""
    end = _entry_lead_in(line) if led_in else 0
    if not end:
        return inline(line.runs)
    return f"<b>{inline(cut(line.runs, 0, end))}</b> {inline(cut(line.runs, end))}"


def _entry_lead_in(line: Line) -> int:
    """The length of what leads an entry in; 0 where the file itself says what is bold."""
    if any(run.bold for run in line.runs):
        return 0
    colon = COLON_LEAD_IN.match(line.text)
    return lead_in(line.text) or (colon.end() if colon else 0)
