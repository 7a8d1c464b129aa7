"""Imports go down: moderation → forum → guide, all three → accounts, and nobody imports config (house.md, Rooms)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.house import sources

MAY_IMPORT = {
    "accounts": {"accounts"},
    "guide": {"guide", "accounts"},
    "forum": {"forum", "guide", "accounts"},
    "moderation": {"moderation", "forum", "guide", "accounts"},
    "config": {*sources.ROOMS},
}
# Inside the forum: stories → discussions → letters. What stands beside them (html, comparison, prepared) is a leaf that all may use.
IN_THE_FORUM = {
    "letters": {"letters"},
    "reading": {"reading", "letters"},
    "blocking": {"blocking"},
    "passages": {"passages"},
    "mentions": {"mentions"},
    "discussions": {"discussions", "blocking", "mentions", "passages", "reading", "saved", "letters"},
    "history": {"history", "discussions", "letters"},
    "stories": {"stories", "discussions", "letters"},
    "invitations": {"invitations", "blocking", "letters"},
    "embed": {"embed", "discussions"},
    "push": {"push", "letters"},
    "saved": {"saved"},
    "finding_answers": {"finding_answers", "blocking", "stories", "discussions", "letters"},
}
FORUM_LEAVES = {"html", "comparison", "prepared"}

# A model named in a string is an arrow too: ForeignKey("discussions.Question").
ROOM_OF_APP = (
    {"accounts": "accounts", "guide": "guide", "moderation": "moderation", "operations": "config"}
    | {"promises": "accounts.promises", "field_notes": "guide.field_notes", "printing": "guide.printing", "search": "guide.search"}
    | {"trust": "moderation.trust", "inbound": "forum.letters.inbound"}
    | {app: f"forum.{app}" for app in IN_THE_FORUM}
)
A_MODEL = re.compile(rf"({'|'.join(ROOM_OF_APP)})\.[A-Z]\w+")


def upward_imports(files: sources.Sources) -> list[str]:
    return [
        f"{path}:{line} reaches up to {target}"
        for path, text in files.items()
        for line, target in _arrows(path, ast.parse(text))
        if not _allowed(path, target)
    ]


def hidden_imports(files: sources.Sources) -> list[str]:
    """Imports inside a function stand there for a reason, and say it on their line. (`ready` has Django's: apps are loaded by then.)"""
    return [
        f"{path}:{node.lineno} hides an import without saying why"
        for path, text in files.items()
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "#" not in text.splitlines()[node.lineno - 1]
    ]


def _arrows(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and (found := A_MODEL.fullmatch(node.value)):
            yield node.lineno, f"{ROOM_OF_APP[found[1]]}.models"


def _allowed(path: str, target: str) -> bool:
    here, there = path.removesuffix(".py").split("/"), target.split(".")
    if there[0] not in sources.ROOMS:
        return True
    if there[0] not in MAY_IMPORT[here[0]]:
        return False
    if here[0] == there[0] == "forum" and len(there) > 1:
        return there[1] in IN_THE_FORUM.get(here[1], set()) | FORUM_LEAVES
    return True


def test_imports_go_down():
    assert upward_imports(sources.python()) == []


def test_an_import_inside_a_function_says_why():
    assert hidden_imports(sources.without(sources.python(), "/migrations/")) == []


def test_every_app_of_the_site_has_its_room():
    """Otherwise a model of it that is named in a string would be no arrow."""
    ours = {app.label: app.name for app in apps.get_app_configs() if app.name.partition(".")[0] in sources.ROOMS}

    assert {label: ROOM_OF_APP.get(label) for label in ours} == {label: "config" if name == "config.operations" else name for label, name in ours.items()}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("accounts/models.py", "from guide.models import StagePage"),
        ("guide/models/pages.py", "import forum.discussions.models"),
        ("guide/models/pages.py", "from moderation import desk"),
        ("forum/letters/outbox.py", "from forum.discussions.models import Question"),
        ("forum/letters/outbox.py", "from ..discussions import models"),
        ("forum/discussions/actions.py", "from forum.stories.models import Story"),
        ("forum/html/cleaning.py", "from forum.discussions import rules"),
        ("moderation/desk.py", "from config.middleware import policies"),
        ("guide/models/pages.py", "question = ForeignKey('discussions.Question')"),
        ("forum/history/models.py", "settled = ForeignKey('trust.TrustDecision')"),
        ("forum/passages/finding.py", "from forum.discussions.models import Question"),
        ("forum/mentions/models.py", "from forum.discussions.models import Reply"),
        ("forum/blocking/blocks.py", "from forum.letters.models import Notice"),
        ("forum/discussions/threads.py", "from forum.history.models import Version"),
    ],
)
def test_an_arrow_upward_is_found(path, line):
    assert len(upward_imports({path: line})) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("guide/models/pages.py", "from accounts.models import User"),
        ("forum/discussions/actions.py", "from forum.letters import outbox; from forum.html import clean"),
        ("moderation/actions.py", "from forum.discussions.models import Question"),
        ("config/urls.py", "from moderation import urls"),
        ("guide/models/pages.py", "page = ForeignKey('wagtailcore.Page'); author = ForeignKey('accounts.User')"),
    ],
)
def test_an_arrow_downward_is_left_alone(path, line):
    assert upward_imports({path: line}) == []


def test_a_hidden_import_without_a_reason_is_found():
    planted = "def f():\n    import json\n    import csv  # costs 2 MB, wanted once a year\n"

    assert hidden_imports({"guide/spiral.py": planted}) == ["guide/spiral.py:2 hides an import without saying why"]
