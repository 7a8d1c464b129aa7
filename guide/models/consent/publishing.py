"""Whether a story may stand on the site as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guide import media_store
from guide.models.consent.content import content_digest
from guide.models.consent.ledger import Consent, ConsentKind, NotAgreed, Use, hold_page


def why_not_publishable(story) -> str:
    """A sentence for the editor; blank when an entry in force covers this content. One query, one more with pictures, and those of the digest when it is needed."""
    if story.alias_of_id:
        return str(_("A story stands at one address only. Link to it instead of making an alias."))
    if reason := why_not_with_its_pictures(story):
        return reason
    entries = _entries(story)
    if not entries:
        return str(_("Nobody has agreed to this story being published. Ask the author to read the final version and say yes."))
    if any(entry.kind != ConsentKind.AUTHOR for entry in entries) or content_digest(story) in {entry.content_digest for entry in entries}:
        return ""
    return str(_("The author said yes to another version. Ask them to read this one, or note that only spelling changed."))


def why_not_with_its_pictures(page) -> str:
    """For any page of the guide: whose photos may stand on it. Blank when they may. One query, none without pictures."""
    given = media_store.of_another_story(page)
    return str(_("The picture “%(title)s” was given for a story, by its author, and may stand there alone. Choose another.") % {"title": given.title}) if given else ""


def _entries(story) -> list[Consent]:
    """In force here, and for this site."""
    entries = Consent.objects.in_force().filter(story_id=story.pk) if story.pk else []
    return [
        entry
        for entry in entries
        if Use.SITE in entry.uses and (settings.DEMONSTRATION_ALLOWED or entry.kind != ConsentKind.DEMONSTRATION)
    ]


def refuse_unless_agreed(story) -> None:
    """Raises NotAgreed. Inside a transaction the page's row is held, so that nobody takes the story back between this look and the publishing."""
    if transaction.get_connection().in_atomic_block:
        hold_page(story.pk)
    if reason := why_not_publishable(story):
        raise NotAgreed(reason)
