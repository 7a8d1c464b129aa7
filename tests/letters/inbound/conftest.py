"""A mail program for the tests: it answers letters as programs do, and the site fetches what it sent from a Maildir."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import pytest
from django.core.management import call_command

from forum.letters.inbound.models import ReceivedMail
from tests.mail import words_of

DOMAIN = "reply.example.org"
count = itertools.count(1)


@pytest.fixture(autouse=True)
def answers_are_taken(settings, tmp_path: Path) -> Path:
    """Where the mail server of the site puts what is written to it."""
    box = tmp_path / "replies"
    for folder in ("cur", "new", "tmp"):
        (box / folder).mkdir(parents=True)
    settings.INBOUND_EMAIL_DOMAIN, settings.INBOUND_MAILBOX_URL = DOMAIN, f"maildir://{box}"
    return box


def a_mail(*, to: str, sender: str, words: str, subject: str = "Re: your letter", **headers: str) -> EmailMessage:
    """As a program writes it, without what it quotes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = formatdate(), f"<{next(count)}.mail@phone.example.org>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail


def quoted(letter: EmailMessage) -> str:
    return "On Mon, Nov 2, 2026 at 9:41 AM Ask the Field <\nfield@localhost> wrote:\n\n" + "\n".join(f"> {line}".rstrip() for line in words_of(letter).splitlines())


def answer_to(letter: EmailMessage, words: str, *, sender: str = "", **more: str) -> EmailMessage:
    """The reply button: to Reply-To, from whoever got the letter, with the letter quoted below."""
    subject = letter["Subject"] if letter["Subject"].lower().startswith("re:") else f"Re: {letter['Subject']}"
    mail = a_mail(to=letter["Reply-To"], sender=sender or letter["To"], words=f"{words}\n\n{quoted(letter)}\n", subject=subject, **more)
    mail["In-Reply-To"] = letter["Message-ID"]
    return mail


@dataclass
class Postman:
    """`send(mail)` brings it to the site, which deals with it."""

    box: Path
    sent: list[bytes] = field(default_factory=list)

    def bring(self, mail: EmailMessage | bytes) -> None:
        self.sent.append(mail if isinstance(mail, bytes) else mail.as_bytes())
        (self.box / "new" / f"{next(count)}.mail").write_bytes(self.sent[-1])

    def send(self, *mails: EmailMessage | bytes) -> str:
        """What came of the last."""
        for mail in mails:
            self.bring(mail)
        call_command("fetch_replies")
        last = ReceivedMail.objects.order_by("pk").last()
        return last.outcome if last else ""

    @property
    def left(self) -> int:
        return len(list((self.box / "new").iterdir())) + len(list((self.box / "cur").iterdir()))


@pytest.fixture
def postman(db, answers_are_taken) -> Postman:
    return Postman(answers_are_taken)


@pytest.fixture(name="answer_to")
def answering_letters() -> Callable[..., EmailMessage]:
    return answer_to
