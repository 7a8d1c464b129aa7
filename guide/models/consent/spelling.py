"""A change that is spelling only needs no new yes: what staff may carry over, and how much that is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from guide.models.consent.content import content_digest, seen_in
from guide.models.consent.ledger import SPELLING_ONLY, Consent, ConsentKind, NotAgreed

ALIKE, LETTERS_AT_MOST = 0.9, 300  # how much of the words stays the same, and how much may be another
WORDS_LOOKED_INTO, MOST_LETTERS = 20, 400  # together: a bound on the work
REVISIONS_LOOKED_AT = 50
WORDS = {"title", "lead", "body"}
LINK, TAG = re.compile(r"<(?:a|embed)\b[^>]*>|^https?://\S+$"), re.compile(r"<[^>]*>")


@transaction.atomic
def note_spelling_only(story, *, by, reason: str) -> Consent:
    """Staff say that the changes since the author's yes touch spelling only: it covers the latest version too.

    The reason stands in the entry and in the page's history. NotAgreed when the author never said yes, or when more than the spelling
    is another; ValueError without a reason. It looks for what they agreed to among the page's revisions: some queries for each of them.
    """
    if not reason.strip():
        raise ValueError("A change in spelling needs its reason.")
    said = Consent.objects.filter(story_id=story.pk, kind=ConsentKind.AUTHOR).order_by("id")
    last = said.in_force().last()
    if last is None:
        raise NotAgreed(_("The author has not said yes yet, so there is nothing to carry over. Ask them to read the final version."))
    latest = _latest(story)
    read_by_the_author = said.filter(spelling_by=None, pk__lte=last.pk).last() or last  # small changes add up
    if why_not := _more_than_spelling(_as_agreed(latest, read_by_the_author.content_digest), latest):
        raise NotAgreed(why_not)
    entry = Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=last.uses, wording=last.wording, name_as_given=last.name_as_given, ends_on=last.ends_on,
        content_digest=content_digest(latest), given_by=last.given_by, spelling_by=by, spelling_reason=reason,
    )  # fmt: skip
    log(instance=story, action=SPELLING_ONLY, user=by, data={"reason": reason, "consent": entry.pk})
    return entry


def _latest(story):
    """As the editor wrote it last, whatever the caller read before."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def _as_agreed(story, digest: str):
    """The page as its author read it; None when it is not kept any more, or says something else by now, such as under another name of its place."""
    kept = story.revisions.order_by("-created_at", "-id")[:REVISIONS_LOOKED_AT]
    pages = chain([type(story).objects.get(pk=story.pk)], (revision.as_object() for revision in kept))
    return next((page for page in pages if content_digest(page) == digest), None)


def _more_than_spelling(before, after) -> str:
    """A sentence for the editor; blank when the words differ by little and nothing else does."""
    if before is None:
        return str(_("The version that the author agreed to is not kept any more, so nobody can compare them. Ask the author to read the latest one."))
    old, new = seen_in(before), seen_in(after)
    if any(old[name] != new[name] for name in old if name not in WORDS) or _skeleton(old) != _skeleton(new):
        return str(_("More than spelling changed: a picture, a link, the credit, the place or where the story belongs. Ask the author to read the latest version."))
    said, says = _text(old), _text(new)
    same, longer = _letters_alike(said.split(" "), says.split(" ")), max(len(said), len(says))
    if same < ALIKE * longer or longer - same > LETTERS_AT_MOST:
        return str(_("Too many words changed for spelling only. Ask the author to read the latest version."))
    return ""


def _skeleton(seen: dict) -> list:
    """The pieces of the text in order, with what is no words in them: kinds of pieces, pictures, links."""
    return [[block["type"], [bone for value in _values(block) for bone in _bones(value)]] for block in seen["body"]]


def _bones(value) -> list:
    return LINK.findall(value) if isinstance(value, str) else [value]


def _text(seen: dict) -> str:
    words = [seen["title"], seen["lead"], *(value for block in seen["body"] for value in _values(block["value"]) if isinstance(value, str))]
    return " ".join(TAG.sub(" ", " ".join(words)).split())


def _values(raw) -> Iterator:
    """Every word and number in what blocks keep."""
    inside = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else None
    if inside is None:
        yield raw
        return
    for one in inside:
        yield from _values(one)


def _letters_alike(old: list[str], new: list[str]) -> int:
    """How many letters and spaces stand in both, in order: of whole words first, of single letters where words differ by little."""
    alike = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            alike += sum(len(word) + 1 for word in old[a:b])
        elif kind == "replace" and d - c <= WORDS_LOOKED_INTO and b - a <= WORDS_LOOKED_INTO:
            letters = SequenceMatcher(None, " ".join(old[a:b])[:MOST_LETTERS], " ".join(new[c:d])[:MOST_LETTERS], autojunk=False)
            alike += sum(match.size for match in letters.get_matching_blocks()) + 1
    return alike
