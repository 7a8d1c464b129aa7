"""One message to one device: encrypted so that only its browser can read it (RFC 8291), signed as ours, sent to the service it named."""

from __future__ import annotations

import base64
import hashlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from forum.push import keys
from forum.push.addresses import outside, resolved
from forum.push.models import Device

PATIENCE = 8  # seconds for the whole talk: a service that lets its answer drip would hold up the letters
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
    with closing(_connection(place, resolved(place))) as connection, _no_longer_than(PATIENCE, connection):
        connection.request("POST", place.path + (f"?{place.query}" if place.query else ""), body=body, headers=headers)
        response = connection.getresponse()
        wait = response.headers.get("Retry-After", "")
        words = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
    return Answer(response.status, words, int(wait[:6]) if wait.isascii() and wait.isdecimal() else 0)


def _connection(place: SplitResult, address: str) -> _Call:
    """To the address that was looked at; the certificate is asked for the name."""
    if place.scheme == "http":  # a service of the tests, on this machine
        return _Call(address, place.port or 80, name="")
    return _Call(address, 443, name=place.hostname or "")


class _Call(http.client.HTTPConnection):
    def __init__(self, address: str, port: int, *, name: str) -> None:
        super().__init__(name or address, port, timeout=PATIENCE)
        self.address, self.name, self.is_over = address, name, False
        self.default_port = 443 if name else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.name:
            secure = ssl.create_default_context()
            self.sock = secure.wrap_socket(self.sock, server_hostname=self.name, do_handshake_on_connect=False)  # so that it can be hung up on
            self.sock.do_handshake()
        if self.is_over:
            raise TimeoutError("the talk took too long")

    def hang_up(self) -> None:
        """From another thread: whoever waits for the other side reads the end of it."""
        self.is_over = True
        with suppress(OSError):
            if self.sock:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _no_longer_than(seconds: float, call: _Call) -> Iterator[None]:
    timer = threading.Timer(seconds, call.hang_up)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _short(topic: str) -> str:
    """At most 32 letters, and nothing that a push service could read."""
    return base64.urlsafe_b64encode(hashlib.sha256(topic.encode()).digest()[:18]).decode()
