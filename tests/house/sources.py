"""The project's own text, for the rules that are held by reading it. A rule takes `{path: text}` and returns complaints."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "guide", "forum", "moderation", "config")

Sources = dict[str, str]


@cache
def python() -> Sources:
    """Every Python file of the rooms; migrations too, tests not."""
    return _read(*(file for room in ROOMS for file in (ROOT / room).rglob("*.py")))


@cache
def templates() -> Sources:
    """Every template, wherever it stands."""
    folders = [ROOT / "templates", *(folder for room in ROOMS for folder in (ROOT / room).rglob("templates"))]
    return _read(*(file for folder in folders for file in folder.rglob("*") if file.suffix in (".html", ".txt", ".xml")))


@cache
def everything() -> Sources:
    """Every text file that belongs to the project: what git knows of, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return _read(*(ROOT / name for name in names))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without(sources: Sources, *parts: str) -> Sources:
    """Those whose path holds none of the parts."""
    return {path: text for path, text in sources.items() if not any(part in path for part in parts)}


def _read(*files: Path) -> Sources:
    texts = {}
    for file in sorted(files):
        try:
            texts[file.relative_to(ROOT).as_posix()] = file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture or a font; or removed but not yet committed
    return texts
