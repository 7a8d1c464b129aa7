"""A browser that wants notices, and the push service behind it, on this machine: it reads what arrives as the browser would."""

from __future__ import annotations

import base64
import itertools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.sessions.backends.db import SessionStore
from py_vapid import Vapid02

from accounts.models import User
from forum.push.models import Device

count = itertools.count(1)


def packed(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).decode().rstrip("=")


@dataclass
class Browser:
    """What only it knows, and what it says of itself."""

    endpoint: str = ""
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        point = self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": packed(point), "auth": packed(self.secret)}

    def says(self, **different: object) -> str:
        """As `PushSubscription.toJSON()`."""
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": self.keys} | different)

    def reads(self, body: bytes) -> dict[str, str]:
        return json.loads(http_ece.decrypt(body, private_key=self.private_key, auth_secret=self.secret))


def a_device(person: User, browser: Browser | None = None, **fields) -> Device:
    """Switched on where they are signed in."""
    browser = browser or Browser(f"https://push.example.org/{next(count)}")
    session = SessionStore()
    session.create()
    row = UserSession.objects.create(user=person, ip="192.0.2.1", user_agent="", session_key=session.session_key)
    fields = {"name": "Firefox · Windows"} | fields
    return Device.objects.create(
        person=person, session=row, endpoint=browser.endpoint, public_key=browser.keys["p256dh"], secret=browser.keys["auth"], **fields
    )


@dataclass
class Service:
    """A push service. `answer` is what it says to each push; what arrived is in `pushes`."""

    url: str = ""
    answer: int = 201
    drops: int = 0  # of its answer, a tenth of a second apart
    headers: dict[str, str] = field(default_factory=dict)
    pushes: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def read_by(self, browser: Browser) -> list[dict[str, str]]:
        return [browser.reads(body) for _path, _headers, body in self.pushes]

    def signed_by_us(self) -> bool:
        return all(Vapid02.verify(headers["authorization"]) for _path, headers, _body in self.pushes)


@contextmanager
def a_service() -> Iterator[Service]:
    service = Service()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.pushes.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            with suppress(OSError):
                for _drop in range(service.drops):
                    self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    self.wfile.flush()
                    time.sleep(0.1)
                self._answer()

        def _answer(self) -> None:
            self.send_response(service.answer)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
