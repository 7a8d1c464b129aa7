"""The boxes that opened over a page of the old site: stories from the field and notes.

In a saved page they stand among the other lines, and all that tells them apart is the words "Close this box." after them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guide.importing.chrome import CLOSE
from guide.importing.lines import Kind, Line, sections
from guide.importing.places import Where, first_place

NOTE = re.compile(r"note:?\s*\Z", re.IGNORECASE)
NOTE_INLINE = re.compile(r"note:\s+(?=\S)", re.IGNORECASE)
LONGEST_HEADING = 100


@dataclass(frozen=True)
class Popups:
    """A page's lines without its popups, the notes and stories that were in them, and whether a story had to be guessed."""

    rest: list[Line]
    stories: list[list[Line]]
    guessed: bool = False


def take_popups(lines: Sequence[Line]) -> Popups:
    rest = list(lines)
    stories: list[list[Line]] = []
    guessed = False
    for close in [line for line in lines if line.chrome == CLOSE]:
        found, sure = _popup_before(rest, rest.index(close))
        numbers = {id(line) for section in found for line in section}
        rest = [line for line in rest if id(line) not in numbers]
        stories.extend(split_stories(found))
        guessed |= bool(found) and not sure
    return Popups(rest, stories, guessed)


def _popup_before(lines: list[Line], close: int) -> tuple[list[list[Line]], bool]:
    """The sections of story that end at a close button, and whether they plainly are a story."""
    start = max((index + 1 for index in range(close) if lines[index].chrome), default=0)
    before = list(sections(lines[start:close]))
    found: list[list[Line]] = []
    while before and _could_be_story(before[-1]):
        found.insert(0, before.pop())
    if not before and _opens_the_page(lines[:start]):
        found = found[1:]
    told = [index for index, section in enumerate(found) if is_story_heading(section[0]) or first_place(_words(section))]
    if told:
        return found[told[0] :], True
    return found[-1:], False


def _opens_the_page(lines: list[Line]) -> bool:
    """True while nothing but titles and navigation has come: what follows is the page's own text."""
    return all(line.chrome for line in lines)


def _could_be_story(section: list[Line]) -> bool:
    if NOTE.match(section[0].text) or NOTE_INLINE.match(section[0].text):
        return False
    return not any(line.is_listed for line in section)


def split_stories(found: Iterable[list[Line]]) -> list[list[Line]]:
    """One list of lines a story: a heading begins one, and without headings another place does."""
    stories: list[list[Line]] = []
    place: Where | None = None
    pieces = [piece for section in found for piece in _at_headings(section)]
    headed = any(is_story_heading(piece[0]) for piece in pieces)
    for piece in pieces:
        here = first_place(_words(piece))
        begins = is_story_heading(piece[0]) if headed else bool(here and here != place)
        if begins or not stories:
            stories.append(list(piece))
            place = here
        else:
            stories[-1].extend(piece)
            place = place or here
    return stories


def _at_headings(section: list[Line]) -> list[list[Line]]:
    pieces: list[list[Line]] = [[]]
    for line in section:
        if is_story_heading(line) and pieces[-1]:
            pieces.append([])
        pieces[-1].append(line)
    return pieces


def is_story_heading(line: Line) -> bool:
    """A short line in capitals, wholly in bold, or marked as a heading."""
    if line.is_listed or len(line.text) > LONGEST_HEADING:
        return False
    return line.kind is Kind.HEADING or (line.text.isupper() and len(line.text.split()) > 1) or (all(run.bold for run in line.runs) and line.text[-1] not in ".,;")


def _words(section: list[Line]) -> str:
    return "\n".join(line.text for line in section if not is_story_heading(line))
