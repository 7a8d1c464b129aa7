"""The zip itself: data.json with every column, index.html to be read, and the files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.exceptions import SuspiciousFileOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, Model, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import privacy
from accounts.models import User
from accounts.privacy import Named, Part

FILES = "files"


def write_copy(person: User, to: IO[bytes]) -> None:
    """In the language and by the clock that hold now. A row is read at a time; a file that is lost is named and left out."""
    data: dict[str, Any] = {"about": {"site": _("Ask the Field"), "made_at": timezone.now(), "not_in_this_copy": dict(privacy.reasons())}}
    sections = []
    with ZipFile(to, "w", ZIP_DEFLATED) as zipped:
        for part in privacy.parts():
            rows = list(rows_of(part, person))
            data[part.name] = [as_data(part, row) for row in rows]
            names = part.names(rows, person)
            sections.append((part.title, [as_read(part, row, names) for row in rows]))
            _put_files(zipped, part, rows)
        zipped.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        words = {"person": person, "sections": sections, "made_at": timezone.now()}
        zipped.writestr("index.html", render_to_string("account/own_data/copy.html", words))


def rows_of(part: Part, person: User) -> Iterable[Model]:
    theirs = Q(*((key, part.whose(person)) for key in part.by), _connector=Q.OR)
    return part.model._base_manager.filter(theirs, **part.where).order_by("pk").iterator()


def as_data(part: Part, row: Model) -> dict[str, Any]:
    return {field.attname: _plain_value(row, field) for field in row._meta.concrete_fields if field.name not in part.leave_out}


def _plain_value(row: Model, field) -> Any:
    value = getattr(row, field.attname)
    return _in_the_zip(value.name) if isinstance(field, FileField) and value else value


def as_read(part: Part, row: Model, names: Named) -> list[tuple[str, str]]:
    """Label and words of each column that says something."""
    read = ((str(label), _words(part, row, name, names)) for name, label in part.shows.items())
    return [(label, words) for label, words in read if words]


def _words(part: Part, row: Model, name: str, names: Named) -> str:
    value = getattr(row, name)
    if isinstance(value, str) and value in names:
        return str(names[value])
    if hasattr(row, f"get_{name}_display"):
        value = getattr(row, f"get_{name}_display")()
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "\n\n".join(part.reads(str(words)) for words in value.values() if words)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return part.reads(str(value)) if isinstance(value, str) else "" if value is None else str(value)


def _put_files(zipped: ZipFile, part: Part, rows: list[Model]) -> None:
    for row, field in _files_of(part, rows):
        file = getattr(row, field.name)
        try:
            with file.storage.open(file.name) as there:
                zipped.writestr(_in_the_zip(file.name), there.read(), ZIP_STORED)
        except (OSError, SuspiciousFileOperation):  # lost: the copy names it all the same
            continue


def _files_of(part: Part, rows: list[Model]) -> Iterator[tuple[Model, FileField]]:
    fields = [field for field in part.model._meta.concrete_fields if isinstance(field, FileField) and field.name not in part.leave_out]
    return ((row, field) for row in rows for field in fields if getattr(row, field.name))


def _in_the_zip(name: str) -> str:
    return f"{FILES}/{PurePosixPath(name).name}"
