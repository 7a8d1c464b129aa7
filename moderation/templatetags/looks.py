"""Who has looked up who asked: {% load looks %}."""

from __future__ import annotations

from django import template

from forum.discussions.models import Question
from moderation.history import Entry, what_happened
from moderation.models import Act, Decision

register = template.Library()


@register.simple_tag
def looks_at(question: Question) -> list[Entry]:
    """For the asker, newest first, each with its reason. One query."""
    looks = Decision.objects.about(question).filter(act=Act.LOOKED_UP).select_related("by")
    return [Entry(look.at, what_happened(look), look.reason) for look in looks]
