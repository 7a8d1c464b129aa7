"""A key that is none is found when the site starts, not when somebody switches a device on."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from forum.push import keys


@register()
def the_key_of_pushes_is_one(**options: Any) -> list[CheckMessage]:
    try:
        if keys.are_on():
            keys.public_key()
    except ImproperlyConfigured as reason:
        return [Error(str(reason), id="field.E006")]
    return []
