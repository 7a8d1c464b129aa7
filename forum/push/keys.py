"""The site's pair of keys (VAPID, RFC 8292). Browsers bind a device to the public one; without the private one there are no pushes."""

from __future__ import annotations

import base64
from email.utils import parseaddr
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode

A_PUSH_IS_SIGNED_FOR = 12 * 60 * 60  # seconds; push services take a day at most


def are_on() -> bool:
    return bool(settings.WEB_PUSH_PRIVATE_KEY)


def public_key() -> str:
    """As browsers take it."""
    return b64urlencode(_keys(settings.WEB_PUSH_PRIVATE_KEY).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def new_private_key() -> str:
    """For the settings: 32 bytes as text."""
    keys = Vapid02()
    keys.generate_keys()
    return b64urlencode(keys.private_key.private_numbers().private_value.to_bytes(32, "big"))


def signed_for(origin: str, *, now: float) -> str:
    """The Authorization of a push to this service, such as `https://push.example.org`."""
    claims = {"aud": origin, "sub": _contact(), "exp": int(now) + A_PUSH_IS_SIGNED_FOR}
    return _keys(settings.WEB_PUSH_PRIVATE_KEY).sign(claims)["Authorization"]


def unpacked(text: str) -> bytes:
    """From the writing of browsers: base64 for addresses, without what fills it up. ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _contact() -> str:
    """Whom a push service asks when something goes wrong with us."""
    return settings.WEB_PUSH_CONTACT or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


@lru_cache(4)
def _keys(private_key: str) -> Vapid02:
    """Raises ImproperlyConfigured for what is no key."""
    try:
        if len(unpacked(private_key)) != 32:
            raise ValueError("a private key has 32 bytes")
        keys = Vapid02.from_raw(private_key.encode())
    except (ValueError, VapidException) as reason:
        raise ImproperlyConfigured("WEB_PUSH_PRIVATE_KEY is not a key. `manage.py make_push_key` makes one.") from reason
    keys.conf = {"no-strict": True}  # an own machine's contact is at localhost
    return keys
