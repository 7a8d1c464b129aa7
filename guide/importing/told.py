"""Stories from the Field out of the lines of a popup: their titles, places and words."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from guide.importing import outline
from guide.importing.drafts import StoryDraft
from guide.importing.lines import Kind, Line, in_title_case
from guide.importing.places import Where, first_place
from guide.importing.popups import is_story_heading
from guide.importing.prompts import as_heading
from guide.importing.richtext import rich_text

TITLE_WORDS = 8
LONGEST_TITLE = 120


def story_drafts(stories: Sequence[Sequence[Line]], page: str, guesses: list[str]) -> list[StoryDraft]:
    """A draft for each story; what had to be guessed is added to `guesses`."""
    drafts: list[StoryDraft] = []
    for number, lines in enumerate(stories, start=1):
        heading = as_title(lines[0].text) if is_story_heading(lines[0]) and len(lines) > 1 else ""
        words = [line if line.kind is not Kind.HEADING else replace(line, kind=Kind.TEXT) for line in lines[bool(heading) :]]
        where = first_place("\n".join(line.text for line in words))
        title = heading or _known_title(page, where)
        if not title:
            title = first_words(words[0].text)
            guesses.append(_("A story without a heading is called by its first words: “%(title)s”.") % {"title": title})
        elif not heading:
            guesses.append(_("A story without a heading is called “%(title)s”, by its place.") % {"title": title})
        drafts.append(StoryDraft(_key(page, where, number, drafts), title, rich_text(words), where))
    return drafts


def as_title(text: str) -> str:
    """A heading in capitals as a title; any other as it stands."""
    return in_title_case(as_heading(text) if not text.isupper() else text)


def first_words(text: str) -> str:
    """A title from the beginning of a text."""
    words = text.split()
    title = " ".join(words[:TITLE_WORDS]).rstrip(",;:.–—-")
    title = title[:LONGEST_TITLE]
    return title if len(words) <= TITLE_WORDS else f"{title}…"


def _known_title(page: str, where: Where | None) -> str:
    return outline.STORY_TITLES.get((page, where.label), "") if where else ""


def _key(page: str, where: Where | None, number: int, before: Sequence[StoryDraft]) -> str:
    """The page and the story's place on it: the same at every import, wherever the file lies."""
    key = f"{page or 'home'}#{slugify(where.label) if where else f'story-{number}'}"
    taken = {draft.key for draft in before}
    return key if key not in taken else f"{key}-{number}"
