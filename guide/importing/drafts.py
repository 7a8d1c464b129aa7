"""What a saved page becomes before it is a page: plain data, compared by digest."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field

from guide.endnote_words import TO_THE_GUIDE
from guide.importing.notes import ListedNote, Mark
from guide.importing.places import Where
from guide.importing.recognising import Type

LINKED = re.compile(rf'a href=(?:"|&quot;){TO_THE_GUIDE}([^"&]*)')  # in the text, and in a note
Block = tuple[str, str | dict]
"""The name of a block of the body and its value; a `pull_story` names its story by key."""


@dataclass(frozen=True)
class LeftOut:
    """Words of the file that are not on the page, and what they are."""

    kind: str
    text: str


@dataclass(frozen=True)
class StoryDraft:
    """A Story from the Field. `key` names it by its page and place, so that it is found again."""

    key: str
    title: str
    html: str
    where: Where | None = None


@dataclass(frozen=True)
class Draft:
    """A page of the guide as a saved file gives it. `fields` are the values of single fields that only its type has.

    `marks` stand in its words as the characters of guide/importing/notes.py until guide/importing/settling.py makes `endnotes` of them.
    `notes` are its own list of notes, and `as_saved` is the body of a page that is such a list, with the list in its text.
    """

    type: Type
    place: str
    title: str
    lead: str = ""
    body: tuple[Block, ...] = ()
    stories: tuple[StoryDraft, ...] = ()
    fields: dict[str, object] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    guesses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[ListedNote, ...] = ()
    as_saved: tuple[Block, ...] = ()
    endnotes: int = 0

    @property
    def digest(self) -> str:
        """The same for two files that make the same page, whatever stands around it in them."""
        return digest_of([self.type, self.place, self.title, self.lead, self.body, self.fields, [story.key for story in self.stories]])

    @property
    def linked(self) -> tuple[str, ...]:
        """The places of the guide that its text links to."""
        return places_linked([self.body, self.fields])

    @property
    def links_to_the_guide(self) -> bool:
        return bool(self.linked or places_linked([story.html for story in self.stories]))

    @property
    def words(self) -> int:
        listed = [note.words for note in self.notes]
        return len(json.dumps([self.lead, self.body, self.fields, [story.html for story in self.stories], *listed], ensure_ascii=False).split())


def places_linked(values: object) -> tuple[str, ...]:
    return tuple(sorted(set(LINKED.findall(str(values)))))


def digest_of(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def story_digest(story: StoryDraft) -> str:
    return digest_of(asdict(story))
