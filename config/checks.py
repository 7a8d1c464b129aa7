"""Django's system checks, for what a running site would otherwise find out too late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from config.operations.checks import nobody_is_a_demonstration
from forum.letters.rights import somebody_answers
from forum.letters.transport import transport_for


@register()
def letters_have_a_way_out(**options: Any) -> list[CheckMessage]:
    try:
        transport_for(settings.EMAIL_URL)
    except ImproperlyConfigured as reason:
        return [Error(str(reason), id="field.E001")]
    return []


@register()
def somebody_answers_for_questions(**options: Any) -> list[CheckMessage]:
    """Without an answer every letter about a question would be put off until it is given up."""
    if somebody_answers():
        return []
    hint = "Register one with forum.letters.rights.asked_before_sending in an app's ready()."
    return [Error("Nobody says whether a person may still read what a letter is about.", hint=hint, id="field.E002")]


@register(Tags.database)
def no_demonstration_people(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Asked by `check --database default` and `migrate`; a database without tables has no people."""
    if not databases or "default" not in databases:
        return []
    try:
        complaint = nobody_is_a_demonstration()
    except DatabaseError:
        return []
    return [Error(complaint, id="field.E003")] if complaint else []
