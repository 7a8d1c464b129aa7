"""What readers would see of a story: the thing that a consent is bound to."""

from __future__ import annotations

import hashlib
import json
import re

from wagtail.images.models import SourceImageIOError
from wagtail.utils.file import hash_filelike

from guide.models.media import GuideDocument, GuideImage

# Draftail gives each paragraph a key of its own when a text without keys is opened and saved.
PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')


def content_digest(story) -> str:
    """A digest of what readers would see of this story page, saved or not: the thing that a consent is bound to.

    A revision's page and the page that comes of publishing it have the same one, in every language of the interface. Six queries at most.
    """
    return hashlib.sha256(json.dumps(seen_in(story), sort_keys=True, default=str).encode()).hexdigest()


def seen_in(story) -> dict:
    """What comes from a list or a library stands here in words, not by its number: it may be changed there."""
    body = story.body.get_prep_value() if story.body else []
    place, initiative = story.place, story.initiative
    return {
        "title": story.title,
        "lead": story.lead,
        "body": _content(body),
        "pictures": _files(GuideImage, _chosen(body, "image"), "credit"),
        "documents": _files(GuideDocument, [pk for pk in _chosen(body, "document") if pk], "title"),
        "place": [place.pk, place.city, place.county, place.state] if place else None,
        "initiative": [initiative.pk, initiative.name, initiative.link] if initiative else None,
        "credit": story.credit_line,
        "milestones": sorted(page.pk for page in story.milestones.all()),
        "functions": sorted(function.pk for function in story.functions.all()),
    }


def _content(raw):
    """A block's stored value without what the editor adds or leaves out by itself: ids, keys of paragraphs, empty fields."""
    if isinstance(raw, dict):
        kept = {name: _content(value) for name, value in raw.items() if name != "id"}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(raw, list):
        return [_content(value) for value in raw]
    return PARAGRAPH_KEY.sub("", raw) if isinstance(raw, str) else raw


def _files(model: type[GuideImage | GuideDocument], chosen: list[int | None], told: str) -> list[list[str]]:
    """The digests of these files, in order, with what is told of them: a file may change under the same picture. One query, none without them."""
    found = model.objects.in_bulk([pk for pk in chosen if pk]) if any(chosen) else {}
    return [[_digest_of_the_file(found[pk]), getattr(found[pk], told)] if pk in found else ["", ""] for pk in chosen]


def _chosen(body: list[dict], name: str) -> list[int | None]:
    return [block["value"].get(name) for block in body if block["type"] == "figure"]


def _digest_of_the_file(kept: GuideImage | GuideDocument) -> str:
    """Kept with the picture or document; worked out once for one that came without."""
    if not kept.file_hash:
        try:
            with kept.open_file() as file:
                kept.file_hash = hash_filelike(file)
        except (OSError, SourceImageIOError):
            return "lost"
        type(kept).objects.filter(pk=kept.pk).update(file_hash=kept.file_hash)
    return kept.file_hash
