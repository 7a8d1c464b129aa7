"""Letters whose answer is no post: digests, and those about several things or to somebody without an account. “Stop” is understood all the same."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forum.letters.follows import DAILY, DIGEST, LAST_DIGEST, kind_and_key
from forum.letters.inbound.purposes import Answer, NotTaken, Taken, taken_by_mail
from forum.letters.models import Letter, LetterStop

DIGESTS = (DIGEST, DAILY, LAST_DIGEST)


def its_number(letter: Letter, words: Mapping[str, Any]) -> str | None:
    """That of its Message-ID, for letters that tell of what somebody follows."""
    if not letter.on and letter.kind not in DIGESTS or not letter.message_id:
        return None
    return str(uuid.UUID(letter.message_id[1:33]))


def the_letter(key: str) -> Letter | None:
    return Letter.objects.select_related("person").filter(message_id__startswith=f"<{uuid.UUID(key).hex}@").first()


def followed_in_it(key: str) -> tuple[str, str] | None:
    letter = the_letter(key)
    return kind_and_key(letter.on) if letter and letter.on else None


def more_like_it(key: str) -> LetterStop | None:
    letter = the_letter(key)
    return LetterStop.for_more_like(letter) if letter and letter.address else None


@taken_by_mail("letter", code="l", finds=its_number, about=followed_in_it, otherwise=True, stops=more_like_it)
def say_what_can_be_answered(answer: Answer) -> Taken:
    if answer.person is None:
        words = _("You follow by email alone, and to write on the site one needs an account. It takes an email address and a name; your words are below.")
        raise NotTaken(words, link="/accounts/login/", link_words=_("Sign in or join"))
    words = _("That email told of several things, so we do not know which one you answer. Open the one you mean, or answer an email about a single question. “Stop” alone ends such emails.")
    raise NotTaken(words, link="/my/notices/", link_words=_("See everything new"))
