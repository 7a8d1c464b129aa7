"""Mails fetched from where a mail server put them: a Maildir, or a mailbox by IMAP. INBOUND_MAILBOX_URL says which.

    maildir:///var/mail/replies
    imaps://user:password@host/INBOX        imap://…?tls=true on a network of one's own

A mail is taken away once what came of it is in the database; killed before, it is fetched again and counts once. What is not for an address of ours is
left as it is.
"""

from __future__ import annotations

import imaplib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

from forum.letters.inbound.reading import READ_AT_MOST, Unreadable, parse, read
from forum.letters.inbound.receiving import receive

log = logging.getLogger(__name__)

PATIENCE = 30  # seconds for each answer of the server
LEFT, UNREADABLE, FAILED = "left", "unreadable", "failed"


class Waiting(Protocol):
    """One mail that waits. `raw()` reads no more than READ_AT_MOST bytes."""

    def raw(self) -> bytes: ...

    def take_away(self) -> None: ...

    def leave(self) -> None: ...


class Shut(Exception):
    """The mailbox cannot be read just now."""


def mails_in(address: str) -> Iterator[Waiting]:
    """ImproperlyConfigured, in a sentence, when INBOUND_MAILBOX_URL means nothing; Shut."""
    url = urlsplit(address)
    if url.scheme == "maildir" and url.path.startswith("/"):
        return _of_a_folder(Path(unquote(url.path)))
    if url.scheme in ("imap", "imaps") and url.hostname:
        return _by_imap(url)
    raise ImproperlyConfigured("INBOUND_MAILBOX_URL is not understood. Give imaps://user:password@host/INBOX or maildir:///folder, as .env.example shows.")


def fetch(address: str, *, stop: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Deals with all that waits, one after the other, and says of each what came of it."""
    for waiting in mails_in(address):
        yield _deal_with(waiting)
        if stop():
            return


def _deal_with(waiting: Waiting) -> str:
    try:
        mail = read(parse(waiting.raw()))
    except FileNotFoundError:
        return LEFT  # another one fetched it
    except Unreadable as reason:
        log.warning("An email could not be read and stays in the mailbox: %s", reason)
        waiting.leave()
        return UNREADABLE
    try:
        result = receive(mail)
    except (OperationalError, InterfaceError):
        raise  # the database, not the mail
    except Exception:
        log.exception("An email could not be dealt with; it is tried again the next time")
        return FAILED
    if not result.ours:
        waiting.leave()
        return LEFT
    waiting.take_away()
    return result.outcome


# ---------------------------------------------------------------- a Maildir


@dataclass
class _File:
    """What a mail server has put under `new`, whole: it writes under `tmp` first."""

    folder: Path
    key: str

    def raw(self) -> bytes:
        with (self.folder / "new" / self.key).open("rb") as file:
            return file.read(READ_AT_MOST)

    def take_away(self) -> None:
        (self.folder / "new" / self.key).unlink(missing_ok=True)

    def leave(self) -> None:
        """Among those that were looked at: the next run begins with what is new."""
        with suppress(FileNotFoundError):
            (self.folder / "new" / self.key).rename(self.folder / "cur" / f"{self.key}:2,S")


def _of_a_folder(path: Path) -> Iterator[Waiting]:
    if not (path / "new").is_dir():
        raise Shut(f"There is no Maildir at {path}: its folders are cur, new and tmp.")
    for file in sorted((path / "new").iterdir()):
        yield _File(path, file.name)


# ---------------------------------------------------------------- IMAP


@dataclass
class _Fetched:
    server: imaplib.IMAP4
    uid: str

    def raw(self) -> bytes:
        """Without a mark that it was read."""
        answer = _asked(self.server, "FETCH", self.uid, f"(BODY.PEEK[]<0.{READ_AT_MOST}>)")
        found = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if found is None:
            raise FileNotFoundError(self.uid)
        return found

    def take_away(self) -> None:
        _asked(self.server, "STORE", self.uid, "+FLAGS.SILENT", r"(\Seen \Deleted)")
        if "UIDPLUS" in self.server.capabilities:
            _asked(self.server, "EXPUNGE", self.uid)

    def leave(self) -> None:
        _asked(self.server, "STORE", self.uid, "+FLAGS.SILENT", r"(\Seen)")


def _by_imap(url: SplitResult) -> Iterator[Waiting]:
    try:
        server = _signed_in(url)
    except (OSError, imaplib.IMAP4.error) as reason:
        raise Shut(f"The mailbox does not open: {reason}") from reason
    try:
        [found] = _asked(server, "SEARCH", None, "UNSEEN", "UNDELETED", *_for_us())
        for uid in (found or b"").decode().split():
            yield _Fetched(server, uid)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _for_us() -> list[str]:
    """What has to be fetched to see whether it is ours: also what says that a letter came back, whichever address it went to."""
    name = re.sub(r'["\\]', "", settings.INBOUND_EMAIL_NAME)
    to_us = ["OR", "HEADER", "TO", f'"{name}+"', "HEADER", "DELIVERED-TO", f'"{name}+"']
    return ["OR", *to_us, "HEADER", "CONTENT-TYPE", '"multipart/report"']


def _signed_in(url: SplitResult) -> imaplib.IMAP4:
    if url.scheme == "imaps":
        server = imaplib.IMAP4_SSL(url.hostname, url.port or 993, timeout=PATIENCE)
    else:
        server = imaplib.IMAP4(url.hostname, url.port or 143, timeout=PATIENCE)
        if parse_qs(url.query).get("tls", [""])[0].lower() in ("true", "1", "yes"):
            server.starttls()
    server.login(unquote(url.username or ""), unquote(url.password or ""))
    folder = unquote(url.path.strip("/")) or "INBOX"
    answer, said = server.select('"' + re.sub(r'["\\]', "", folder) + '"')
    if answer != "OK":
        raise imaplib.IMAP4.error(f"There is no folder “{folder}”: {said}")
    return server


def _asked(server: imaplib.IMAP4, *words: str | None) -> list:
    try:
        answer, data = server.uid(*words)
    except (OSError, imaplib.IMAP4.error) as reason:
        raise Shut(f"The mailbox broke off: {reason}") from reason
    if answer != "OK":
        raise Shut(f"The mailbox does not understand {words[0]}: {data}")
    return data
