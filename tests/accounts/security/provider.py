"""A provider of OpenID Connect made for a test: it knows one person, and says of them what the test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "ask-the-field", "between us"


class Provider:
    """`person` are the claims; `answer` is said at the door instead of a code, such as "access_denied"."""

    def __init__(self) -> None:
        self.url = ""
        self.begin_anew()

    def begin_anew(self) -> None:
        self.person = {"sub": "t-1", "email": "ana@example.org", "email_verified": True, "name": "Ana Ruiz"}
        self.answer = ""
        self.broken = False
        self.asked: list[dict[str, str]] = []

    def setting(self, **more) -> dict:
        return {"id": "tulsa", "name": "Tulsa Schools", "server_url": self.url, "client_id": CLIENT, "secret": SECRET, "domains": ["example.org"]} | more

    def configuration(self) -> dict:
        ends = {"authorization_endpoint": "door", "token_endpoint": "token", "userinfo_endpoint": "person", "jwks_uri": "keys"}
        return {"issuer": self.url, "token_endpoint_auth_methods_supported": ["client_secret_post"]} | {name: f"{self.url}/{path}" for name, path in ends.items()}

    def let_in(self, asked: dict[str, str]) -> str:
        """Where the browser is sent from the door."""
        self.asked.append(asked)
        said = {"error": self.answer} if self.answer else {"code": "a-code"}
        return f"{asked['redirect_uri']}?{urlencode(said | {'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict:
        self.asked.append(asked)
        claims = self.person | {"iss": self.url, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60}
        return {"access_token": "a-token", "token_type": "Bearer", "expires_in": 60, "id_token": jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})}


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = {"/.well-known/openid-configuration": provider.configuration, "/person": lambda: provider.person}
            self._say(said[urlsplit(self.path).path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(provider.token({name: words[0] for name, words in parse_qs(body).items()}))

        def _say(self, said: object) -> None:
            body = b"<html>down for repairs" if provider.broken else json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()
