"""What a letter says about being answered, found while it is composed: where answers go, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forum.letters.inbound.addresses import Bound, can_be_answered
from forum.letters.inbound.purposes import purposes
from forum.letters.models import Letter


def words_about_answering(letter: Letter, words: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing where no address for answers is set up, or the letter takes none.

    `reply_to` and `answer_words` of the first purpose that takes this letter; `ask_address` and `ask_words` of one that stands beside it.
    """
    if not can_be_answered() or letter.secret:
        return {}
    found: dict[str, Any] = {}
    for purpose in purposes():
        address_name, words_name = ("ask_address", "ask_words") if purpose.beside else ("reply_to", "answer_words")
        if address_name in found:
            continue
        key = purpose.finds(letter, words)
        if key is not None:
            found |= {address_name: Bound(purpose.code, letter.person_id or 0, key).address, words_name: purpose.invites(letter, words)}
    return found
