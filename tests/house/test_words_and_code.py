"""A visitor's words become HTML in one place, and functions stay short."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house import sources

# Where HTML is declared clean without `format_html`, and why that is so.
MAY_DECLARE_HTML_CLEAN = {
    "forum/discussions/templatetags/discussions.py": "hands on a stored body, which forum/html wrote",
    "guide/templatetags/interface.py": "draws our own icons",
}
DECLARES_CLEAN = re.compile(r"\b(mark_safe|SafeString|SafeText|SafeData)\b")
MAY_IMPORT_BLEACH = {"forum/html/cleaning.py"}
LONGEST = 60  # lines; house.md says to look twice at 30


def declared_clean(files: sources.Sources) -> list[str]:
    return [
        f"{path}:{number} {line.strip()}"
        for path, text in files.items()
        if path not in MAY_DECLARE_HTML_CLEAN
        for number, line in enumerate(text.splitlines(), 1)
        if DECLARES_CLEAN.search(line.partition("#")[0])
    ]


def importers_of_bleach(files: sources.Sources) -> set[str]:
    return {path for path, text in files.items() if re.search(r"^\s*(import|from) bleach\b", text, re.MULTILINE)}


def long_functions(files: sources.Sources) -> list[str]:
    return [
        f"{path}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, text in files.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= LONGEST
    ]


def test_html_is_declared_clean_in_the_listed_places_only():
    assert declared_clean(sources.python()) == []


def test_only_the_cleaner_knows_bleach():
    assert importers_of_bleach(sources.python()) <= MAY_IMPORT_BLEACH


def test_functions_are_short():
    assert long_functions(sources.without(sources.python(), "/migrations/")) == []


@pytest.mark.parametrize("line", ["return mark_safe(body)", "from django.utils.safestring import SafeString"])
def test_html_declared_clean_elsewhere_is_found(line):
    assert declared_clean({"forum/discussions/views.py": line}) == [f"forum/discussions/views.py:1 {line}"]


def test_bleach_elsewhere_is_found():
    assert importers_of_bleach({"guide/blocks.py": "from bleach import clean"}) == {"guide/blocks.py"}


def test_a_long_function_is_found():
    planted = "def f():\n" + "    pass\n" * LONGEST

    assert long_functions({"guide/spiral.py": planted}) == ["guide/spiral.py:1 f has 61 lines"]
