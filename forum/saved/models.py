"""Words that staff write again and again: kept once, and put into a reply or into the reason of a decision, to be changed there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

WORDS_AT_MOST = 2_000


class SavedReply(models.Model):
    """Plain text, as typed. It belongs to all of staff."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    words = models.TextField(_("words"), max_length=WORDS_AT_MOST)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")

    def __str__(self) -> str:
        return self.name


def put_in(words: str, saved: SavedReply | None) -> str:
    """What was typed, and the saved reply as a paragraph after it."""
    return "\n\n".join(part for part in (words.strip(), saved.words if saved else "") if part)
