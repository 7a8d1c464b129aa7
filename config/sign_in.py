"""Reading SIGN_IN_PROVIDERS: a fault is told in a sentence when the site starts, not to the first person who presses the button."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("id", "name", "server_url", "client_id")
KNOWN = {*NEEDED, "secret", "domains"}


def providers_in(written: str) -> list[dict[str, Any]]:
    """The entries of the setting; none when it is empty."""
    try:
        found = json.loads(written or "[]")
    except ValueError as reason:
        raise ImproperlyConfigured(f"SIGN_IN_PROVIDERS is not JSON: {reason}.") from reason
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ImproperlyConfigured('SIGN_IN_PROVIDERS is a list, such as [{"id": "tulsa", …}].')
    for one in found:
        _look_at(one)
    if len({one["id"] for one in found}) < len(found):
        raise ImproperlyConfigured("SIGN_IN_PROVIDERS names two with the same id.")
    return found


def _look_at(one: dict[str, Any]) -> None:
    name = one.get("id", "one of them")
    missing = [key for key in NEEDED if not (isinstance(one.get(key), str) and one[key])]
    if missing:
        raise ImproperlyConfigured(f"SIGN_IN_PROVIDERS: {name} lacks {', '.join(missing)}.")
    if unknown := {*one} - KNOWN:
        raise ImproperlyConfigured(f"SIGN_IN_PROVIDERS: {name} has {', '.join(sorted(unknown))}, which nobody reads.")
    if not re.fullmatch(r"[a-z0-9-]{1,30}", one["id"]):
        raise ImproperlyConfigured(f"SIGN_IN_PROVIDERS: the id {name} stands in addresses. Use small letters, digits and hyphens.")
    address = urlsplit(one["server_url"])
    if address.scheme != "https" and address.hostname not in ("localhost", "127.0.0.1"):
        raise ImproperlyConfigured(f"SIGN_IN_PROVIDERS: the server_url of {name} must begin with https://.")
    domains = one.get("domains", [])
    if not isinstance(domains, list) or not all(isinstance(domain, str) for domain in domains):
        raise ImproperlyConfigured(f'SIGN_IN_PROVIDERS: the domains of {name} are a list, such as ["tulsa.example"].')
