"""What belongs to the project names no machine it was written on and no registry its packages came from."""

from __future__ import annotations

import re

import pytest

from tests.house import sources

LOCKS = ("requirements.lock", "requirements-dev.lock")
# Not /home/: so begins the path of every page in Wagtail's tree.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|tmp|Users)/\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|npmjs\.org|(?:--|^\s*)(?:extra-)?index-url\s|--find-links|--trusted-host", re.MULTILINE)
HASHED = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*==\S+.*\\\n {4}--hash=sha256:[0-9a-f]{64}", re.MULTILINE)
PINNED = re.compile(r"^[A-Za-z0-9]\S*==", re.MULTILINE)


def machine_paths(files: sources.Sources) -> list[str]:
    return _lines(files, MACHINE_PATH)


def registries(files: sources.Sources) -> list[str]:
    return _lines(files, REGISTRY)


def _lines(files: sources.Sources, sign: re.Pattern) -> list[str]:
    return [
        f"{path}:{number} {line.strip()[:80]}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if sign.search(line)
    ]


def not_this_file(files: sources.Sources) -> sources.Sources:
    return sources.without(files, "tests/house/test_tracked_files.py")


def test_no_machine_is_named():
    assert machine_paths(not_this_file(sources.everything())) == []


def test_no_registry_is_named():
    assert registries(not_this_file(sources.everything())) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hash(name):
    lock = sources.text_of(name)

    assert len(HASHED.findall(lock)) == len(PINNED.findall(lock)) > 20


@pytest.mark.parametrize("line", [f"see /{'root'}/notes", f"open('/{'tmp'}/x')", 'path = "/Users/ana/field"'])
def test_a_machine_path_is_found(line):
    assert machine_paths({"README.md": line}) == [f"README.md:1 {line}"]


@pytest.mark.parametrize("line", ["https://example.org/tmp/x", "/part-1/home/", "var/tmp/x", "/home/stories/"])
def test_an_address_is_no_machine_path(line):
    assert machine_paths({"README.md": line}) == []


@pytest.mark.parametrize("line", ["--index-url https://example.org/simple", "url = https://files.pythonhosted.org/x", "https://registry.npmjs.org/trix"])
def test_a_registry_is_found(line):
    assert registries({"requirements.lock": line}) == [f"requirements.lock:1 {line}"]
