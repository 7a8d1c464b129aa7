"""How a page offers itself to other sites: {% load embedding %}. No query."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from forum.embed.frames import frame_of

register = template.Library()


@register.inclusion_tag("embed/_found_by_programs.html")
def found_by_programs(page: Page) -> dict:
    """For the head of a page: where programs ask what to show for it."""
    return {"frame": frame_of(page)}


@register.inclusion_tag("embed/_code.html")
def embed_this(page: Page) -> dict:
    """The code that people copy into their own site."""
    return {"frame": frame_of(page)}
