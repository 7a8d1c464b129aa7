"""Every address pattern the site serves, walked from the site map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.urls import URLPattern, get_resolver


class Address(NamedTuple):
    pattern: str
    view: Callable

    @property
    def view_name(self) -> str:
        """Where the view lives: `accounts.views.name`. A class's view goes by its class."""
        view = getattr(self.view, "view_class", self.view)
        return f"{view.__module__}.{view.__qualname__}"


def served() -> list[Address]:
    """In the order of the site map; the first of two alike is the one that answers."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver().url_patterns, ""):
        found.setdefault(address.pattern, address)
    return list(found.values())


def _walk(patterns: list, before: str) -> Iterator[Address]:
    for found in patterns:
        pattern = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield Address(pattern, found.callback)
        else:
            yield from _walk(found.url_patterns, pattern)
