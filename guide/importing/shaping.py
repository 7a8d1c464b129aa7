"""A recognised page into the draft of a page of ours: pure, the same lines give the same draft."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guide.importing import chrome, outline
from guide.importing.drafts import Block, Draft, LeftOut
from guide.importing.lines import Kind, Line, Run, cut, fold, own, plain, trimmed
from guide.importing.notes import PLACE, Noted, with_marks, without_list
from guide.importing.places import place_line
from guide.importing.popups import NOTE, NOTE_INLINE, take_popups
from guide.importing.prompts import as_heading, find_prompts, is_heading_line
from guide.importing.recognising import Recognised, Type
from guide.importing.richtext import rich_text
from guide.importing.told import story_drafts

TITLE = "title of the page"
BESIDE_CHART = gettext_noop("text beside the progress chart")
NOTE_LABEL = gettext_noop("label of a note")
LIST_HEADING = gettext_noop("heading of a list of notes")
LONGEST_LEAD = 480
LONGEST_WITH_SYMBOL = 4_000
SENTENCE = re.compile(r"(?<=[.!?:])\s+")
SYMBOL_SENTENCE = re.compile(r"\bthis symbol\b", re.IGNORECASE)
CAPTION = re.compile(r"Figure \d{1,2}\s*[:.]\s*\S")
CREDIT = re.compile(r"this guide was (?:prepared|made|produced|developed)\b.{0,200}\bsupport\b", re.IGNORECASE)
LEARN_MORE = "want to learn more"
PITFALLS = re.compile(r"(?:stage \d )?(?:common )?pitfalls\Z")
QUOTATION = re.compile(r"[“\"](?P<text>.{20,900})[”\"]\s*[—–-]{1,2}\s*(?P<speaker>[^,“”\"]{3,80})(?:,\s*(?P<role>.{3,150}))?\Z")


class Sheet:
    """One page while it is being shaped: the lines still to be placed, and what is noted on the way."""

    def __init__(self, lines: Sequence[Line], recognised: Recognised) -> None:
        self.recognised = recognised
        self.left_out: list[LeftOut] = []
        self.guesses: list[str] = list(recognised.guesses)
        self.remarks: list[str] = []
        popups = take_popups(lines)
        if popups.guessed:
            self.guesses.append(_("The text before “Close this box.” is read as a story."))
        self.stories = story_drafts(popups.stories, recognised.place, self.guesses)
        self.left_out.extend(LeftOut(line.chrome, line.text) for line in popups.rest if line.chrome)
        rest = (self._without_symbol_sentences(self._caption_marked(line)) for line in own(popups.rest))
        self.lines: list[Line] = [line for line in rest if line.text]

    def draft(self, *, lead: str = "", body: Sequence[Block] = (), **fields: object) -> Draft:
        pulled = [("pull_story", {"story": story.key}) for story in self.stories]
        return Draft(
            type=self.recognised.type,
            place=self.recognised.place,
            title=self.recognised.title,
            lead=lead,
            body=(*body, *pulled),
            stories=tuple(self.stories),
            fields=fields,
            left_out=tuple(self.left_out),
            guesses=tuple(self.guesses),
            remarks=tuple(self.remarks),
        )

    def take_lead(self) -> str:
        """Take the first paragraph as the page's introduction, when it is short enough for one."""
        first = self.lines[0] if self.lines else None
        following = self.lines[1] if len(self.lines) > 1 else None
        if first is None or first.kind is not Kind.TEXT or len(first.text) > LONGEST_LEAD or first.text[-1] not in ".!?”\"":
            return ""
        if NOTE.match(first.text) or NOTE_INLINE.match(first.text) or is_heading_line(first, following) or PLACE.search(first.text):
            return ""  # an introduction can hold no note
        return self.lines.pop(0).text

    def take(self, wanted: Sequence[Line]) -> None:
        taken = {id(line) for line in wanted}
        self.lines = [line for line in self.lines if id(line) not in taken]

    def take_videos(self) -> list[Block]:
        """Take the place names that stood over the videos. A saved page holds nothing else of a video."""
        found = [(line, where) for line in self.lines if line.kind is Kind.TEXT and (where := place_line(line.text))]
        self.take([line for line, _where in found])
        for line, where in found:
            if where.label != line.text.strip(". "):
                self.guesses.append(_("The place “%(typed)s” is read as %(place)s.") % {"typed": line.text, "place": where.label})
        return [("video", {"place": where.label, "title": "", "url": "", "transcript": ""}) for _line, where in found]

    def take_notes(self) -> list[Block]:
        return [self._take_note(line) for line in list(self.lines) if NOTE.match(line.text) or NOTE_INLINE.match(line.text)]

    def _take_note(self, label: Line) -> Block:
        start = self.lines.index(label)
        inside = []
        if inline_label := NOTE_INLINE.match(label.text):
            inside.append(replace(label, runs=cut(label.runs, inline_label.end())))
        else:
            self.left_out.append(LeftOut(NOTE_LABEL, label.text))
        for line in self.lines[start + 1 :]:
            if (inside and line.gap) or NOTE.match(line.text) or line.kind is Kind.HEADING:
                break
            inside.append(line)
        self.take([label, *inside])
        return "note", {"title": "", "body": rich_text(inside)}

    def _caption_marked(self, line: Line) -> Line:
        if line.kind is not Kind.TEXT or not CAPTION.match(line.text) or len(line.text) > 200:
            return line
        self.remarks.append(_("“%(caption)s”: the file holds no picture; its caption is kept as a line.") % {"caption": line.text})
        return replace(line, kind=Kind.CAPTION)

    def _without_symbol_sentences(self, line: Line) -> Line:
        """The line without sentences such as "…by selecting this symbol:"; our pages draw the symbols themselves."""
        if len(line.text) > LONGEST_WITH_SYMBOL or not SYMBOL_SENTENCE.search(line.text):
            return line
        kept: tuple[Run, ...] = ()
        start = 0
        for end in (*(gap.end() for gap in SENTENCE.finditer(line.text)), len(line.text)):
            sentence = line.text[start:end].strip()
            if SYMBOL_SENTENCE.search(sentence):
                self.left_out.append(LeftOut(chrome.SYMBOL_SENTENCE, sentence))
            else:
                kept = trimmed((*kept, Run(" "), *cut(line.runs, start, end)))
            start = end
        return replace(line, runs=kept)


