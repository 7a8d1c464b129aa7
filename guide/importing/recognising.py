"""Which page of the guide a saved page is, told by its titles; by its old address where the titles say nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.text import slugify
from django.utils.translation import gettext as _

from guide.importing import outline
from guide.importing.chrome import is_from_the_old_site
from guide.importing.lines import Line, fold, in_title_case
from guide.importing.notes import without_marks
from guide.importing.reading import Source
from guide.importing.saved_html import WINDOW_TITLE

HEAD_LINES = 14
"""Titles stand in the first lines of a page; further down the same words are only mentioned."""
LONGEST_TITLE = 130
LONGEST_WITH_FULL_STOP = 60
PROGRESS = re.compile(r"(?:how (?:do )?you know if you(?: ?a?re)? making progress|pitfalls)\Z")
SITE_NAME = re.compile(r"\s*[|:–-]?\s*(?:the )?coalition for community schools\s*[|:–-]?\s*", re.IGNORECASE)


class Type(StrEnum):
    HOME = "home"
    PART = "part"
    STAGE = "stage"
    MILESTONE = "milestone"
    PROGRESS = "progress"
    CASE = "case"
    CONTENT = "content"
    TOOLS = "tools"
    APPENDIX = "appendix"


class Foreign(Exception):
    """The file is no page of the guide that we know; the message is a sentence for the report."""


@dataclass(frozen=True)
class Recognised:
    """A page's place in the tree ("" is the guide home) with its published title and the numbers of its title lines."""

    type: Type
    place: str
    title: str
    title_lines: frozenset[int] = frozenset()
    guesses: tuple[str, ...] = ()


@dataclass
class Signs:
    """What the titles of a page say, gathered line by line."""

    home: bool = False
    part: int | None = None
    part_title: str = ""
    stage: int | None = None
    milestone: int | None = None
    milestone_title: str = ""
    overview: bool = False
    progress: bool = False
    other: str = ""
    is_appendix: bool = False
    case: outline.CaseStudy | None = None
    title_lines: set[int] = field(default_factory=set)
    guesses: list[str] = field(default_factory=list)


def recognise(source: Source, lines: Sequence[Line]) -> Recognised:
    """The page's place, from lines already marked by `chrome.mark`. Raises Foreign."""
    signs = Signs()
    by_address = _address_place(source)
    for line in head(lines):
        if signs.is_appendix or (signs.other == by_address == "appendix"):  # its headings are titles of other pages
            break
        if _read_title(signs, line):
            signs.title_lines.add(line.number)
    found = _decide(signs, trusted=is_from_the_old_site(lines) or bool(by_address))
    if found is None and by_address is not None:
        found = _from_address(by_address)
        signs.guesses.append(_("Its titles say nothing; placed by its old address."))
    if found is None:
        raise Foreign(_foreign_sentence(lines))
    type_, place, title = found
    return Recognised(type_, place, title, frozenset(signs.title_lines), tuple(signs.guesses))


def head(lines: Sequence[Line]) -> Iterator[Line]:
    """The first lines, where titles stand: up to the first paragraph."""
    seen = 0
    for line in lines:
        if line.chrome == WINDOW_TITLE:
            yield line
        if line.chrome:
            continue
        seen += 1
        longest = LONGEST_WITH_FULL_STOP if line.text.endswith(".") else LONGEST_TITLE
        if seen > HEAD_LINES or len(line.text) > longest or line.is_listed:
            return
        yield line


def _read_title(signs: Signs, line: Line) -> bool:
    text = SITE_NAME.sub("", line.text) if line.chrome == WINDOW_TITLE else without_marks(line)
    folded = fold(text)
    return any(read(signs, text, folded) for read in (_home, _stage_or_milestone, _milestone, _progress, _part, _case, _other, _known_title))


def _home(signs: Signs, text: str, folded: str) -> bool:
    if folded not in {fold(title) for title in outline.GUIDE_TITLES}:
        return False
    signs.home = True
    return True


