"""The numbered notes of a saved page: the marks in its text, and the list that explains them.

The old site kept the list on a page of its own, the Guide Appendix, so a mark may name a note of another file. Until the notes are at hand
a mark stands in a draft's words as one character of Unicode's private planes, which no rule about headings or sentences sees. It stands before
the punctuation that it followed: there a sentence still ends with its full stop.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from guide.endnote_words import tidy
from guide.importing.lines import Kind, Line, Run, cut, fold, trimmed

FIRST = 0xF0000  # the private plane that no font and no page uses
MOST = 2_000  # marks of a page; its text stays as it is from there on
PLACE = re.compile(f"[{chr(FIRST)}-{chr(FIRST + MOST)}]")
SMALL_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
ROMAN = rf"(?:{SMALL_ROMAN}|(?=[IVXLC])C{{0,3}}(?:XC|XL|L?X{{0,3}})(?:IX|IV|V?I{{0,3}}))"
LABEL = rf"(?:\d{{1,3}}|{ROMAN})"
LABELS = rf"{LABEL}(?:\s?[,–-]\s?{LABEL}){{0,9}}"
RAISED = re.compile(rf"\s*[\[(]?({LABELS})[\])]?\s*\Z")
BRACKETED = rf" ?\[(?P<bracketed>{LABELS})\]"
SUPERSCRIPT = r"(?P<superscript>[⁰¹²³⁴-⁹]+)"
GLUED = rf"(?<=[a-z][a-z])(?:[.,;:!?][”’\"')]?|[”\")])(?P<glued>\d{{1,3}}|{SMALL_ROMAN})(?=\s|\Z|—)"
MARK = re.compile(f"{BRACKETED}|{SUPERSCRIPT}")
MARK_OR_GLUED = re.compile(f"{BRACKETED}|{SUPERSCRIPT}|{GLUED}")
ABBREVIATED = re.compile(r"\b(?:No|Nos|Vol|Fig|Sec|Ch|pp?|vs|approx|ca|Title|Part|Stage)\.\Z", re.IGNORECASE)
ENDS = re.compile(r"[.,;:!?]*[”’\"')]*\Z")
AFTER_A_MARK = re.compile(rf"{PLACE.pattern}{ENDS.pattern}")
SQUARED = re.compile(r"(?:\A|[\s\d])(?:m|km|cm|ft|mi|in|yd)\Z")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
LIST_HEADINGS = {"notes", "endnotes", "end notes", "footnotes", "references", "notes and references", "endnotes and references", "sources"}
NUMBERED = re.compile(rf"(?:(?P<sure>\[{LABEL}\][.:]?|[⁰¹²³⁴-⁹]+)|\((?P<round>{LABEL})\)|(?P<stopped>{LABEL})[.):]|(?P<bare>\d{{1,3}})(?=\s))\s*(?=\S)")
WIDEST_STEP = 4
"""Numbers that may be missing from a list of notes."""
MOST_AT_ONCE = 20
LONGEST_SECTION = 100
WAY_BACK = re.compile(r"\s*[↑↩⤴^]+\s*\Z")


@dataclass(frozen=True)
class Mark:
    """Where a text names notes: their numbers, and how that was written. `behind` what ends a sentence, as most stand."""

    numbers: tuple[int, ...]
    written: str
    behind: bool = False
    guessed: str = ""


@dataclass(frozen=True)
class ListedNote:
    """An entry of a list of notes. `section` is the heading that it stood under, for lists that begin again there."""

    number: int
    words: str
    section: str = ""
    written: str = ""


@dataclass
class Marked:
    """The lines of a page with a character of the private plane for each mark of `marks`, in order."""

    lines: list[Line]
    marks: list[Mark] = field(default_factory=list)


@dataclass
class Noted:
    """A page's lines without its list of notes, and the list. `headings` stood over nothing but notes."""

    rest: list[Line] = field(default_factory=list)
    notes: list[ListedNote] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)


