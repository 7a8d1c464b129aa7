"""Signed addresses. Whoever answers a letter writes to one; it says who they are, what they answer, and what becomes of it.

    reply+<token>@<INBOUND_EMAIL_DOMAIN>

The token is base32 of a letter for the purpose, the person's number, the key of what is answered, and eighty bits of an HMAC over them. Mail
programs make small letters of capitals and cut a local part at 64 characters: it survives both. It needs no row, and never grows old.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "forum.letters.inbound"
MAC = 10  # bytes; there is no way to try tokens but to send a mail for each
LOCAL_PART_AT_MOST = 64


@dataclass(frozen=True)
class Bound:
    """What an address stands for. `key` is a number, two with a dot between them, or a UUID; `person` 0 is somebody without an account."""

    code: str  # of the purpose (purposes.py): one small letter
    person: int
    key: str

    @property
    def token(self) -> str:
        payload = _payload(self)
        return base64.b32encode(payload + _mac(payload, settings.SECRET_KEY)).decode().rstrip("=").lower()

    @property
    def address(self) -> str:
        return f"{settings.INBOUND_EMAIL_NAME}+{self.token}@{settings.INBOUND_EMAIL_DOMAIN}"


def can_be_answered() -> bool:
    """Somebody set up where answers go."""
    return bool(settings.INBOUND_EMAIL_DOMAIN)


def is_ours(address: str) -> bool:
    """Whether it has the form of our addresses, signed or not."""
    return _token_in(address) is not None


def read_address(address: str) -> Bound | None:
    """None for what we never wrote."""
    token = _token_in(address)
    return read_token(token) if token else None


def read_token(token: str) -> Bound | None:
    if len(token) > LOCAL_PART_AT_MOST:
        return None
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    payload, mac = raw[:-MAC], raw[-MAC:]
    if not any(constant_time_compare(mac, _mac(payload, secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        return None
    return _bound(payload)


def _token_in(address: str) -> str | None:
    if not can_be_answered():
        return None
    local, _at, domain = address.strip().lower().rpartition("@")
    name, plus, token = local.partition("+")
    return token if plus and name == settings.INBOUND_EMAIL_NAME.lower() and domain == settings.INBOUND_EMAIL_DOMAIN.lower() else None


def _mac(payload: bytes, secret: str) -> bytes:
    return salted_hmac(SALT, payload, secret=secret, algorithm="sha256").digest()[:MAC]


def _payload(bound: Bound) -> bytes:
    """A capital for the purpose says that the key is a UUID."""
    if "-" in bound.key:
        return bound.code.upper().encode() + _number(bound.person) + uuid.UUID(bound.key).bytes
    numbers = [int(part) for part in bound.key.split(".")] if bound.key else []
    return bound.code.encode() + b"".join(_number(number) for number in [bound.person, *numbers])


def _bound(payload: bytes) -> Bound:
    """Of a payload that we signed."""
    code = payload[:1].decode()
    person, rest = _read_number(payload[1:])
    if code.isupper():
        return Bound(code.lower(), person, str(uuid.UUID(bytes=rest)))
    numbers: list[str] = []
    while rest:
        number, rest = _read_number(rest)
        numbers.append(str(number))
    return Bound(code, person, ".".join(numbers))


def _number(number: int) -> bytes:
    """Seven bits a byte, the highest bit while more come."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _read_number(raw: bytes) -> tuple[int, bytes]:
    number = 0
    for at, byte in enumerate(raw):
        number |= (byte & 0x7F) << 7 * at
        if byte < 0x80:
            return number, raw[at + 1 :]
    return number, b""