def shape(lines: Sequence[Line], recognised: Recognised) -> Draft:
    """The draft of a page from its lines, already marked by `chrome.mark`. Its endnotes are settled when all files are read."""
    lines = chrome.mark_above(lines, _first_title(lines, recognised))
    lines = [line.marked(TITLE) if line.number in recognised.title_lines and not line.chrome else line for line in lines]
    if recognised.type is Type.APPENDIX:
        return _appendix(lines, recognised)
    noted = without_list(lines, whole_page=False)
    marked = with_marks(noted.rest)
    named = {number for mark in marked.marks for number in mark.numbers}
    if not named & {note.number for note in noted.notes}:  # a numbered list that explains no mark is text
        noted, marked = Noted(), with_marks(lines)
    return replace(_shaped(marked.lines, recognised, noted.headings), marks=tuple(marked.marks), notes=tuple(noted.notes))


def _first_title(lines: Sequence[Line], recognised: Recognised) -> int:
    """The number of its line on the page; 0 where the titles stand in the window alone, or nowhere."""
    return min((line.number for line in lines if line.number in recognised.title_lines and not line.chrome), default=0)


def _appendix(lines: Sequence[Line], recognised: Recognised) -> Draft:
    """The appendix without its list of notes, which come to stand on the pages that point at them."""
    noted = without_list(lines, whole_page=True)
    saved = _shaped(lines, recognised)
    return replace(_shaped(noted.rest, recognised, noted.headings), notes=tuple(noted.notes), as_saved=saved.body) if noted.notes else saved


def _shaped(lines: Sequence[Line], recognised: Recognised, headings: Sequence[Line] = ()) -> Draft:
    sheet = Sheet(lines, recognised)
    sheet.left_out.extend(LeftOut(LIST_HEADING, line.text) for line in headings)
    shapes = {Type.HOME: _home, Type.MILESTONE: _milestone, Type.PROGRESS: _progress, Type.CASE: _case}
    return shapes.get(recognised.type, _page)(sheet)


