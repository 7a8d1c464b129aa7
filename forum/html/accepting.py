"""What we take, character by character."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

MAX_SOURCE = 20_000  # characters of a post
MAX_STORY = 40_000
MAX_COMBINING = 8  # accents on one letter; more run into the lines above

_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Control, overriding (bidi), zero-width and unassigned characters. Joiners and direction marks stay: scripts and emoji need them.
UNWANTED = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)

_INVISIBLE = {"Cc", "Cf", "Cs", "Mn", "Mc", "Me"}
_FILLERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters by category, empty to the eye


class WordsRefused(ValueError):
    """We cannot take these words. Its text says why and what to do; `code` is for programs."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def accepted(source: str, limit: int) -> str:
    """The source without what nobody can see, lines ended by LF; WordsRefused before anything costs time."""
    if len(source) > limit:
        sentence = _("This is longer than %(limit)s characters. Shorten it, or split it in two.") % {"limit": f"{limit:,}"}
        raise WordsRefused(sentence, "too_long")
    if _UNREADABLE.search(source):
        sentence = _("There is a character in these words that we cannot read. Type them again, or paste them as plain text.")
        raise WordsRefused(sentence, "unreadable")
    return scrubbed(_LINE_ENDS.sub("\n", source))


def scrubbed(text: str) -> str:
    """Without unwanted characters, and with no more accents on a letter than a language has."""
    if text.isascii():
        return UNWANTED.sub("", text)
    kept: list[str] = []
    accents = 0
    for one in UNWANTED.sub("", text):
        accents = accents + 1 if unicodedata.category(one)[0] == "M" else 0
        if accents == 0 or (accents <= MAX_COMBINING and kept and not kept[-1].isspace()):
            kept.append(one)
    return "".join(kept)


def is_visible(text: str) -> bool:
    return any(not one.isspace() and unicodedata.category(one) not in _INVISIBLE and one not in _FILLERS for one in text)
