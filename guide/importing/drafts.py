"""What a saved page becomes before it is a page: plain data, compared by digest."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from guide.importing.places import Where
from guide.importing.recognising import Type

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
    """A page of the guide as a saved file gives it. `fields` are the values of single fields that only its type has."""

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

    @property
    def digest(self) -> str:
        """The same for two files that make the same page, whatever stands around it in them."""
        return digest_of([self.type, self.place, self.title, self.lead, self.body, self.fields, [story.key for story in self.stories]])

    @property
    def words(self) -> int:
        return len(json.dumps([self.lead, self.body, self.fields, [story.html for story in self.stories]], ensure_ascii=False).split())


def digest_of(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def story_digest(story: StoryDraft) -> str:
    return digest_of(asdict(story))