def number_of(label: str) -> int:
    """Of “12”, “xii”, “XII” or “¹²”."""
    label = label.translate(SUPERSCRIPTS)
    if label.isdecimal():
        return int(label)
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in label.casefold()]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def place_of(index: int) -> str:
    return chr(FIRST + index)


def index_of(place: str) -> int:
    return ord(place) - FIRST


def without_marks(line: Line) -> str:
    """The words of a line that may be a title."""
    return MARK.sub("", "".join(run.text for run in line.runs if not run.raised))


def with_marks(lines: Sequence[Line]) -> Marked:
    """Where the file itself raises its marks or brackets them, those alone count; else a figure that is glued to the end of a sentence does."""
    sure = any(run.raised or MARK.search(run.text) for line in lines if not line.chrome for run in line.runs)
    marked = Marked([])
    for line in lines:
        marked.lines.append(line if line.chrome else _with_marks(line, marked.marks, MARK if sure else MARK_OR_GLUED))
    return marked


def _with_marks(line: Line, marks: list[Mark], pattern: re.Pattern[str]) -> Line:
    runs: list[Run] = []
    for run in line.runs:
        if len(marks) >= MOST:
            runs.append(replace(run, raised=False))
        elif run.raised and (label := RAISED.match(run.text)) and not (runs and SQUARED.search(runs[-1].text)):
            _put(runs, Mark(_numbers(label[1]), run.text.strip()), marks)
        else:
            run = replace(run, raised=False)
            _cut_at_marks(run, runs, marks, pattern)
    return line if tuple(runs) == line.runs else replace(line, runs=trimmed(runs))


def _cut_at_marks(run: Run, runs: list[Run], marks: list[Mark], pattern: re.Pattern[str]) -> None:
    position = 0
    for found in pattern.finditer(run.text):
        given = found.groupdict()
        start = found.start("glued") if given.get("glued") else found.start()
        if given.get("glued") and ABBREVIATED.search(run.text[:start]):
            continue
        runs.append(replace(run, text=run.text[position:start]))
        label = given["bracketed"] or given["superscript"] or given["glued"]
        guessed = run.text[max(0, start - 24) : found.end()] if given.get("glued") else ""
        _put(runs, Mark(_numbers(label), run.text[start : found.end()], guessed=guessed), marks)
        position = found.end()
    runs.append(replace(run, text=run.text[position:]))


def _put(runs: list[Run], mark: Mark, marks: list[Mark]) -> None:
    """Put the mark at the end of what stands before it, in front of the punctuation there."""
    if len(runs) > 1 and runs[-1].text.strip() == "," and AFTER_A_MARK.search(runs[-2].text):
        runs.pop()  # between two marks
    before = runs.pop() if runs else Run("")
    text = before.text.rstrip()
    end = ENDS.search(text)[0]
    marks.append(replace(mark, behind=bool(end)))
    words = text.removesuffix(end) if end else text
    runs.append(replace(before, text=f"{words}{place_of(len(marks) - 1)}{end}{before.text[len(text) :]}", raised=False))


def _numbers(labels: str) -> tuple[int, ...]:
    """“1, 3–5” are four notes."""
    numbers: list[int] = []
    for piece in re.split(r"\s?,\s?", labels):
        first, *last = [number_of(label) for label in re.split(r"\s?[–-]\s?", piece)]
        numbers.extend(range(first, min(last[-1], first + MOST_AT_ONCE) + 1) if last else [first])
    return tuple(numbers)


def without_list(lines: Sequence[Line], *, whole_page: bool) -> Noted:
    """Take the entries of a list of notes. On a page that is no list as a whole, a heading or its brackets tell it from another list."""
    return _Taking(lines, whole_page).noted


