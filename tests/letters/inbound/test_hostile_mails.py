"""Hostile mails: whatever they hold, they cost less than a second of CPU and stop no other."""

from __future__ import annotations

import time

import pytest

from forum.letters.inbound.reading import Unreadable, parse, read
from tests import build
from tests.letters.inbound.conftest import answer_to


def to_us(address: str, rest: bytes) -> bytes:
    return f"From: ana@example.org\nTo: {address}\nMessage-ID: <1@x.example>\n".encode() + rest


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number) for number in range(depth))
    return head + b"Content-Type: text/plain\n\nHello\n" + b"x" * 70 + b"\n" * 20_000


HOSTILE = {
    "nested": nested(2_000),
    "nested as far as we read": nested(28),
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 60_000,
    "long header": b"Subject: " + b"(" * 500_000 + b"\n\nHello",
    "many headers": b"X-A: b\n" * 150_000 + b"\nHello",
    "many recipients": b"Cc: " + b"a@b.example, " * 40_000 + b"\n\nHello",
    "comments in an address": b"Cc: " + b"(" * 100_000 + b"\n\nHello",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\n\nHello",
    "no such charset": b"Content-Type: text/plain; charset=no-such\n\nHello",
    "a charset of something else": b"Content-Type: text/plain; charset=base64\n\nHello",
    "surrogates": b"Content-Type: text/plain; charset=utf-7\n\nHello +2AA- +AAA-",
    "NUL": b"Subject: \x00\n\nHel\x00lo",
    "broken base64": b"Content-Transfer-Encoding: base64\n\nSGVsbG8=!!!!" + b"\xff" * 1_000_000,
    "large": b"\n" + b"We tried this.\n" * 2_000_000,
    "no head": b"\xff\xfe" * 10_000,
    "a boundary of nothing": b"Content-Type: multipart/mixed\n\n--\n",
    "a mail in the mail": b"Content-Type: message/rfc822\n\nSubject: x\n\nHello",
    "multipart without parts": b"Content-Type: multipart/alternative; boundary=b\n\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_mail_costs_less_than_a_second(kind):
    raw = to_us("reply+a@reply.example.org", HOSTILE[kind])
    begun = time.process_time()
    try:
        mail = read(parse(raw))
        assert "\x00" not in mail.words + mail.subject
        (mail.words + mail.subject + "".join(mail.recipients)).encode()
    except Unreadable:
        pass

    assert time.process_time() - begun < 1


def test_hostile_mails_stop_no_other(ana, ben, postman, mailbox):
    question = build.a_question(ana)
    build.a_reply(question, ben)
    letter = mailbox.newest(ana.email)
    for raw in HOSTILE.values():
        postman.bring(to_us(letter["Reply-To"], raw))

    postman.send(answer_to(letter, "And this one is fine."))

    assert question.replies.filter(author=ana, body="<p>And this one is fine.</p>").exists()
    assert not [reply for reply in question.replies.all() if "\x00" in reply.body]
