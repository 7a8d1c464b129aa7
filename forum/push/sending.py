"""One message to one device: encrypted so that only its browser can read it (RFC 8291), signed as ours, sent to the service it named."""

from __future__ import annotations

import base64
import hashlib
import http.client
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from forum.push import keys
from forum.push.addresses import outside, resolved
from forum.push.models import Device

PATIENCE = 10  # seconds for each step of the talk
GOOD_FOR = 24 * 60 * 60  # seconds in which a service goes on trying a device that is off
LONGEST_ANSWER = 2_000


@dataclass(frozen=True)
class Answer:
    status: int
    words: str = ""
    wait: int = 0  # seconds, when the service says how many

    @property
    def arrived(self) -> bool:
        return 200 <= self.status < 300

    @property
    def nobody_there(self) -> bool:
        """The browser gave the address up."""
        return self.status in (404, 410)

    @property
    def later(self) -> bool:
        return self.status in (408, 425, 429) or self.status >= 500


def send(device: Device, message: bytes, *, topic: str) -> Answer:
    """Raises OSError or HTTPException when the service cannot be reached, NotOutside when its address leads nowhere outside. Follows no redirect."""
    place = outside(device.endpoint)
    body = http_ece.encrypt(message, private_key=ec.generate_private_key(ec.SECP256R1()), dh=keys.unpacked(device.public_key), auth_secret=keys.unpacked(device.secret))
    headers = {
        "Authorization": keys.signed_for(f"{place.scheme}://{place.netloc}", now=time.time()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(GOOD_FOR),
        "Topic": _short(topic),  # what still waits for a device that is off is replaced
        "Urgency": "normal",
    }
    with closing(_connection(place, resolved(place))) as connection:
        connection.request("POST", place.path + (f"?{place.query}" if place.query else ""), body=body, headers=headers)
        response = connection.getresponse()
        wait = response.headers.get("Retry-After", "")
        words = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
    return Answer(response.status, words, int(wait[:6]) if wait.isascii() and wait.isdecimal() else 0)


class _ToThisAddress(http.client.HTTPSConnection):
    """Calls the address that was looked at, and asks for the certificate of the name."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(name, 443, timeout=PATIENCE, context=ssl.create_default_context())
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def _connection(place: SplitResult, address: str) -> http.client.HTTPConnection:
    if place.scheme == "http":  # a service of the tests, on this machine
        return http.client.HTTPConnection(address, place.port, timeout=PATIENCE)
    return _ToThisAddress(place.hostname, address)


def _short(topic: str) -> str:
    """At most 32 letters, and nothing that a push service could read."""
    return base64.urlsafe_b64encode(hashlib.sha256(topic.encode()).digest()[:18]).decode()
