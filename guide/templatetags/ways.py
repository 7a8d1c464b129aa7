"""Links inside translated sentences: {% load ways %}."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from guide.ways import in_the_readers_language

register = template.Library()

LINK = re.compile(r'<a href="(/[a-z0-9/-]*)">')


@register.filter(is_safe=True)
def in_the_readers_guide(html: str) -> str:
    """Its links to pages of the guide lead to the reader's language, or say that they do not (`hreflang`)."""
    ways = in_the_readers_language(LINK.findall(html))
    return LINK.sub(lambda link: _link(*ways[link[1]]) if link[1] in ways else link[0], html)


@register.filter
def in_the_readers_guide_at(place: str) -> str:
    """The address alone, for a letter."""
    return in_the_readers_language([place]).get(place, (place, ""))[0]


def _link(address: str, language: str) -> str:
    return format_html('<a href="{}">', address) if language == get_language() else format_html('<a href="{}" hreflang="{}">', address, language)