def _stage_or_milestone(signs: Signs, text: str, folded: str) -> bool:
    match = re.fullmatch(r"(?:part 3 )?stage (\d{1,2})(?: milestone (\d{1,2}))?(?: (.+))?", folded)
    if not match:
        return False
    rest = match[3] or ""
    if not match[2] and not (not rest or rest == "overview" or PROGRESS.match(rest) or _is_stage_title(rest)):
        return False
    signs.stage = signs.stage or int(match[1])
    signs.overview |= rest.endswith("overview") or _is_stage_title(rest)
    signs.progress |= bool(PROGRESS.match(rest))
    if match[2]:
        signs.milestone = int(match[2])
        _name_milestone(signs, text, rest)
    return True


def _is_stage_title(folded: str) -> bool:
    return folded.removesuffix(" overview") in outline.STAGE_OF_TITLE


def _milestone(signs: Signs, text: str, folded: str) -> bool:
    match = re.fullmatch(r"milestone (\d{1,2})(?: (.+))?", folded)
    if not match:
        return False
    signs.milestone = signs.milestone or int(match[1])
    _name_milestone(signs, text, match[2] or "")
    return True


def _name_milestone(signs: Signs, text: str, rest: str) -> None:
    if rest and not signs.milestone_title:
        name = re.split(r"milestone\s*(?:#|no\.?)?\s*\w+\s*[:.–—-]*\s*", text, maxsplit=1, flags=re.IGNORECASE)
        signs.milestone_title = name[-1].strip()


def _progress(signs: Signs, text: str, folded: str) -> bool:
    is_progress = bool(PROGRESS.match(folded)) and signs.stage is not None
    signs.progress |= is_progress
    return is_progress


def _part(signs: Signs, text: str, folded: str) -> bool:
    match = re.fullmatch(r"part ([1-4])(?: (.+))?", folded)
    if match:
        signs.part = signs.part or int(match[1])
        if match[2] and not signs.part_title:
            signs.part_title = re.sub(r"^\s*part\s+\w+\s*[:.–—-]*\s*", "", text, flags=re.IGNORECASE).strip()
        return True
    for part in outline.PARTS:
        titles = {fold(title) for title in (part.title, *part.also)}
        if folded in titles and (signs.part == part.number or (signs.part is None and len(folded) > 20)):
            signs.part, signs.part_title = part.number, signs.part_title or part.title
            return True
    return False


def _case(signs: Signs, text: str, folded: str) -> bool:
    if signs.stage is not None or signs.milestone is not None:
        return False  # the place of a video or a story, not a title
    for case in outline.CASE_STUDIES:
        if folded in (fold(case.where), fold(case.title), fold(f"{case.where} {case.title}")):
            signs.case = case
            return True
    return False


def _other(signs: Signs, text: str, folded: str) -> bool:
    match = re.fullmatch(r"(guide )?(appendix|tools|acknowl?edge?ments?)", folded)
    if not match:
        return False
    signs.other = "acknowledgments" if match[2].startswith("ackno") else match[2]
    signs.is_appendix |= folded == "guide appendix" and not signs.part
    return True


def _known_title(signs: Signs, text: str, folded: str) -> bool:
    if folded == "overview" and (signs.stage or signs.part):
        signs.overview = True
        return True
    if outline.milestones_titled(text):
        signs.milestone_title = signs.milestone_title or text
        return True
    if folded in outline.STAGE_OF_TITLE:
        signs.stage = signs.stage or outline.STAGE_OF_TITLE[folded].number
        return True
    return False


def _decide(signs: Signs, *, trusted: bool) -> tuple[Type, str, str] | None:
    if signs.milestone_title or signs.milestone is not None:
        return _decide_milestone(signs, trusted=trusted)
    if signs.stage is not None:
        return _decide_stage(signs)
    if signs.case is not None and (trusted or signs.part == 4 or len(signs.title_lines) > 1):
        return Type.CASE, signs.case.place, signs.case.title
    if signs.part is not None:
        return _decide_part(signs)
    if signs.other and (trusted or signs.home):
        return _from_address(signs.other)
    if signs.home:
        return Type.HOME, "", outline.GUIDE_TITLES[0]
    return None


