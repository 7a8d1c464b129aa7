"""Leads files through the import: finds them, reads them all, chooses among copies, writes one after the other."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from guide.endnote_words import plain
from guide.endnotes import words_in, words_on
from guide.importing import chrome, outline
from guide.importing.accounting import unplaced
from guide.importing.notes import ListedNote
from guide.importing.reading import Unreadable, read_file
from guide.importing.recognising import Foreign, Type, recognise
from guide.importing.redirects import point_old_addresses_here
from guide.importing.report import FileReport, counts_of, text_of
from guide.importing.settling import settle, settle_appendix
from guide.importing.shaping import shape
from guide.importing.tree import Tree
from guide.importing.writing import Done, write
from guide.models import ImportReport, SavedNote

logger = logging.getLogger(__name__)

PAGE_ENDINGS = {"", ".txt", ".text", ".htm", ".html", ".xhtml", ".aspx"}
READING_ORDER = list(Type)

Told = Callable[[str, int, int], None]
"""Told what is being done with which file of how many."""


@dataclass
class Found:
    """The files under the given paths, the paths that do not exist, and what folders held beside pages, by ending."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


@dataclass
class Run:
    """A finished import."""

    files: list[FileReport]
    text: str
    counts: dict[str, int]


def find(paths: Sequence[str]) -> Found:
    """Files as they are named; of folders, with their sub-folders, those that may be pages. No file twice."""
    found = Found()
    seen: set[str] = set()
    for given in paths:
        path = Path(given)
        if not path.exists() and not path.is_symlink():
            found.missing.append(given)
            continue
        for file in _in_folder(path, found.passed_over) if path.is_dir() else [path]:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                found.files.append((file, printable(os.fspath(file))))
    return found


def run(found: Found, *, dry_run: bool = False, told: Told = lambda name, done, total: None) -> Run:
    """Import the files. Nothing is stored in a dry run; otherwise the report is, from its beginning on."""
    stored = None if dry_run else ImportReport.objects.create(started_at=timezone.now())
    files = [*_missing(found.missing), *_all_read(found.files, told)]
    _choose_among_copies(files)
    pages = [one for one in files if one.draft and not one.refusal]
    _settle_all(pages, dry_run=dry_run)
    _write_all(pages, Tree.of_the_guide(dry_run=dry_run), told)
    text, counts = text_of(files, dry_run=dry_run, passed_over=found.passed_over), counts_of(files)
    if stored:
        point_old_addresses_here()
        stored.finished_at, stored.text, stored.counts = timezone.now(), text, counts
        stored.save(update_fields=["finished_at", "text", "counts"])
    return Run(files, text, counts)


def read(path: Path, name: str) -> FileReport:
    """One file as far as its draft, or the sentence that says why not."""
    try:
        source = read_file(path, name)
        lines = chrome.mark(source.lines)
        draft = shape(lines, recognise(source, lines))
    except (Unreadable, Foreign) as sentence:
        return FileReport(name, refusal=str(sentence))
    if not (draft.lead or draft.body or draft.stories or draft.notes or any(draft.fields.values())):
        return FileReport(name, refusal=_("The page holds nothing but its title."))
    remarks = list(source.remarks)
    remarks += [_("Not placed, please look: “%(text)s”.") % {"text": line.text[:160]} for line in unplaced(source.lines, draft)]
    return FileReport(name, draft=draft, remarks=remarks)


def printable(name: str) -> str:
    """A file name that can be shown and stored, whatever bytes it is made of."""
    return re.sub(r"[\x00-\x1f\x7f]", "�", name.encode("utf-8", "replace").decode())


def _in_folder(folder: Path, passed_over: Counter[str]) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if path.suffix.lower() in PAGE_ENDINGS:
                yield path
            else:
                passed_over[printable(path.suffix.lower())] += 1


def _missing(paths: Sequence[str]) -> list[FileReport]:
    return [FileReport(printable(path), refusal=_("There is no such file or folder.")) for path in paths]


