"""Plain words in which endnotes may stand, such as a quotation or a pitfall.

They are stored as plain text, in which only the mark of a note counts (guide/endnotes.py); everything else is itself, other markup too. So
words without notes are stored as they always were, whoever wrote them. In the CMS they are written with the button for endnotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from django import forms
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.rich_text import extract_references_from_rich_text

from guide.endnotes import KIND

MARK = re.compile(rf'(<a linktype="{KIND}" note="[^"<>]*">\*</a>)')
IN_THE_EDITOR = re.compile(rf'<a\b(?=[^<>]*\blinktype="{KIND}")[^<>]*\b(note="[^"<>]*")[^<>]*>[^<>]*</a>')
NEXT_LINE = re.compile(r"</p>\s*<p\b[^>]*>|<br\s*/?>")


def plain(stored: str) -> str:
    """Without the notes."""
    return MARK.sub("", stored)


def as_rich_text(stored: str) -> str:
    """For an editor: a paragraph a line."""
    return "".join(f"<p>{_escaped(line)}</p>" for line in stored.split("\n")) if stored else ""


def as_stored(rich_text: str) -> str:
    """What an editor wrote."""
    return "\n".join(_unescaped(line) for line in NEXT_LINE.split(rich_text or "")).strip()


def _escaped(line: str) -> str:
    return "".join(piece if MARK.fullmatch(piece) else escape(piece, quote=False) for piece in MARK.split(line))


def _unescaped(line: str) -> str:
    marked = IN_THE_EDITOR.sub(rf'<a linktype="{KIND}" \1>*</a>', line)
    return "".join(piece if MARK.fullmatch(piece) else unescape(strip_tags(piece)) for piece in MARK.split(marked))


class NotedWords(forms.CharField):
    """Of a form that an editor fills in."""

    def bound_data(self, data: str, initial: str) -> str:
        return as_stored(super().bound_data(data, initial))

    def prepare_value(self, value: str | None) -> str:
        return as_rich_text(value or "")

    def to_python(self, value: str) -> str:
        return as_stored(super().to_python(value))


class NotedTextField(RichTextField):
    """To the database and its migrations any text."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"features": [KIND]} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, {option: value for option, value in kwargs.items() if option not in ("features", "editor")}

    def formfield(self, **kwargs) -> forms.Field:
        return super().formfield(**{"form_class": NotedWords} | kwargs)

    def extract_references(self, value: str) -> Iterator[tuple]:
        return extract_references_from_rich_text(as_rich_text(value))


class NotedText(blocks.TextBlock):
    """The same as a piece of a block."""

    @cached_property
    def field(self) -> forms.Field:
        from wagtail.admin.rich_text import get_rich_text_editor_widget  # reads the features, which are registered by then

        return forms.CharField(widget=get_rich_text_editor_widget(features=[KIND]), **self.field_options)

    def value_for_form(self, value: str | None) -> str:
        return as_rich_text(value or "")

    def value_from_form(self, value: str) -> str:
        return as_stored(value)

    def extract_references(self, value: str | None) -> Iterator[tuple]:
        return extract_references_from_rich_text(as_rich_text(value or ""))
