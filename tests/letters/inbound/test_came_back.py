"""Other servers write that a letter came back, or that its reader called it spam. They are believed about letters of ours alone."""

from __future__ import annotations

import pytest

from forum.letters.bounces import shut_mailbox
from forum.letters.inbound.reading import parse, read
from forum.letters.inbound.receiving import receive
from tests.letters.conftest import a_letter

pytestmark = pytest.mark.django_db

BOUNCE = """From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: field@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Fri, 20 Nov 2026 08:00:00 -0500

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such person

--b
Content-Type: {original}

Message-ID: {letter}
Subject: Ben replied
{end}
--b--
"""

COMPLAINT = """From: <staff@hotmail.example>
To: field@localhost
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

From: field@localhost
Message-ID: {letter}

Words.
--b--
"""


def come_in(mail: str) -> None:
    receive(read(parse(mail.encode())))


def a_bounce(letter: str, *, action: str = "failed", status: str = "5.1.1", original: str = "message/rfc822", end: str = "\nWords.") -> str:
    return BOUNCE.format(letter=letter, action=action, status=status, original=original, end=end)


@pytest.mark.parametrize(("original", "end"), [("message/rfc822", "\nWords."), ("text/rfc822-headers", "")])
def test_a_bounce_of_our_letter_shuts_its_address(ana, original, end):
    letter = a_letter(to=ana)

    come_in(a_bounce(letter.message_id, original=original, end=end))

    mailbox = shut_mailbox(ana.email)
    assert (mailbox.shut_by, mailbox.words) == ("hard", "smtp; 550 No such person")


def test_a_complaint_shuts_it_too(ana):
    come_in(COMPLAINT.format(letter=a_letter(to=ana).message_id))

    assert shut_mailbox(ana.email).shut_by == "complaint"


def test_a_bounce_that_names_no_letter_of_ours_is_anybodys(ana):
    a_letter(to=ana)

    come_in(a_bounce("<made-up@localhost>"))
    come_in(a_bounce(""))

    assert shut_mailbox(ana.email) is None


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "5.7.1"), ("failed", "4.2.2"), ("delivered", "2.1.5"), ("failed", "odd")])
def test_what_is_late_refused_for_our_sake_or_full_for_a_day_shuts_nothing(ana, action, status):
    come_in(a_bounce(a_letter(to=ana).message_id, action=action, status=status))

    assert shut_mailbox(ana.email) is None


def test_the_same_bounce_twice_is_one(ana):
    mail = a_bounce(a_letter(to=ana).message_id)

    for _turn in range(2):
        come_in(mail)

    ana.refresh_from_db()
    assert ana.unread_notices == 1
