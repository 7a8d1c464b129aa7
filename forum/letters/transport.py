"""The way out: a folder or a mail server, as EMAIL_URL says. Only the post office uses it.

    file:///folder                      one file a letter
    smtp://user:password@host:587/?tls=true   a mail server; `tls` asks for encryption before the password is sent
    smtps://user:password@host              a mail server, encrypted from the first byte
"""

from __future__ import annotations

import os
import re
import smtplib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from forum.letters.bounces import kind_of_status

ANSWER = 20  # seconds a mail server has for each answer up to the letter itself: nine at most, with encryption and password
LAST_ANSWER = 120  # for the letter: the server may have it by then, and hanging up would send it twice
LONGEST = 9 * ANSWER + 3 * LAST_ANSWER  # conversation about one letter; the lease is longer (queries.py)

HANGS_UP = 421
WANTS_A_PASSWORD = {530, 534, 535, 538}  # said of us, not of the letter, at whatever point
TOO_LARGE = 552
NO_SUCH_MAILBOX, MAILBOX_FULL = {550, 551, 553}, 452
ENHANCED = re.compile(r"[45]\d\d[ -]([45])\.(\d{1,3})\.(\d{1,3})\b")
UNFIT_FOR_A_NAME = re.compile(r"[^A-Za-z0-9@.+_-]+")


class Closed(Exception):
    """The way out is shut for all letters; nothing was sent."""


class Interrupted(Exception):
    """The server broke off in the middle of this letter. Nobody knows whether it has it: try again later."""


class WornOut(Exception):
    """The connection had carried letters and ended before this one. Nothing is wrong; a new one is opened next."""


class Refused(Exception):
    """This letter was refused; `for_good` when trying again would not help. `bounce` is hard or soft where it was for its reader's mailbox."""

    def __init__(self, reason: str, *, for_good: bool, bounce: str = "") -> None:
        super().__init__(reason)
        self.for_good, self.bounce = for_good, bounce


class Transport(Protocol):
    def open(self) -> None:
        """Opens the way if need be. Raises Closed."""

    def send(self, message: EmailMessage, *, name: str) -> None:
        """Hands the letter over, opening the way first if need be. Raises Closed, Interrupted, WornOut or Refused.

        `name` tells letters apart and stays the same when one is sent again.
        """

    def close(self) -> None:
        """Lets go of the connection; never raises."""


def transport_for(address: str) -> Transport:
    """ImproperlyConfigured, in a sentence, when EMAIL_URL means nothing."""
    url = urlsplit(address)
    if url.scheme == "file" and url.path.startswith("/"):
        return Folder(Path(unquote(url.path)))
    if url.scheme in ("smtp", "smtps") and url.hostname:
        return MailServer(_backend(url))
    raise ImproperlyConfigured("EMAIL_URL is not understood. Give smtp://…, smtps://… or file:///folder, as .env.example shows.")


def _backend(url: SplitResult) -> PatientBackend:
    wishes = parse_qs(url.query)
    encrypted = url.scheme == "smtps"
    return PatientBackend(
        host=url.hostname,
        port=url.port or (465 if encrypted else 25),
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_ssl=encrypted,
        use_tls=not encrypted and wishes.get("tls", [""])[0].lower() in ("true", "1", "yes"),
        timeout=ANSWER,
    )


@dataclass
class Folder:
    """One `.eml` a letter. A letter that is sent again has the same name: a second copy takes the place of the first."""

    path: Path

    def open(self) -> None:
        """A folder is made when the first letter comes."""

    def send(self, message: EmailMessage, *, name: str) -> None:
        letter = message.message().as_bytes()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write(letter, self.path / f"{re.sub(UNFIT_FOR_A_NAME, '-', name)}.eml")
        except OSError as reason:
            raise Closed(f"The folder for letters cannot be written: {reason.strerror}") from reason

    def _write(self, letter: bytes, final: Path) -> None:
        unfinished = final.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(final)

    def close(self) -> None:
        pass


class _Patient:
    """Waits longer for the answer after the letter itself (RFC 5321, 4.5.3.2): the server may be at work on it."""

    letter_began = False

    def data(self, letter: bytes) -> tuple[int, bytes]:
        self.letter_began = True
        self.sock.settimeout(LAST_ANSWER)
        try:
            return super().data(letter)
        finally:
            if self.sock:
                self.sock.settimeout(ANSWER)


class _PatientSMTP(_Patient, smtplib.SMTP):
    pass


class _PatientSMTPS(_Patient, smtplib.SMTP_SSL):
    pass


class PatientBackend(EmailBackend):
    """Django's, with more patience at the end."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PatientSMTPS if self.use_ssl else _PatientSMTP


@dataclass
class MailServer:
    """One connection for as many letters as come, until `close` or until it breaks."""

    backend: PatientBackend
    carried: int = field(default=0, init=False)  # letters over this connection

    def send(self, message: EmailMessage, *, name: str) -> None:
        self.open()
        self.backend.connection.letter_began = False
        try:
            self.backend.send_messages([message])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as answer:
            self._explain(answer)
        except OSError as reason:
            self._broken(reason)
        self.carried += 1

    def open(self) -> None:
        try:
            if self.backend.open():
                self.backend.connection.ehlo_or_helo_if_needed()
        except OSError as reason:  # every SMTPException is one
            raise self._closed(reason) from reason

    def _explain(self, answer: smtplib.SMTPException) -> None:
        code, words = _code_of(answer)
        if code == HANGS_UP:
            self._broken(answer)
        if code in WANTS_A_PASSWORD or isinstance(answer, smtplib.SMTPSenderRefused) and code != TOO_LARGE:
            raise self._closed(answer) from answer
        raise Refused(words, for_good=500 <= code < 600, bounce=_bounce(answer, code, words)) from answer

    def _broken(self, reason: OSError) -> None:
        began, carried = self.backend.connection.letter_began, self.carried
        self._hang_up()
        if began:
            raise Interrupted(f"The mail server broke off: {_words(reason)}") from reason
        if carried:
            raise WornOut from reason
        raise self._closed(reason) from reason

    def _closed(self, reason: OSError) -> Closed:
        self._hang_up()
        return Closed(f"The mail server does not take letters: {_words(reason)}")

    def _hang_up(self) -> None:
        """Without another word: the server may not be listening."""
        for connection in (self.backend.connection, self.backend._partial_connection):
            if connection is not None:
                connection.close()
        self.backend.connection = self.backend._partial_connection = None
        self.carried = 0

    def close(self) -> None:
        if self.backend.connection is not None:
            try:
                self.backend.close()
            except OSError:
                pass  # it was only to say goodbye
        self._hang_up()


def _bounce(answer: smtplib.SMTPException, code: int, words: str) -> str:
    """What the answer says of the mailbox. Its enhanced code knows best."""
    if enhanced := ENHANCED.match(words):
        return kind_of_status(*enhanced.groups())
    if not isinstance(answer, smtplib.SMTPRecipientsRefused):
        return ""
    return "hard" if code in NO_SUCH_MAILBOX else "soft" if code == MAILBOX_FULL else ""


def _code_of(answer: smtplib.SMTPException) -> tuple[int, str]:
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(answer.recipients.values()))
    else:
        code, words = answer.smtp_code, answer.smtp_error
    return code, f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"


def _words(reason: Exception) -> str:
    if isinstance(reason, smtplib.SMTPResponseException):
        return _code_of(reason)[1]
    return str(reason) or type(reason).__name__
