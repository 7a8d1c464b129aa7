"""A real mail server for the letters: it takes, refuses, dawdles or breaks off, as a test tells it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from accounts.models import User
from forum.letters import rights
from forum.letters.actions import post
from forum.letters.models import Letter
from forum.letters.post_office import PostOffice
from forum.letters.transport import transport_for


@dataclass
class Sink:
    """What arrived is in `letters`. `refuses` maps an address to the answer it gets; `answers_data` is said to every letter."""

    refuses: dict[str, str] = field(default_factory=dict)
    refuses_sender: str = ""
    answers_data: str = "250 Taken"
    takes: float = 0  # seconds for each letter
    arrived: list[Envelope] = field(default_factory=list)
    connections: int = 0

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.arrived]

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, host: str, responses: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = host
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.refuses_sender:
            return self.refuses_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.takes)
        if self.answers_data.startswith("250"):
            self.arrived.append(envelope)
        return self.answers_data


class Server:
    """A sink behind a port. It can be stopped and started again; the port stays the same."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.port = free_port()
        self.controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        self.sink.connections = 0

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """A mail server that is down until `server.start()`; EMAIL_URL names it."""
    server = Server()
    settings.EMAIL_URL = server.url
    yield server
    server.stop()


@pytest.fixture
def sink(server: Server) -> Sink:
    """A mail server that runs."""
    server.start()
    return server.sink


@pytest.fixture
def open_office(settings) -> Iterator[Callable[..., PostOffice]]:
    """Opens post offices that send where EMAIL_URL says; they are closed when the test ends."""
    opened: list[PostOffice] = []

    def open_one() -> PostOffice:
        opened.append(PostOffice(transport_for(settings.EMAIL_URL)))
        return opened[-1]

    yield open_one
    for office in opened:
        office.end()


@pytest.fixture
def at(monkeypatch) -> Callable[..., None]:
    """Moves the clock: `at(minutes=5)` from now on."""
    real = timezone.now

    def move(**later: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**later))

    return move


@pytest.fixture
def readers(monkeypatch) -> Callable[[bool], None]:
    """Says who may still read what letters are about, in place of the rooms that know: `readers(False)`, nobody."""

    def may(answer: bool) -> None:
        monkeypatch.setattr(rights, "_asked", [lambda person, question, reply: answer])

    may(True)
    return may


def a_letter(*, to: User | None = None, address: str = "ana@example.org", **fields) -> Letter:
    """In the outbox, due now."""
    fields = {"kind": "reply", "subject": "Ben replied", "text": "Try it for six weeks.\n"} | fields
    return post(Letter(person=to, address=to.email if to else address, **fields), due_at=fields.get("due_at"))


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    ends_at = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends_at, f"not within {seconds} seconds"
        time.sleep(0.05)
