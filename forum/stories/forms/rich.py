"""Words with an editor over them: plain text in the textarea, HTML when the editor sent it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum import html
from forum.stories.parts import WANTED

WRITTEN_WITH, RICH = "written_with", "rich"  # the field, and its value when the editor sent HTML instead of plain text
RICH_ONES = ("going_on", "did", "changed")
WORDS = ("title", *RICH_ONES, "city", "initiative", "reply", "words")


@dataclass(frozen=True)
class Typed:
    """Words as they were sent. Raises html.WordsRefused when they cannot become our HTML."""

    words: str
    rich: bool

    def as_html(self) -> str:
        return _as_html(self.words, self.rich)


# A press reads the same long words several times: to check them, to compare them with another window's, to show them again.
AT_HAND = 16  # texts a process


@lru_cache(AT_HAND)
def _as_html(words: str, rich: bool) -> str:
    return (html.clean if rich else html.from_plain)(words, html.MAX_STORY)


_as_plain = lru_cache(AT_HAND)(html.to_plain)


class RichTextarea(forms.Textarea):
    """A textarea of plain text that says in `data-rich` what an editor shows in its place. Its value is our HTML, or Typed."""

    def value_from_datadict(self, data, files, name: str) -> Typed | None:
        words = data.get(name)
        return None if words is None else Typed(words.strip(), data.get(WRITTEN_WITH) == RICH)

    def get_context(self, name: str, value: str | Typed | None, attrs) -> dict:
        plain, markup = both_ways(value or "")
        return super().get_context(name, plain, (attrs or {}) | {"data-rich": markup})


def both_ways(value: str | Typed) -> tuple[str, str]:
    """For the textarea and for the editor. What was refused is shown as it was sent."""
    if isinstance(value, str):
        return _as_plain(value), value
    try:
        cleaned = value.as_html()
    except html.WordsRefused:
        return value.words, value.words
    return _as_plain(cleaned) if value.rich else value.words, cleaned


def readable(data: QueryDict) -> list[str]:
    """All that was typed in a form of a story, as a person would copy it; the editor's HTML without its tags."""
    rich = data.get(WRITTEN_WITH) == RICH
    fields = [name for name in data if name in WORDS or name.startswith("alt-")]
    return [both_ways(Typed(data[name], rich and name in RICH_ONES))[0] for name in fields if data[name].strip()]


class RichWords(forms.Field):
    widget = RichTextarea
    one_too_many = False  # the longest of a story that is too long in all

    def clean(self, value: Typed | None) -> str:
        if self.one_too_many:
            words = _("Your story is longer than %(limit)s characters. Shorten it, or tell it as two stories.")
            raise ValidationError(words, params={"limit": f"{html.MAX_STORY:,}"}, code="too_long")
        try:
            cleaned = value.as_html() if value else ""
        except html.WordsRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        if html.is_blank(cleaned):
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


def rich_words(name: str, label: str, hint: str) -> RichWords:
    return RichWords(label=label, help_text=hint, widget=RichTextarea(attrs={"rows": 9}), error_messages={"required": WANTED[name]})
