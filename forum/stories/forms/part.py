"""What the forms of all parts share. A part may be kept unfinished: what is only missing is no reason not to keep the rest."""

from __future__ import annotations

import hashlib
import json

from django import forms
from django.utils.translation import gettext as _

from forum.stories.forms.rich import RichWords, both_ways
from forum.stories.models import Submission
from forum.stories.parts import Part


class PartForm(forms.Form):
    """One part of a story. `to_save` is what can be kept of it; `only_lacks` is true when nothing is wrong but what is missing."""

    part: Part

    def __init__(self, data=None, *, story: Submission, initial: dict | None = None) -> None:
        self.story = story
        super().__init__(data, initial=self.stored() | (initial or {}))

    def stored(self) -> dict:
        """What the story holds, as the fields show it."""
        raise NotImplementedError

    @property
    def seen(self) -> str:
        """A digest of what is stored: a form that was opened on something else was overtaken."""
        return digest_of(self.stored())

    def to_save(self) -> dict:
        """The fields that can be kept; those that were emptied are empty."""
        kept = {name: _nothing_in(self.fields[name]) for name in self.fields if self.has_error(name, "required")}
        return kept | self.cleaned_data

    @property
    def only_lacks(self) -> bool:
        return all(error.code == "required" for errors in self.errors.as_data().values() for error in errors)

    def said(self) -> dict[str, str]:
        """What each field says, by its label: for two versions beside each other."""
        return {str(self.fields[name].label): _in_words(self.fields[name], self[name].value()) for name in self.fields}


def digest_of(stored: dict) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _nothing_in(field: forms.Field) -> str | list:
    return [] if isinstance(field, forms.MultipleChoiceField) else ""


def _in_words(field: forms.Field, value) -> str:
    if isinstance(field, RichWords):
        return both_ways(value or "")[0]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for key, label in _flat(field.choices) if str(key) in chosen and str(key))
    return str(value or "")


def _flat(choices) -> list[tuple]:
    """Choices without their groups."""
    return [pair for key, label in choices for pair in (label if isinstance(label, list | tuple) else [(key, label)])]
