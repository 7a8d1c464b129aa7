"""Endnotes in templates: {% load endnotes %}."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join

from guide.endnote_words import pages_in
from guide.endnotes import EndnoteLinks, Endnotes, NotesOfAPage, notes_of_the_guide, words_in
from guide.links import addresses_of
from guide.noted_words import MARK
from guide.spiral import Spiral

register = template.Library()


@register.filter(is_safe=True)
def numbered_by(html: str, notes: Endnotes | str) -> str:
    """A page's text with the numbers of its notes; as it is where no page numbers it."""
    return notes.number(html) if isinstance(notes, Endnotes) else html


@register.filter
def noted(words: str) -> str:
    """Plain words with the marks of their notes, to be numbered."""
    return format_html_join("", "{}", ([_drawn(piece)] for piece in MARK.split(words or "")))


def _drawn(piece: str) -> str:
    return format_html("{}*</a>", EndnoteLinks.expand_db_attributes({"note": next(words_in([piece]))})) if MARK.fullmatch(piece) else conditional_escape(piece)


@register.simple_tag
def all_notes(spiral: Spiral) -> list[NotesOfAPage]:
    """Inside {% linked %} what they lead to is found for all of them at once."""
    pages = notes_of_the_guide(spiral)
    addresses_of({page for one in pages for note in one.notes for page in pages_in(note.text)})
    return pages