def _page(sheet: Sheet, **fields: object) -> Draft:
    lead = sheet.take_lead()
    videos, notes = sheet.take_videos(), sheet.take_notes()
    return sheet.draft(lead=lead, body=[*_prose(sheet.lines), *notes, *videos], **fields)


def _home(sheet: Sheet) -> Draft:
    credit = [line for line in sheet.lines if CREDIT.match(line.text)]
    sheet.take(credit)
    more: list[Line] = []
    start = next((index for index, line in enumerate(sheet.lines) if fold(line.text) == LEARN_MORE), None)
    if start is not None:
        more = [replace(sheet.lines[start], kind=Kind.HEADING), *sheet.lines[start + 1 :]]
        sheet.lines = sheet.lines[:start]
    learn_more = [("prose", rich_text(more, heading="h3"))] if more else []
    return _page(sheet, learn_more=learn_more, credit=" ".join(line.text for line in credit))


def _milestone(sheet: Sheet) -> Draft:
    videos, notes = sheet.take_videos(), sheet.take_notes()
    found = find_prompts(sheet.lines)
    if not found.prompts:
        sheet.remarks.append(_("No headed prompts were found; the text is kept as plain paragraphs."))
    elif found.guessed:
        sheet.guesses.append(_("Headings read from short leading sentences: %(all)s.") % {"all": "; ".join(f"“{one}”" for one in found.guessed)})
    sheet.lines = found.before
    lead = sheet.take_lead()
    prompts = [("prompt", {"heading": prompt.heading, "body": rich_text(prompt.lines)}) for prompt in found.prompts]
    return sheet.draft(lead=lead, body=[*_prose(sheet.lines), *prompts, *notes, *videos])


def _progress(sheet: Sheet) -> Draft:
    """The pitfalls under a stage's progress chart. The charts themselves were pictures."""
    start = next((index + 1 for index, line in enumerate(sheet.lines) if PITFALLS.match(fold(line.text))), None)
    listed = [line for line in sheet.lines[start or 0 :] if line.is_listed]
    pitfalls = listed or (sheet.lines[start:] if start else [])
    sheet.take(pitfalls)
    for line in sheet.lines:
        label = PITFALLS.match(fold(line.text))
        sheet.left_out.append(LeftOut(chrome.LABEL if label else BESIDE_CHART, line.text))
    sheet.remarks.append(_("The progress chart is a picture on the old site: its benchmarks have to be typed in."))
    return sheet.draft(pitfalls=[line.text for line in pitfalls])


def _case(sheet: Sheet) -> Draft:
    case = next((one for one in outline.CASE_STUDIES if one.place == sheet.recognised.place), None)
    return _page(sheet, where=case.where if case else "")


def _prose(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs and lists; a heading begins a block of its own, so that each section can be pointed at."""
    blocks: list[Block] = []
    section: list[Line] = []
    for position, line in enumerate(lines):
        quotation = _quotation(line)
        is_heading = is_heading_line(line, lines[position + 1] if position + 1 < len(lines) else None)
        if (quotation or is_heading) and section:
            blocks.append(("prose", rich_text(section, heading="h3")))
            section = []
        if quotation:
            blocks.append(("quotation", quotation))
        elif is_heading:
            section.append(plain(line.number, as_heading(line.text), kind=Kind.HEADING))
        else:
            section.append(line)
    if section:
        blocks.append(("prose", rich_text(section, heading="h3")))
    return blocks


def _quotation(line: Line) -> dict[str, str] | None:
    """Someone's words with their name. The marks of notes that stand with the name go behind the words, which alone can hold notes."""
    found = QUOTATION.match(line.text) if line.kind is Kind.TEXT else None
    if found is None:
        return None
    marks = "".join(PLACE.findall(f"{found['speaker']}{found['role'] or ''}"))
    named = {name: PLACE.sub("", found[name] or "") for name in ("speaker", "role")}
    return {"text": found["text"] + marks, **named}
