"""The talk with a push service over TLS: the address that was looked at, the certificate of the name."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forum.push.sending import _Call

NAME = "push.example.org"


class Talk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(201)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Of a push service, by itself."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)]), datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("push") / "service.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def port(certificate) -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Talk)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    server.socket = secure.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *said: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, name: str):
    call = _Call("127.0.0.1", port, name=name)
    try:
        call.request("POST", "/1", body=b"")
        return call.getresponse()
    finally:
        call.close()


@pytest.fixture
def trusted(certificate, monkeypatch) -> None:
    make = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: make(cafile=str(certificate)))


def test_the_address_is_called_and_the_name_is_asked_for(port, trusted):
    answer = ask(port, NAME)

    assert answer.status == 201 and answer.headers["X-Host"].startswith(NAME)


def test_another_name_is_refused(port, trusted):
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(port, "other.example.org")


def test_a_certificate_that_nobody_vouches_for_is_refused(port):
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(port, NAME)