def _decide_milestone(signs: Signs, *, trusted: bool) -> tuple[Type, str, str] | None:
    known = outline.milestones_titled(signs.milestone_title)
    if known:
        stage, milestone = known
        if (signs.stage or stage.number, signs.milestone or milestone.number) != (stage.number, milestone.number):
            signs.guesses.append(
                _("It calls itself Stage %(a)s, Milestone %(b)s; placed by its title as Stage %(c)s, Milestone %(d)s.")
                % {"a": signs.stage or "?", "b": signs.milestone or "?", "c": stage.number, "d": milestone.number}
            )
        elif signs.stage is None and signs.milestone is None and not trusted:
            signs.guesses.append(_("Recognised by its title alone."))
        return Type.MILESTONE, stage.place_of(milestone), milestone.title
    stage = outline.stage_numbered(signs.stage) if signs.stage is not None else None
    if stage is None:
        return None
    milestone = next((one for one in stage.milestones if one.number == signs.milestone), None)
    if milestone is None and not signs.milestone_title:
        return None
    if milestone is None:
        signs.guesses.append(_("A milestone the guide is not known to have; added at the end of its stage."))
        title = in_title_case(signs.milestone_title)
        return Type.MILESTONE, f"{stage.place}/{slugify(title) or f'milestone-{signs.milestone}'}", title
    if signs.milestone_title:
        signs.guesses.append(
            _("Its title “%(theirs)s” is not the known one; placed by its number as “%(known)s”.")
            % {"theirs": signs.milestone_title, "known": milestone.title}
        )
    return Type.MILESTONE, stage.place_of(milestone), milestone.title


def _decide_stage(signs: Signs) -> tuple[Type, str, str] | None:
    stage = outline.stage_numbered(signs.stage)
    if stage is None:
        return None
    if signs.progress:
        return Type.PROGRESS, stage.place, stage.title
    if not signs.overview:
        signs.guesses.append(_("Its titles name only the stage; read as the stage’s overview."))
    return Type.STAGE, stage.place, stage.title


def _decide_part(signs: Signs) -> tuple[Type, str, str]:
    part = outline.part_numbered(signs.part)
    folded = fold(signs.part_title)
    if not folded or folded in {fold(title) for title in (part.title, *part.also)}:
        return Type.PART, part.place, part.title
    case = next((one for one in outline.CASE_STUDIES if fold(one.where) in folded), None)
    if part.number == 4 and case:
        return Type.CASE, case.place, case.title
    title = in_title_case(signs.part_title)
    if title not in {known for _number, known in outline.PART_SECTIONS.values()}:
        signs.guesses.append(_("A section of Part %(number)s the guide is not known to have; added under that Part.") % {"number": part.number})
    return Type.CONTENT, outline.section_place(part.number, title), title


def _address_place(source: Source) -> str | None:
    """The place that the page's old address or its file name stands for."""
    for name in (source.saved_from, source.name):
        name = re.sub(r"[?#].*", "", name).replace("\\", "/").rsplit("/", 1)[-1]
        name = re.sub(r"(?:\.(?:txt|text|html?|xhtml))+\Z", "", name, flags=re.IGNORECASE)
        place = outline.place_of_old_name(name) if name else None
        place = place if place is not None else outline.place_of_old_name(f"{name}.aspx")
        if place is not None:
            return place
    return None


def _from_address(place: str) -> tuple[Type, str, str]:
    pieces = place.split("/")
    if place in ("appendix", "tools"):
        return Type(place), place, place.title()
    if place == "acknowledgments":
        return Type.CONTENT, place, "Acknowledgments"
    if pieces[0] == "part-3" and len(pieces) > 1:
        stage = outline.stage_numbered(int(pieces[1].removeprefix("stage-")))
        if len(pieces) == 2:
            return Type.STAGE, place, stage.title
        return Type.MILESTONE, place, next(one.title for one in stage.milestones if one.slug == pieces[2])
    if len(pieces) == 1:
        return Type.PART, place, outline.part_numbered(int(place.removeprefix("part-"))).title
    if pieces[0] == "part-4":
        return Type.CASE, place, next(case.title for case in outline.CASE_STUDIES if case.place == place)
    return Type.CONTENT, place, next(title for part, title in outline.PART_SECTIONS.values() if outline.section_place(part, title) == place)


def _foreign_sentence(lines: Sequence[Line]) -> str:
    first = next((line.text for line in lines if not line.chrome), "")
    if not first:
        return _("This is not a page of the guide: it holds nothing but navigation.")
    first = first if len(first) <= 60 else first[:60].rsplit(" ", 1)[0] + "…"
    return _("This is not a page of the guide: none of its first lines is a title the guide uses (it begins “%(first)s”).") % {"first": first}
