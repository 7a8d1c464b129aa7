"""The times that staff promise, for the sentences of pages and letters."""

from __future__ import annotations

from django import template

from accounts.promises.models import promised
from accounts.promises.words import working_days

register = template.Library()


@register.simple_tag
def time_for_posts() -> str:
    """“one working day”, as set."""
    return working_days(promised().post_days)


@register.simple_tag
def time_for_stories() -> str:
    """“five working days”, as set."""
    return working_days(promised().story_days)
