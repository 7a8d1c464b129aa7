"""What changed between two versions of a story, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from forum.comparison import Comparison, compare_fields
from forum.html import text_of
from guide.models import StoryPage


def compare_versions(before: dict, after: dict) -> Comparison:
    """Two versions' `words`, field by field."""
    return compare_fields(_beside_each_other(before, after))


def compare_with_page(sent: dict, page: StoryPage, *, credit: str) -> Comparison:
    """A version's `words` with the page that was made of them, as it would be published. `credit` is the line that the author chose."""
    return compare_fields(
        [
            (_("Title"), sent.get("title", ""), page.title),
            (_("Introduction"), "", page.lead),
            (_("Text"), _text_sent(sent), _text_of_page(page)),
            (_("Photos"), "\n".join(sent.get("photos", [])), "\n".join(_descriptions(page))),
            (_("Place"), sent.get("place", ""), str(page.place or "")),
            (_("Initiative"), sent.get("initiative", ""), str(page.initiative or "")),
            (_("Milestones"), *_in_one_order(sent.get("milestones", []), [one.title for one in page.milestones.all()])),
            (_("Parts of the work"), *_in_one_order(sent.get("functions", []), [str(one) for one in page.functions.all()])),
            (_("Credit"), credit, page.credit_line),
        ]
    )


def _text_sent(sent: dict) -> str:
    """Under the headings that a page begins with."""
    parts = ((_("What was going on"), "going_on"), (_("What we did"), "did"), (_("What changed"), "changed"))
    return "\n\n".join(f"{heading}\n\n{_plain(sent.get(field, ''))}" for heading, field in parts)


def _text_of_page(page: StoryPage) -> str:
    body = page.body.get_prep_value() if page.body else []
    return "\n\n".join(text for block in body if (text := _text_of_block(block["type"], block["value"])))


def _text_of_block(kind: str, value) -> str:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        return "\n\n".join(_plain(words) for name, words in value.items() if isinstance(words, str) and words and not (kind == "figure" and name == "alt"))
    return ""


def _plain(html: str) -> str:
    """Words alone, paragraphs parted by a blank line: what is read, whichever editor wrote it."""
    parted = re.sub(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>", "\n\n", html)
    return re.sub(r"\n{2,}", "\n\n", unescape(strip_tags(parted))).strip()


def _descriptions(page: StoryPage) -> list[str]:
    body = page.body.get_prep_value() if page.body else []
    return [block["value"].get("alt", "") for block in body if block["type"] == "figure"]


def _in_one_order(sent: list[str], shown: list[str]) -> tuple[str, str]:
    return "\n".join(sorted(sent)), "\n".join(sorted(shown))


def _beside_each_other(before: dict, after: dict) -> Iterator[tuple[str, str, str]]:
    for key, name in _names().items():
        yield name, _text(key, before), _text(key, after)


def _names() -> dict[str, str]:
    return {
        "title": _("Title"),
        "going_on": _("What was going on"),
        "did": _("What you did"),
        "changed": _("What changed"),
        "place": _("Place"),
        "initiative": _("Initiative"),
        "milestones": _("Milestones"),
        "functions": _("Parts of the work"),
        "photos": _("Photos"),
        "credit": _("Credit"),
    }


def _text(key: str, words: dict) -> str:
    value = words.get(key) or ""
    if isinstance(value, list):
        return "\n".join(value)
    return text_of(value) if key in ("going_on", "did", "changed") else value
