"""The way out: a folder, or a mail server that is up, down, slow or refusing."""

from __future__ import annotations

import socket
import threading
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from forum.letters import transport
from forum.letters.queries import LEASE
from forum.letters.transport import Closed, Folder, Interrupted, MailServer, Refused, WornOut, transport_for


def a_message(to: str = "ana@example.org", text: str = "Try it for six weeks. — Ben") -> EmailMultiAlternatives:
    message = EmailMultiAlternatives("Ben replied: “yes”", text, to=[to], headers={"Message-ID": "<1@localhost>"})
    message.attach_alternative("<p>Try it.</p>", "text/html")
    return message


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "", False, False)),
        ("smtp://ana:p%40ss@mail.example.org:587/?tls=true", ("mail.example.org", 587, "ana", "p@ss", True, False)),
        ("smtps://ana:secret@mail.example.org", ("mail.example.org", 465, "ana", "secret", False, True)),
    ],
)
def test_an_address_of_a_mail_server(url, expected):
    backend = transport_for(url).backend

    assert (backend.host, backend.port, backend.username, backend.password, backend.use_tls, backend.use_ssl) == expected


def test_an_address_of_a_folder():
    assert transport_for("file:///var/my%20mail") == Folder(Path("/var/my mail"))


@pytest.mark.parametrize("url", ["", "mail.example.org", "smtp://", "file://mail", "http://mail.example.org"])
def test_an_address_that_means_nothing_is_refused_in_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not understood"):
        transport_for(url)


def test_a_folder_gets_one_readable_file_a_letter(tmp_path):
    Folder(tmp_path / "mail").send(a_message(), name="2026-11-22 09.15.00 ana@example.org ../code 7")

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "2026-11-22-09.15.00-ana@example.org-..-code-7.eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["Subject"], message["To"], message["Message-ID"]) == ("Ben replied: “yes”", "ana@example.org", "<1@localhost>")
    assert message.get_body(["plain"]).get_content().strip() == "Try it for six weeks. — Ben"


def test_a_letter_sent_again_takes_the_place_of_its_file(tmp_path):
    folder = Folder(tmp_path)

    for _ in range(2):
        folder.send(a_message(), name="the same")

    assert [file.name for file in tmp_path.iterdir()] == ["the-same.eml"]


def test_a_folder_that_cannot_be_written_is_closed(tmp_path):
    (tmp_path / "mail").write_text("a file stands in the way")

    with pytest.raises(Closed, match="The folder for letters cannot be written"):
        Folder(tmp_path / "mail").send(a_message(), name="one")


def test_one_connection_carries_many_letters(sink, settings):
    server = transport_for(settings.EMAIL_URL)

    for address in ("ana@example.org", "ben@example.org", "eve@example.org"):
        server.send(a_message(address), name=address)
    server.close()

    assert [envelope.rcpt_tos for envelope in sink.arrived] == [["ana@example.org"], ["ben@example.org"], ["eve@example.org"]]
    assert sink.connections == 1
    assert sink.letters[0]["Subject"] == "Ben replied: “yes”"


def test_a_server_that_is_down_is_closed(server):
    with pytest.raises(Closed, match="does not take letters"):
        transport_for(server.url).send(a_message(), name="one")


@pytest.mark.parametrize(("answer", "for_good"), [("550 No such person", True), ("450 The box is busy", False)])
def test_a_refused_reader(server, sink, answer, for_good):
    sink.refuses["ana@example.org"] = answer
    out = transport_for(server.url)

    with pytest.raises(Refused, match=answer) as refusal:
        out.send(a_message(), name="one")
    out.send(a_message("ben@example.org"), name="two")

    assert refusal.value.for_good is for_good
    assert [envelope.rcpt_tos for envelope in sink.arrived] == [["ben@example.org"]]
    out.close()


@pytest.mark.parametrize(("answer", "for_good"), [("554 Looks like spam", True), ("451 Try later", False)])
def test_a_refused_letter(server, sink, answer, for_good):
    sink.answers_data = answer

    with pytest.raises(Refused, match=answer) as refusal:
        transport_for(server.url).send(a_message(), name="one")

    assert refusal.value.for_good is for_good


@pytest.mark.parametrize("answer", ["530 Say who you are", "451 Try later", "550 You again", "421 Closing"])
def test_a_server_that_wants_nothing_from_us_is_closed(server, sink, answer):
    sink.refuses_sender = answer

    with pytest.raises(Closed):
        transport_for(server.url).send(a_message(), name="one")


def test_a_letter_too_large_is_its_own_fault(server, sink):
    sink.refuses_sender = "552 Too large"

    with pytest.raises(Refused) as refusal:
        transport_for(server.url).send(a_message(), name="one")

    assert refusal.value.for_good


def scripted(*answers: bytes | None) -> tuple[MailServer, threading.Thread]:
    """A mail server that says these lines, one for each line or letter it hears, and hangs up where one is None."""
    listener = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        speaker, _address = listener.accept()
        with speaker, listener, speaker.makefile("rb") as heard:
            for answer in answers:
                if answer is None:
                    return
                speaker.sendall(answer + b"\r\n")
                line = heard.readline()
                while answer.startswith(b"354") and line not in (b".\r\n", b""):
                    line = heard.readline()

    thread = threading.Thread(target=speak)
    thread.start()
    return transport_for(f"smtp://127.0.0.1:{listener.getsockname()[1]}"), thread


GREETING = (b"220 here", b"250 hello")
A_LETTER = (b"250 from", b"250 to", b"354 go on", b"250 taken")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((None,), Closed),  # before the greeting
        ((*GREETING, None), Closed),  # before the letter
        ((*GREETING, *A_LETTER[:3], None), Interrupted),  # after the letter, before its answer: it may have it
        ((*GREETING, *A_LETTER, None), WornOut),  # after another letter
        ((*GREETING, *A_LETTER, b"421 enough for now", None), WornOut),
        ((*GREETING, *A_LETTER, *A_LETTER[:3], None), Interrupted),
    ],
)
def test_where_a_server_breaks_off_decides(answers, expected):
    out, thread = scripted(*answers)

    with pytest.raises(expected):
        for name in ("one", "two"):
            out.send(a_message(), name=name)

    thread.join(5)
    assert out.backend.connection is None


def test_a_server_that_does_not_answer_is_closed(monkeypatch):
    monkeypatch.setattr(transport, "ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Closed, match="timed out"):
        transport_for(f"smtp://127.0.0.1:{silent.getsockname()[1]}").send(a_message(), name="one")


def test_a_server_at_work_on_a_letter_is_given_time(server, sink, monkeypatch):
    monkeypatch.setattr(transport, "ANSWER", 0.3)
    sink.takes = 1

    transport_for(server.url).send(a_message(), name="one")

    assert len(sink.arrived) == 1


def test_the_lease_is_longer_than_the_longest_conversation():
    assert LEASE.total_seconds() > 9 * transport.ANSWER + 3 * transport.LAST_ANSWER


def test_an_unencrypted_server_gets_no_password(sink, server):
    out = transport_for(f"smtp://ana:secret@127.0.0.1:{server.port}/?tls=true")

    with pytest.raises(Closed):
        out.send(a_message(), name="one")

    assert sink.arrived == []
