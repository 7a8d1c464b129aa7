"""Mails fetched from a mailbox: by IMAP as from a folder, whatever breaks off in between."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from forum.discussions.models import Reply
from forum.letters.inbound import fetching
from forum.letters.inbound.fetching import mails_in
from tests import build
from tests.letters.inbound.conftest import a_mail, answer_to


@dataclass
class ImapServer:
    """As much of one as is needed. `heard` are the commands; `breaks_off_at` hangs up in the middle of one."""

    mails: dict[str, bytes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)
    breaks_off_at: str = ""
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"imap://ana:s%20cret@127.0.0.1:{self.listener.getsockname()[1]}/Replies"

    def serve(self) -> None:
        while True:
            try:
                speaker, _address = self.listener.accept()
            except OSError:
                return
            with speaker, speaker.makefile("rwb") as talk:
                self.talk(talk)

    def talk(self, talk) -> None:
        self.say(talk, "* OK here")
        for line in talk:
            tag, _space, command = line.decode().strip().partition(" ")
            self.heard.append(command)
            if self.breaks_off_at and self.breaks_off_at in command:
                return
            self.answer(talk, command)
            self.say(talk, f"{tag} OK done")
            if command == "LOGOUT":
                return

    def answer(self, talk, command: str) -> None:
        uid = (re.match(r"UID \w+ (\d+)", command) or [None, ""])[1]
        if command == "CAPABILITY":
            self.say(talk, "* CAPABILITY IMAP4rev1 UIDPLUS")
        elif command.startswith("SELECT"):
            self.say(talk, "* 1 EXISTS")
        elif command.startswith("UID SEARCH"):
            self.say(talk, "* SEARCH " + " ".join(uid for uid in self.mails if uid not in self.seen))
        elif command.startswith("UID FETCH"):
            raw = self.mails[uid]
            talk.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n" % (uid.encode(), len(raw)) + raw + b")\r\n")
        elif command.startswith("UID STORE"):
            self.seen.add(uid)
            if "Deleted" in command:
                self.deleted.add(uid)
        elif command.startswith("UID EXPUNGE"):
            self.mails.pop(uid)

    def say(self, talk, line: str) -> None:
        talk.write(line.encode() + b"\r\n")
        talk.flush()


@pytest.fixture
def imap(settings) -> Iterator[ImapServer]:
    server = ImapServer()
    settings.INBOUND_MAILBOX_URL = server.url
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    thread.join(5)


@pytest.fixture
def letter(ana, ben, mailbox):
    build.a_reply(build.a_question(ana), ben)
    return mailbox.newest("ana@example.org")


def look() -> str:
    said = StringIO()
    call_command("fetch_replies", stdout=said)
    return said.getvalue().strip()


def test_by_imap_what_is_ours_is_posted_and_deleted_and_the_rest_stays(imap, letter, ana):
    other = a_mail(to="reply+x@elsewhere.example", sender="ana@example.org", words="Dear staff")
    imap.mails = {"7": answer_to(letter, "We ask the district.").as_bytes(), "9": other.as_bytes()}

    assert look() == "1 left, 1 taken"

    assert Reply.objects.filter(author=ana, body="<p>We ask the district.</p>").exists()
    assert (list(imap.mails), imap.deleted) == (["9"], {"7"})
    assert 'LOGIN ana "s cret"' in imap.heard and 'SELECT "Replies"' in imap.heard
    assert look() == ""


def test_a_server_that_breaks_off_is_said_and_gone_on_with(imap, letter, ana):
    imap.mails = {"7": answer_to(letter, "We ask the district.").as_bytes()}
    imap.breaks_off_at = "UID STORE"
    with pytest.raises(CommandError, match="broke off"):
        look()
    imap.breaks_off_at = ""

    assert look() == "1 ignored"

    assert (Reply.objects.filter(author=ana).count(), imap.mails) == (1, {})


def test_a_mail_that_we_stumble_over_stops_no_other(postman, letter, ana, monkeypatch):
    receive = fetching.receive

    def stumbles(mail):
        if "First" in mail.words:
            raise ZeroDivisionError
        return receive(mail)

    monkeypatch.setattr(fetching, "receive", stumbles)
    postman.bring(answer_to(letter, "First."))
    postman.bring(answer_to(letter, "Second."))

    assert look() == "1 failed, 1 taken"

    assert (Reply.objects.get(author=ana).body, postman.left) == ("<p>Second.</p>", 1)


def test_a_mailbox_that_is_not_there_is_said(settings, tmp_path):
    settings.INBOUND_MAILBOX_URL = f"maildir://{tmp_path}/none"

    with pytest.raises(CommandError, match="There is no Maildir"):
        look()


@pytest.mark.parametrize("address", ["pop3://mail.example.org", "maildir://mail", "imaps://", "/var/mail"])
def test_an_address_that_means_nothing(address):
    with pytest.raises(ImproperlyConfigured, match="is not understood"):
        list(mails_in(address))


def test_nothing_is_fetched_where_nothing_is_set_up(settings):
    settings.INBOUND_EMAIL_DOMAIN = ""

    with pytest.raises(CommandError, match="Set INBOUND_EMAIL_DOMAIN"):
        look()
