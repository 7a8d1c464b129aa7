"""Nothing of a file may vanish: every line of it is in the draft or is named as left out."""

import json
import re
from collections.abc import Sequence

from guide.importing.drafts import Draft
from guide.importing.lines import Line, squeezed
from guide.importing.notes import with_marks
from guide.importing.richtext import plain_text


def unplaced(lines: Sequence[Line], draft: Draft) -> list[Line]:
    """The lines whose words are neither in the draft nor named as left out."""
    placed = squeezed(" ".join((*_words_of(draft), *(left.text for left in draft.left_out))))
    marked = with_marks(lines).lines if draft.marks else lines
    return [line for line, noted in zip(lines, marked, strict=True) if not (_is_placed(line.text, placed) or _is_placed(noted.text, placed))]


def _is_placed(text: str, placed: str) -> bool:
    return squeezed(text) in placed or _in_pieces(text, placed)


def _in_pieces(text: str, placed: str) -> bool:
    """A line may be divided between a page and what is left out, but only between sentences."""
    return all(squeezed(sentence) in placed for sentence in re.split(r"(?<=[.!?:])\s+", text))


def _words_of(draft: Draft) -> list[str]:
    values = json.loads(json.dumps([draft.lead, draft.body, draft.fields]))
    stories = [text for story in draft.stories for text in (story.title, story.html)]
    notes = [text for note in draft.notes for text in (note.written, note.words)]
    return [plain_text(text) for text in (draft.title, *_texts(values), *stories, *notes)]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []
