"""The languages of the site, and how an address names one: `/es/…`; none for the guide's own language."""

from __future__ import annotations

from django.conf import settings

OWN = settings.LANGUAGE_CODE  # of the guide as it is written first
OTHERS = tuple(code for code, _name in settings.LANGUAGES if code != OWN)


def prefix_of(language: str) -> str:
    """“/es”, or nothing for the guide's own language."""
    return f"/{language}" if language in OTHERS else ""


def language_of(address: str) -> str:
    """The language that an address names, such as `/es/part-1/`; the guide's own one when it names none."""
    first = address.lstrip("/").partition("/")[0]
    return first if first in OTHERS else OWN


def without_prefix(address: str) -> str:
    return address.removeprefix(prefix_of(language_of(address))) or "/"


# The tree holds a home for each language, side by side; the slug of a home is in no address.


def slug_of_home(language: str) -> str:
    return f"home-{language}"


def language_of_home(slug: str) -> str:
    """No query: a translated home keeps the slug it was given (GuideHome.full_clean)."""
    return next((language for language in OTHERS if slug == slug_of_home(language)), OWN)