def _all_read(files: Sequence[tuple[Path, str]], told: Told) -> Iterator[FileReport]:
    for number, (path, name) in enumerate(files, start=1):
        told(_("Reading %(name)s") % {"name": name}, number, len(files))
        yield read(path, name)


def _choose_among_copies(files: Sequence[FileReport]) -> None:
    """Of several files with the same page, the fullest is used: a page and its print form are often both saved."""
    pages: dict[tuple[Type, str], list[FileReport]] = {}
    for one in files:
        if one.draft:
            pages.setdefault((one.draft.type, one.draft.place), []).append(one)
    for copies in pages.values():
        best = min(copies, key=lambda one: (-one.draft.words, one.name))
        for one in copies:
            if one is not best:
                one.refusal = _("The same page as %(other)s, which holds as much or more.") % {"other": best.name}


def _settle_all(pages: Sequence[FileReport], *, dry_run: bool) -> None:
    """Endnotes for the marks of each page, from its own list or the appendix's: that of this import, else of an earlier one."""
    listed = [note for one in pages if one.draft.type is Type.APPENDIX for note in one.draft.notes]
    if not listed:
        listed = [ListedNote(note.number, note.words, note.section) for note in SavedNote.objects.all()]
    elif not dry_run:
        _keep(listed)
    for one in pages:
        if one.draft.type is not Type.APPENDIX:
            one.draft = settle(one.draft, listed)


@transaction.atomic
def _keep(listed: Sequence[ListedNote]) -> None:
    rows = [(note.number, note.section, note.words) for note in listed]
    if list(SavedNote.objects.values_list("number", "section", "words")) != rows:
        SavedNote.objects.all().delete()
        SavedNote.objects.bulk_create(SavedNote(number=number, section=section, words=words) for number, section, words in rows)


def _standing_notes(pages: Sequence[FileReport], tree: Tree) -> set[str]:
    """What is read of the notes that stand on pages, those of a trial included."""
    tried = [one.draft for one in pages] if tree.dry_run else []
    within = Page.objects.live().descendant_of(tree.home, inclusive=True)
    standing = words_on(within.values_list("pk", flat=True)) | {words for draft in tried for words in words_in([draft.body, draft.fields])}
    return {plain(words) for words in standing}


def _write_all(files: Sequence[FileReport], tree: Tree, told: Told) -> None:
    """Parents before children. What cannot be written is reported, and the rest goes on."""
    for number, one in enumerate(sorted(files, key=_reading_order), start=1):
        told(_("Writing %(name)s") % {"name": one.name}, number, len(files))
        one.done = _reported(one, lambda one=one: _write_first(one, files, tree))
    for one in files:
        if one.done and one.draft.links_to_the_guide and not tree.dry_run:  # what it links to may have come after it
            _reported(one, lambda one=one: write(one.draft, tree))


def _write_first(one: FileReport, files: Sequence[FileReport], tree: Tree) -> Done:
    if one.draft.type is Type.APPENDIX:  # the last that is written
        one.draft = settle_appendix(one.draft, _standing_notes(files, tree))
    return write(one.draft, tree)


def _reported(one: FileReport, written: Callable[[], Done]) -> Done | None:
    try:
        return written()
    except Exception as error:  # one page must not keep hundreds of others out; its own transaction is undone
        logger.exception("The import of %s failed", one.name)
        one.failed, one.refusal = True, _("It could not be written (%(error)s).") % {"error": (str(error).splitlines() or [type(error).__name__])[0]}
        return None


def _reading_order(one: FileReport) -> tuple:
    siblings = outline.siblings_in_order(one.draft.place)
    at = siblings.index(one.draft.place) if siblings else len(outline.STAGES) * 10
    return READING_ORDER.index(one.draft.type), one.draft.place.rpartition("/")[0], at, one.draft.place
