"""Links that only the reader of a letter can have. They never grow old."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

FOLLOW, MAILBOX = "letters.follow", "letters.mailbox"


class UnknownLink(Exception):
    """None of ours, or a part of it is missing."""


@dataclass(frozen=True)
class Wish:
    """What somebody without an account wants to follow, and has yet to confirm."""

    address: str
    kind: str
    key: str
    pace: str

    @property
    def token(self) -> str:
        return signing.Signer(salt=FOLLOW).sign_object([self.address, self.kind, self.key, self.pace])

    @classmethod
    def from_token(cls, token: str) -> Wish:
        return cls(*_read(token, FOLLOW, parts=4))


def mailbox_token(address: str) -> str:
    return signing.Signer(salt=MAILBOX).sign_object([address])


def address_of_mailbox(token: str) -> str:
    return _read(token, MAILBOX, parts=1)[0]


def mailbox_link(address: str) -> str:
    """To all that an address without an account follows."""
    return settings.SITE_URL + reverse("letters:mailbox", args=[mailbox_token(address)])


def _read(token: str, salt: str, *, parts: int) -> list[str]:
    try:
        said = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError) as reason:  # ValueError: letters that no signature is made of
        raise UnknownLink from reason
    if len(said) != parts:
        raise UnknownLink
    return said
