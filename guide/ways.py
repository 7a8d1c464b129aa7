"""Where a sentence leads whose words name a page of the guide by its address, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from wagtail.models import Page

from guide.languages import OTHERS, OWN
from guide.spiral import address, language_of_path


def in_the_readers_language(places: Iterable[str]) -> dict[str, tuple[str, str]]:
    """For each of these places that is a page of the guide: the address in the reader's language where it is translated, else its own; and the
    language there. One query; none for a reader of the guide's own language.
    """
    language, places = get_language(), set(places)
    if language not in OTHERS or not places:
        return {}
    named = Page.objects.filter(content_type__app_label="guide", locale__language_code=OWN, slug__in={_slug(place) for place in places})
    pages = Page.objects.live().filter(translation_key__in=named.values("translation_key"), locale__language_code__in=[OWN, language])
    found: dict[object, dict[str, str]] = {}
    for key, path in pages.values_list("translation_key", "url_path"):
        found.setdefault(key, {})[language_of_path(path)] = address(path)
    return {ways[OWN]: (ways[language], language) if language in ways else (ways[OWN], OWN) for ways in found.values() if ways.get(OWN) in places}


def _slug(place: str) -> str:
    return place.rstrip("/").rpartition("/")[2] or "home"
