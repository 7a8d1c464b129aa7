"""Reads the demonstration people, posts and stories: invented, for development only, never for production."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.text import slugify

from guide.starter.files import FOLDER, Table, open_file
from guide.starter.notation import to_html
from guide.starter.reading import (
    FUNCTIONS,
    StarterGuide,
    StarterPage,
    Where,
    read_body,
    read_starter,
    read_where,
)

STATES = ("visible", "waiting")
STORY_KEYS = (
    "title", "lead", "where", "initiative", "milestones", "functions", "credit_line", "told_on", "body",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """`groups` are the names of the staff groups that the person belongs to."""

    key: str
    email: str
    display_name: str
    role: str
    organisation: str
    city: str
    state: str
    show_role: bool
    show_place: bool
    groups: list[str]


@dataclass(frozen=True)
class Reply:
    """`to` is the key of the reply that this one answers, or "" when it answers the question itself."""

    key: str
    to: str
    by: str
    body: str
    days_ago: int
    state: str


@dataclass(frozen=True)
class Question:
    """A question on the page at `page`; `passage` is a block id on it, or "" for the page as a whole.
    Replies stand in the order of writing, so a reply's parent always stands before it."""

    key: str
    page: str
    passage: str
    by: str
    title: str
    body: str
    days_ago: int
    state: str
    chosen: str
    replies: list[Reply]


@dataclass(frozen=True)
class StarterStory(StarterPage):
    """A demonstration Story from the Field; the lead is its summary, `milestones` are page paths."""

    where: Where
    initiative: str
    milestones: list[str]
    functions: list[str]
    credit_line: str
    told_on: date


@dataclass(frozen=True)
class Demonstration:
    people: list[Person]
    questions: list[Question]
    stories: list[StarterStory]


def read_demonstration(folder: Path = FOLDER) -> Demonstration:
    """Everything invented. Raises StarterTextError with a sentence that names the file and the key."""
    guide = read_starter(folder)
    table = open_file(folder / "demo.toml")
    table.only("people", "questions")
    people = [_person(entry) for entry in table.tables("people")]
    known = {person.key for person in people}
    return Demonstration(
        people=people,
        questions=[_question(entry, guide, known) for entry in table.tables("questions")],
        stories=_stories(folder, guide),
    )


def _person(entry: Table) -> Person:
    entry.only(*Person.__dataclass_fields__)
    return Person(
        key=entry.text("key"),
        email=entry.text("email"),
        display_name=entry.text("display_name"),
        role=entry.text("role", default=""),
        organisation=entry.text("organisation", default=""),
        city=entry.text("city", default=""),
        state=entry.text("state", default=""),
        show_role=entry.flag("show_role", default=True),
        show_place=entry.flag("show_place", default=True),
        groups=entry.texts("groups", default=[]),
    )


def _question(entry: Table, guide: StarterGuide, people: set[str]) -> Question:
    entry.only("key", "page", "passage", "by", "title", "text", "days_ago", "state", "chosen", "replies")
    page = _page(entry, entry.text("page"), "page", guide)
    replies = _replies(entry, people)
    return Question(
        key=entry.text("key"),
        page=page.path,
        passage=_passage(entry, page),
        by=_known(entry, "by", people),
        title=entry.text("title"),
        body=entry.convert("text", to_html),
        days_ago=entry.number("days_ago"),
        state=_state(entry),
        chosen=_known(entry, "chosen", {reply.key for reply in replies}, default=""),
        replies=replies,
    )


def _replies(question: Table, people: set[str]) -> list[Reply]:
    replies: list[Reply] = []
    for entry in question.tables("replies"):
        entry.only("key", "to", "by", "text", "days_ago", "state")
        earlier = {reply.key for reply in replies}
        replies.append(
            Reply(
                key=entry.text("key"),
                to=_known(entry, "to", earlier, default=""),
                by=_known(entry, "by", people),
                body=entry.convert("text", to_html),
                days_ago=entry.number("days_ago"),
                state=_state(entry),
            )
        )
    return replies


def _state(entry: Table) -> str:
    return entry.choice("state", STATES) if "state" in entry.values else "visible"


def _passage(entry: Table, page: StarterPage) -> str:
    heading = entry.text("passage", default="")
    if not heading:
        return ""
    for block in page.body:
        if block["type"] == "prompt" and block["value"]["heading"] == heading:
            return block["id"]
    raise entry.error(f"the key “passage” names “{heading}”, which is no heading on {page.path}.")


def _known(entry: Table, key: str, known: Iterable[str], default: str | None = None) -> str:
    value = entry.text(key, default=default)
    if value and value not in known:
        raise entry.error(f"the key “{key}” names “{value}”, which does not stand before it in this file.")
    return value


def _page(entry: Table, path: str, key: str, guide: StarterGuide) -> StarterPage:
    for page in guide.pages:
        if page.path == path:
            return page
    raise entry.error(f"the key “{key}” names the page “{path}”, which the starter guide does not have.")


def _stories(folder: Path, guide: StarterGuide) -> list[StarterStory]:
    table = open_file(folder / "demo-stories.toml")
    table.only("stories")
    return [_story(entry, guide) for entry in table.tables("stories")]


def _story(entry: Table, guide: StarterGuide) -> StarterStory:
    entry.only(*STORY_KEYS)
    path = f"stories/{slugify(entry.text('title'))}"
    return StarterStory(
        path=path,
        type="StoryPage",
        title=entry.text("title"),
        lead=entry.text("lead"),
        body=read_body(entry, path),
        where=read_where(entry),
        initiative=entry.text("initiative"),
        milestones=[_page(entry, path, "milestones", guide).path for path in entry.texts("milestones")],
        functions=entry.choices("functions", FUNCTIONS),
        credit_line=entry.text("credit_line"),
        told_on=entry.day("told_on"),
    )
