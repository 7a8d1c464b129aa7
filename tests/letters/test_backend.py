"""Whatever is mailed becomes rows: codes of allauth, notices of Wagtail, mail of Django's own."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction
from wagtail.admin.mail import send_mail as send_from_the_cms

from config.settings import base
from forum.letters.models import Letter


@pytest.fixture(autouse=True)
def through_the_outbox(settings) -> None:
    """The suite's own mail box, which pytest-django puts in, is not what the site uses."""
    settings.EMAIL_BACKEND = "forum.letters.backend.OutboxBackend"


def test_the_site_mails_through_the_outbox():
    assert base.EMAIL_BACKEND == settings.EMAIL_BACKEND


def test_one_letter_for_each_recipient(db, ben):
    message = EmailMessage("A page waits", "Read it.", to=["Eve <eve@example.org>", "ben@example.org"], bcc=["sam@example.org", "ben@example.org"])

    assert get_connection().send_messages([message]) == 1

    rows = Letter.objects.order_by("address").values_list("address", "person", "kind", "subject", "text", "secret")
    assert list(rows) == [
        ("ben@example.org", ben.pk, "notice", "A page waits", "Read it.\n", False),
        ("eve@example.org", None, "notice", "A page waits", "Read it.\n", False),
        ("sam@example.org", None, "notice", "A page waits", "Read it.\n", False),
    ]
    assert mail.outbox == []


def test_a_code_is_secret_and_names_no_person(ana):
    message = EmailMultiAlternatives("Your code is 123456", "123456", to=[ana.email], headers={"X-Letter": "sign-in-code"})
    message.attach_alternative("<p>123456</p>", "text/html")

    message.send()

    letter = Letter.objects.get()
    assert (letter.kind, letter.secret, letter.person, letter.html) == ("sign-in-code", True, None, "<p>123456</p>")
    assert set(letter.headers) == {"Auto-Submitted"}


def test_a_mail_goes_with_the_transaction_it_was_sent_in(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("A page waits", "Read it.", None, ["eve@example.org"])
        raise RuntimeError("the cause failed")

    assert not Letter.objects.exists()


def test_headers_are_kept_and_folded(db):
    message = EmailMessage("A page\nBcc: all@example.org", "Read it.", "Eve <eve@example.org>", ["ben@example.org"])
    message.reply_to = ["joan@example.org"]
    message.extra_headers = {"X-Page": "12\r\nBcc: all@example.org", "Message-ID": "<theirs@example.org>"}

    message.send()

    letter = Letter.objects.get()
    assert letter.subject == "A page Bcc: all@example.org"
    assert letter.headers["From"] == "Eve <eve@example.org>"
    assert letter.headers["Reply-To"] == "joan@example.org"
    assert letter.headers["X-Page"] == "12 Bcc: all@example.org"
    assert not {"Bcc", "Message-ID"} & set(letter.headers)


@pytest.mark.parametrize("recipient", ["nobody", "ben@example.org\nBcc: all@example.org", "@", ""])
def test_an_address_that_is_none_stops_no_request(db, recipient):
    good = EmailMessage("A page waits", "Read it.", to=["eve@example.org"])

    assert get_connection().send_messages([EmailMessage("A page waits", "Read it.", to=[recipient]), good]) == 1

    assert list(Letter.objects.values_list("address", flat=True)) == ["eve@example.org"]


def test_notices_of_the_cms_become_rows(db, eve):
    send_from_the_cms("A page waits for you", "Read it.", [eve.email], html_message="<p>Read it.</p>")

    letter = Letter.objects.get()
    assert (letter.person, letter.subject, letter.html, letter.state) == (eve, "A page waits for you", "<p>Read it.</p>", "due")


def test_a_message_of_html_alone_gets_a_plain_form(db):
    message = EmailMessage("Hello", "<p>Read <b>it</b></p>", to=["eve@example.org"])
    message.content_subtype = "html"

    message.send()

    assert Letter.objects.values_list("text", "html").get() == ("Read it\n", "<p>Read <b>it</b></p>")


def test_a_code_reaches_the_folder_where_a_person_finds_it(db, client, tmp_path, open_office):
    page = client.post("/accounts/login/", {"email": "New@example.org"})
    assert page.status_code == 302
    code = re.search(r"\d{6}", Letter.objects.get().text)[0]

    open_office().deliver()

    [file] = (tmp_path / "mail").glob("*-new@example.org-sign-in-code-*.eml")
    assert code in file.read_text()
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert client.get("/accounts/name/").status_code == 200
