"""Endnotes in templates: {% load endnotes %}."""

from __future__ import annotations

from django import template

from guide.endnotes import Endnotes, NotesOfAPage, notes_of_the_guide
from guide.spiral import Spiral

register = template.Library()


@register.filter(is_safe=True)
def numbered_by(html: str, notes: Endnotes | str) -> str:
    """A page's text with the numbers of its notes; as it is where no page numbers it."""
    return notes.number(html) if isinstance(notes, Endnotes) else html


@register.simple_tag
def all_notes(spiral: Spiral) -> list[NotesOfAPage]:
    return notes_of_the_guide(spiral)
