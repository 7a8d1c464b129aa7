"""Reads the starter guide from its files into pages that a command can store."""

import html
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from guide.starter.files import FOLDER, StarterTextError, Table, open_file
from guide.starter.notation import to_html

FUNCTIONS = (
    "Results-Based Vision",
    "Data and Evaluation",
    "Finance and Resource Development",
    "Alignment and Integration",
    "Supportive Policy and Practice",
    "Professional Development and Technical Assistance",
    "Broad Community Engagement",
)
CHARACTERISTICS = ("Shared Ownership", "Spread", "Depth", "Sustainability")
# Community-wide leadership, the intermediary entity, school-site leadership.
LEVELS = ("community", "intermediary", "site")
STAGES = range(1, 7)

# Never change: every block id of a loaded starter guide hangs on it, and questions hang on block ids.
BLOCK_IDS = uuid.UUID("6f0b1c52-3a0e-5d5c-9d54-0c9a8a0e2b61")

Block = dict[str, Any]


@dataclass(frozen=True)
class StarterPage:
    """One page. `type` names its page type, `path` its address in the tree ("" is the guide home), and
    `body` is raw StreamField data whose block ids are the same at every reading."""

    path: str
    type: str
    title: str
    lead: str
    body: list[Block]

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent_path(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class StarterHome(StarterPage):
    """The guide home, with the box about the Coalition's help and the line at the foot."""

    feedback_address: str
    learn_more: list[Block]
    credit: str


@dataclass(frozen=True)
class StarterStage(StarterPage):
    """A stage; `benchmarks` are rows of function, leadership level and text."""

    characteristics: list[str]
    benchmarks: list[tuple[str, str, str]]
    pitfalls: list[str]


@dataclass(frozen=True)
class Where:
    """A place as the guide keeps places: a city, a county or both, and the state's two letters."""

    city: str
    county: str
    state: str


@dataclass(frozen=True)
class StarterCase(StarterPage):
    """A case study. `place` is the place as published, `where` the same for the list of places."""

    place: str
    where: Where
    subtitle: str


@dataclass(frozen=True)
class StarterGuide:
    """All pages in tree order: a parent always stands before its children, siblings in reading order."""

    pages: list[StarterPage]

    def page(self, path: str) -> StarterPage:
        return next(page for page in self.pages if page.path == path)

    def of_type(self, type_name: str) -> list[StarterPage]:
        return [page for page in self.pages if page.type == type_name]


def read_starter(folder: Path = FOLDER) -> StarterGuide:
    """The starter guide. Raises StarterTextError with a sentence that names the file and the key."""
    pages = [
        _home(folder),
        *_parts(folder),
        _single(folder, "tools", "ToolsPage"),
        _single(folder, "appendix", "AppendixPage"),
        _single(folder, "stories", "StoryIndexPage"),
        *_foot(folder),
    ]
    _refuse_twins(pages)
    return StarterGuide(pages)


def _home(folder: Path) -> StarterHome:
    table = open_file(folder / "home.toml")
    table.only("title", "lead", "feedback_address", "credit", "body", "learn_more")
    return StarterHome(
        **vars(_page(table, "", "GuideHome")),
        feedback_address=table.text("feedback_address"),
        learn_more=read_body(table, "", key="learn_more"),
        credit=table.text("credit"),
    )


def _single(folder: Path, name: str, type_name: str) -> StarterPage:
    table = open_file(folder / f"{name}.toml")
    table.only("title", "lead", "body")
    return _page(table, name, type_name)


def _page(table: Table, path: str, type_name: str) -> StarterPage:
    return StarterPage(path, type_name, table.text("title"), table.text("lead"), read_body(table, path))


def _parts(folder: Path) -> list[StarterPage]:
    table = open_file(folder / "parts.toml")
    table.only("parts")
    chapters = {"part-3": _stages, "part-4": _cases}
    pages = []
    for number, part in enumerate(table.tables("parts"), start=1):
        part.only("title", "lead", "body", "pages")
        path = f"part-{number}"
        pages.append(_page(part, path, "PartPage"))
        pages += _children(part, "pages", path, "ContentPage")
        pages += chapters[path](folder) if path in chapters else []
    return pages


def _children(table: Table, key: str, parent: str, type_name: str) -> list[StarterPage]:
    """The pages under [[key]], each at the slug of its title."""
    pages = []
    for child in table.tables(key):
        child.only("title", "lead", "body")
        pages.append(_page(child, f"{parent}/{slugify(child.text('title'))}", type_name))
    return pages


def _stages(folder: Path) -> list[StarterPage]:
    pages: list[StarterPage] = []
    for number in STAGES:
        table = open_file(folder / f"stage-{number}.toml")
        table.only("title", "lead", "characteristics", "pitfalls", "body", "benchmarks", "milestones")
        path = f"part-3/stage-{number}"
        pages.append(_stage(table, path))
        pages += _children(table, "milestones", path, "MilestonePage")
    return pages


def _stage(table: Table, path: str) -> StarterStage:
    return StarterStage(
        **vars(_page(table, path, "StagePage")),
        characteristics=table.choices("characteristics", CHARACTERISTICS),
        benchmarks=[cell for row in table.tables("benchmarks") for cell in _cells(row)],
        pitfalls=table.texts("pitfalls"),
    )


def _cells(row: Table) -> list[tuple[str, str, str]]:
    row.only("function", *LEVELS)
    function = row.choice("function", FUNCTIONS)
    return [(function, level, row.text(level)) for level in LEVELS if level in row.values]


def _cases(folder: Path) -> list[StarterPage]:
    table = open_file(folder / "cases.toml")
    table.only("cases")
    return [_case(case) for case in table.tables("cases")]


def _case(case: Table) -> StarterCase:
    case.only("place", "where", "slug", "title", "subtitle", "lead", "body")
    page = _page(case, f"part-4/{slugify(case.text('slug'))}", "CaseStudyPage")
    return StarterCase(
        **vars(page),
        place=case.text("place"),
        where=read_where(case),
        subtitle=case.text("subtitle", default=""),
    )


def read_where(entry: Table) -> Where:
    place = entry.table("where")
    place.only("city", "county", "state")
    return Where(place.text("city", default=""), place.text("county", default=""), place.text("state"))


def _foot(folder: Path) -> list[StarterPage]:
    table = open_file(folder / "foot.toml")
    table.only("pages")
    pages = []
    for child in table.tables("pages"):
        child.only("slug", "title", "lead", "body")
        pages.append(_page(child, slugify(child.text("slug")), "ContentPage"))
    return pages


def read_body(table: Table, path: str, key: str = "body") -> list[Block]:
    """The tables [[key]] as raw StreamField data with ids that hang on the path and the heading."""
    blocks = [_block(entry, path) for entry in table.tables(key)]
    _refuse_shared_ids(table, blocks)
    return blocks


def _block(entry: Table, path: str) -> Block:
    kinds = [kind for kind in BLOCKS if kind in entry.values]
    if len(kinds) != 1:
        raise entry.error(f"a block needs exactly one of these keys: {', '.join(BLOCKS)}.")
    kind = kinds[0]
    heading = entry.text(kind, default="" if kind == "prose" else None)
    return {"type": kind, "value": BLOCKS[kind](entry, heading, path), "id": _id(path, kind, heading)}


def _id(path: str, *parts: str) -> str:
    return str(uuid.uuid5(BLOCK_IDS, "\n".join((path, *parts))))


def _prompt(entry: Table, heading: str, path: str) -> Block:
    entry.only("prompt", "text")
    return {"heading": heading, "body": entry.convert("text", to_html)}


def _prose(entry: Table, heading: str, path: str) -> str:
    entry.only("prose", "text")
    title = f"<h3>{html.escape(heading, quote=False)}</h3>" if heading else ""
    return title + entry.convert("text", to_html)


def _note(entry: Table, heading: str, path: str) -> Block:
    entry.only("note", "text")
    return {"title": heading, "body": entry.convert("text", to_html)}


def _self_assessment(entry: Table, heading: str, path: str) -> Block:
    entry.only("self_assessment", "intro", "questions")
    questions = [
        {"type": "item", "value": question, "id": _id(path, "self_assessment", heading, question)}
        for question in entry.texts("questions")
    ]
    return {"title": heading, "intro": entry.text("intro", default=""), "questions": questions}


BLOCKS = {"prompt": _prompt, "prose": _prose, "note": _note, "self_assessment": _self_assessment}


def _refuse_shared_ids(table: Table, blocks: list[Block]) -> None:
    ids = [block["id"] for block in blocks]
    for number, one in enumerate(ids, start=1):
        if ids.index(one) != number - 1:
            raise table.error(
                f"[[body]] number {number} repeats the heading of an earlier block on its page."
            )


def _refuse_twins(pages: list[StarterPage]) -> None:
    paths = [page.path for page in pages]
    for path in paths:
        if paths.count(path) > 1:
            raise StarterTextError(f"Two pages have the path “{path}”. Give one of them another title.")
