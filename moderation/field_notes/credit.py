"""How whoever wrote an answer is named beside its field note."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from forum.discussions.models import Reply
from forum.stories.models import Credit


def credit_line(person: User, credit: str) -> str:
    match credit:
        case Credit.FULL:
            return ", ".join(part for part in (person.shown_name, person.role) if part)
        case Credit.FIRST_NAME:
            return person.first_name
        case Credit.COMMUNITY:
            return person.shown_place
    return ""


def choices_for(reply: Reply) -> list[tuple[str, str]]:
    """With what readers would see. Whoever answered under an alias is not offered their name."""
    person = reply.person_behind
    offered = [Credit.COMMUNITY] if reply.alias else [Credit.FULL, Credit.FIRST_NAME, Credit.COMMUNITY]
    lines = [(credit.value, line) for credit in offered if (line := credit_line(person, credit))]
    return [*lines, (Credit.NONE.value, _("No name and no place"))]
