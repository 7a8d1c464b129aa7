"""Letters in tests: the outbox is emptied as the worker would, into a folder or into a real mail server made for the test."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from forum.letters.happenings import Happening
from forum.letters.telling import tell_followers

A_CODE = re.compile(r"^\s*(\d{6})\s*$|\b(\d{6})\b", re.MULTILINE)


@dataclass
class MailSink:
    """A mail server that keeps what it is given. `answer` is said instead of accepting: "451 Try later", "550 Nobody here"."""

    port: int = 0
    answer: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    offered: int = 0  # how often it was asked to take a letter

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in letter["To"]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.offered += 1
        if self.answer:
            return self.answer
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Kept"


@pytest.fixture
def mail_sink(settings) -> Iterator[MailSink]:
    """A mail server of the test's own; the site sends to it."""
    sink = MailSink(port=_free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    settings.EMAIL_URL = sink.url
    yield sink
    controller.stop()


@dataclass
class Mailbox:
    """The letters that left, read from the folder of EMAIL_URL. Each reading sends what is due first."""

    def letters(self, address: str = "") -> list[EmailMessage]:
        """Those to this address, or all; the oldest first."""
        send_due_letters()
        folder = Path(unquote(urlsplit(settings.EMAIL_URL).path))
        files = sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []
        found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in found if address in letter["To"]]

    def newest(self, address: str) -> EmailMessage:
        letters = self.letters(address)
        assert letters, f"no letter to {address}"
        return letters[-1]

    def code(self, address: str) -> str:
        """The sign-in code in the newest letter."""
        found = A_CODE.search(words_of(self.newest(address)))
        assert found, f"no code in the newest letter to {address}"
        return found[1] or found[2]

    def link(self, address: str) -> str:
        """The first address in the newest letter."""
        return re.search(r"https?://\S+", words_of(self.newest(address)))[0]


@pytest.fixture
def mailbox(db) -> Mailbox:
    return Mailbox()


@pytest.fixture(name="send_due_letters")
def sending_due_letters(db) -> Callable[[], None]:
    return send_due_letters


def send_due_letters() -> None:
    """What the worker does, once."""
    call_command("worker", once=True, verbosity=0)


def tell_everybody() -> None:
    """What the worker tells of all that happened, whoever it was held back from."""
    Happening.objects.filter(told_at=None).update(due_at=timezone.now())
    while tell_followers():
        pass


def words_of(letter: EmailMessage) -> str:
    """The plain form."""
    return letter.get_body(("plain",)).get_content()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
