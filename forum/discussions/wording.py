"""Asking about a passage, or about certain words of it. A form carries the choice as a sealed value: nobody can put words into the guide's mouth."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass

from django.core import signing
from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.passages.finding import Wording, of_passage, of_words
from forum.passages.text import Passage, read_passages

SALT = "wording"
TYPED_AT_MOST, SEALED_AT_MOST = 1_000, 3_000  # characters of selected words in an address, and of a sealed choice
A_LONG_LINE, PIECES_AT_MOST = 120, 12
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…:])\s+(?=[^\W\d_a-z]|[¿¡“«])")


@dataclass(frozen=True)
class About:
    """What a question is about: words of the page with this id, as they stood under `heading` when it was begun."""

    page: int
    heading: str
    wording: Wording

    @property
    def words(self) -> str:
        """Chosen by the asker; blank for the passage as a whole."""
        return "" if self.wording.whole else self.wording.quote

    @property
    def sealed(self) -> str:
        return signing.Signer(salt=SALT).sign_object([self.page, self.heading, *astuple(self.wording)], compress=True)


@dataclass
class Offer:
    """The passage somebody came from, and what of it they may ask about: sealed value, words, whether it is chosen."""

    heading: str
    choices: list[tuple[str, str, bool]]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.choices) and not self.choices[0][2]


def opened(sealed: str) -> About | None:
    """None for what no form of ours sent."""
    try:
        page, heading, *wording = signing.Signer(salt=SALT).unsign_object(sealed)
        return About(page, heading, Wording(*wording))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def about(page: Page | None, passage: str, sealed: str) -> About | None:
    """What was chosen on this page; the passage as a whole where nothing was. One query where nothing was."""
    chosen = opened(sealed)
    if page is None or (chosen and chosen.page == page.pk):
        return chosen if page else None
    found = _passage(page, passage)
    return About(page.pk, found.heading[:200], of_passage(found, page.locale.language_code)) if found else None


def offer(page: Page | None, passage: str, *, selected: str = "", sealed: str = "") -> Offer | None:
    """None where the page has no such passage, unless it was chosen while it had. One query."""
    found = _passage(page, passage) if page else None
    kept = opened(sealed)
    kept = kept if page and kept and kept.page == page.pk else None
    if found is None:
        return Offer(kept.heading, [(kept.sealed, kept.words or _("The whole passage"), True)]) if kept else None
    whole = About(page.pk, found.heading[:200], of_passage(found, page.locale.language_code))
    chosen = kept or next(iter(_words_of(whole, found, [selected])), whole)
    listed = [whole, *_words_of(whole, found, _pieces(found))]
    choices = listed if chosen in listed else [whole, chosen]
    return Offer(chosen.heading, [(one.sealed, one.words or _("The whole passage"), one == chosen) for one in choices])


def _words_of(whole: About, passage: Passage, pieces: list[str]) -> list[About]:
    found = (of_words(passage, piece, whole.wording.language) for piece in pieces)
    return [About(whole.page, whole.heading, one) for one in dict.fromkeys(found) if one]


def _pieces(passage: Passage) -> list[str]:
    """Its lines, long ones sentence by sentence."""
    return [piece for line in passage.lines[1:] for piece in (BETWEEN_SENTENCES.split(line) if len(line) > A_LONG_LINE else [line])][:PIECES_AT_MOST]


def _passage(page: Page, passage: str) -> Passage | None:
    return next((one for one in read_passages(page) if one.id == passage and one.heading and one.can_be_asked_about), None) if passage else None
