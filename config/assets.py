"""Joins the many small style sheets and scripts into the few files that a page loads.

`css/joined.css` is site.css with its imports in place; `js/visitor.js` and `js/member.js` are the
behaviours of their folders. The development server and collectstatic both ask the finder below, so a
template names the joined file and nothing has to be built first.
"""

import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

IMPORT = re.compile(r'@import\s+"(?P<path>[^"]+)"\s+layer\((?P<layer>\w+)\)\s*(?P<media>[^;]*);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUOTED = re.compile(r'("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')')
ADDRESS = re.compile(r'url\("(?!data:|/|#|[a-z]+://)([^"]+)"\)')
LINE_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^\s*/\*.*?\*/", re.MULTILINE | re.DOTALL)

# The one sheet that stands twice in the joined file: for the device's wish and for the person's choice.
DARK = "dark.css"
BY_DEVICE = ':where(:root:not([data-theme="light"]))'
BY_CHOICE = ':where(:root[data-theme="dark"])'


def joined_css(folder: Path) -> str:
    """site.css with every import written in its place, inside its layer."""
    return lightened_css(IMPORT.sub(lambda found: _imported(folder, found), (folder / "site.css").read_text()))


def _imported(folder: Path, found: re.Match) -> str:
    text = _addresses_from_here((folder / found["path"]).read_text(), found["path"])
    sheet = f"@media {found['media']}{{{text}}}" if found["media"] else text
    if found["path"] == DARK:
        sheet += text.replace(BY_DEVICE, BY_CHOICE)
    return f"@layer {found['layer']}{{{sheet}}}"


def _addresses_from_here(text: str, path: str) -> str:
    """A sheet in a subfolder names files beside itself; the joined sheet stands one folder up."""
    here = posixpath.dirname(path)
    return ADDRESS.sub(lambda found: f'url("{posixpath.normpath(posixpath.join(here, found[1]))}")', text)


def lightened_css(text: str) -> str:
    """Without comments and needless spaces. What stands in quotes is left alone."""
    pieces = QUOTED.split(COMMENT.sub("", text))
    pieces[::2] = [_tightened(piece) for piece in pieces[::2]]
    return "".join(pieces).strip() + "\n"


def _tightened(piece: str) -> str:
    piece = re.sub(r"\s+", " ", piece)
    piece = re.sub(r" ?([{};,>]) ?", r"\1", piece)
    return re.sub(r":\s", ":", piece).replace(";}", "}")


def joined_js(folder: Path) -> str:
    """Every behaviour of a folder, by name, without whole-line comments and indentation."""
    text = "\n".join(source.read_text() for source in _behaviours(folder))
    text = LINE_COMMENT.sub("", BLOCK_COMMENT.sub("", text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def _behaviours(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.js"))


def _sheets(folder: Path) -> list[Path]:
    return [sheet for sheet in folder.rglob("*.css")]


# What is made: its name, the folder it is made of, what in the folder it depends on, and how.
Maker = tuple[str, Callable[[Path], list[Path]], Callable[[Path], str]]
JOINED: dict[str, Maker] = {
    "css/joined.css": ("css", _sheets, joined_css),
    "js/visitor.js": ("js/visitor", _behaviours, joined_js),
    "js/member.js": ("js/member", _behaviours, joined_js),
}


def joined(name: str) -> Path:
    """The path of a joined file, made anew if one of its sources is newer. Any number of processes may ask at once."""
    folder_name, sources, join = JOINED[name]
    folder, target = settings.BASE_DIR / "static" / folder_name, Path(settings.ASSETS_DIR) / name
    if not _is_fresh(target, [folder, *sources(folder), Path(__file__)]):
        _write(target, join(folder))
    return target


def _is_fresh(target: Path, sources: list[Path]) -> bool:
    """A removed source shows in its folder's own time."""
    if not target.exists():
        return False
    folders = {source.parent for source in sources[1:-1]}
    return target.stat().st_mtime_ns > max(path.stat().st_mtime_ns for path in (*sources, *folders))


def _write(target: Path, text: str) -> None:
    """Whole or not at all: another process reads the file before or the file after, never half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "w") as part:
        part.write(text)
    os.chmod(name, 0o644)
    os.replace(name, target)


class JoinedAssetsFinder(BaseFinder):
    """Finds the joined files, for the development server and for collectstatic."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.ASSETS_DIR)
        self.storage.prefix = ""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        if path not in JOINED:
            return []
        found = str(joined(path))
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in JOINED:
            if not matches_patterns(name, ignore_patterns or []):
                joined(name)
                yield name, self.storage