class _Taking:
    """Goes through the lines of a page and takes those of its notes."""

    def __init__(self, lines: Sequence[Line], whole_page: bool) -> None:
        self.noted = Noted()
        self.whole_page = whole_page
        self.own = [line for line in lines if not line.chrome]
        self.heading: Line | None = None
        self.is_open = False  # the line before was of a note
        self.last = 0
        self.indent = 0
        position = 0
        for line in lines:
            if line.chrome:
                self.noted.rest.append(line)
            else:
                self._take(line, self.own[position + 1] if position + 1 < len(self.own) else None)
                position += 1

    def _take(self, line: Line, following: Line | None) -> None:
        if self._begins_a_note(line):
            self._begin(line)
        elif self.is_open and self._goes_on(line, following):
            self._go_on(line)
        else:
            self.is_open = False
            if self._heads_a_list(line, following):
                self.heading, self.last = line, 0
            elif not self.whole_page:
                self.heading = None
            self.noted.rest.append(line)

    def _begins_a_note(self, line: Line) -> bool:
        number, is_sure, is_bare, _length = _label(line)
        if not number or (line.kind is Kind.NUMBER and self.is_open and line.indent > self.indent):
            return False
        if not (self.whole_page or is_sure or self.is_open or self.heading):
            return False
        if self.last == 0:
            return number == 1 or is_sure or (not self.whole_page and not is_bare)
        step = number - self.last
        return step == 1 or (0 < step <= WIDEST_STEP and not is_bare) or (number == 1 and self.whole_page and not is_bare)

    def _begin(self, line: Line) -> None:
        number, _sure, _bare, length = _label(line)
        if self.heading and self.noted.rest and self.noted.rest[-1] is self.heading:
            self.noted.headings.append(self.noted.rest.pop())
        section = self.heading.text if self.heading and fold(self.heading.text) not in LIST_HEADINGS else ""
        words = words_of(cut(line.runs, length))
        self.noted.notes.append(ListedNote(number, words, section, f"{line.label} {line.text} {words}"))
        self.is_open, self.last, self.indent = True, number, line.indent

    def _goes_on(self, line: Line, following: Line | None) -> bool:
        if line.kind is Kind.HEADING or self._heads_a_list(line, following) or line.gap > 2:
            return False
        if line.gap == 0 or line.is_listed:
            return True
        number = _label(following)[0] if following else 0
        return 0 < number - self.last <= WIDEST_STEP

    def _go_on(self, line: Line) -> None:
        note = self.noted.notes[-1]
        self.noted.notes[-1] = replace(note, words=f"{note.words} {words_of(line.runs)}", written=f"{note.written} {line.text}")

    def _heads_a_list(self, line: Line, following: Line | None) -> bool:
        if fold(line.text) in LIST_HEADINGS:
            return True
        if not self.whole_page or following is None or line.is_listed or len(line.text) > LONGEST_SECTION:
            return False
        return _label(following)[0] == 1 and (line.kind is Kind.HEADING or line.text[-1] not in ".,;!?")


def _label(line: Line) -> tuple[int, bool, bool, int]:
    """The number that a line begins with (0 for none), whether only a note is numbered so, whether it is a bare figure, and its length."""
    first = line.runs[0] if line.runs else Run("")
    if first.raised and len(line.runs) > 1:
        return _numbers(RAISED.match(first.text)[1])[0], True, False, len(first.text)
    if line.kind is Kind.NUMBER:
        return (number_of(line.label) if re.fullmatch(LABEL, line.label) else 0), False, False, 0
    found = NUMBERED.match(line.text) if line.kind is Kind.TEXT else None
    if found is None:
        return 0, False, False, 0
    label = next(label for label in found.groups() if label).strip("[].:")
    return number_of(label), bool(found["sure"]), bool(found["bare"]), found.end()


def words_of(runs: Sequence[Run]) -> str:
    """As an endnote holds them (guide/endnote_words.py)."""
    told = ""
    for run in runs:
        text = f"<i>{run.text}</i>" if run.italic else run.text
        text = f"<b>{text}</b>" if run.bold else text
        told += f'<a href="{run.link}">{text}</a>' if run.link else text
    return tidy(WAY_BACK.sub("", told).lstrip(" .:"))
