"""A provider calls for each mail: with its secret, as often as it likes."""

from __future__ import annotations

import hmac
import json
import time
from importlib import import_module

import pytest
from anymail.inbound import AnymailInboundMessage
from django.core.files.uploadedfile import SimpleUploadedFile

from forum.discussions.models import Reply
from forum.letters.bounces import shut_mailbox
from forum.letters.inbound import webhook
from forum.letters.inbound.capped import CappedMessage
from forum.letters.inbound.checks import answers_come_in
from forum.letters.inbound.models import ReceivedMail
from tests import build
from tests.letters.inbound.conftest import answer_to
from tests.mail import words_of

SECRET = {"HTTP_AUTHORIZATION": "Basic cG9zdG1hcms6b3Blbg=="}  # postmark:open


@pytest.fixture(autouse=True)
def postmark(settings):
    settings.INBOUND_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": "postmark:open"}


@pytest.fixture
def letter(ana, ben, mailbox):
    build.a_reply(build.a_question(ana), ben)
    return mailbox.newest("ana@example.org")


def as_postmark_says(letter, words: str, **more) -> dict:
    said = {
        "FromFull": {"Email": "ana@example.org", "Name": "Ana Ruiz"},
        "ToFull": [{"Email": letter["Reply-To"], "Name": ""}],
        "OriginalRecipient": letter["Reply-To"],
        "Subject": "Re: Ben Okafor replied",
        "Date": "Mon, 2 Nov 2026 09:41:00 -0500",
        "TextBody": words,
        "Headers": [{"Name": "Message-ID", "Value": "<1@phone.example.org>"}],
        "Attachments": [],
    }
    return said | more


def call(client, said: dict, **more):
    return client.post("/letters/inbound/", json.dumps(said), content_type="application/json", **(SECRET | more))


def test_a_mail_is_posted_once_however_often_they_call(client, letter, ana):
    for _ in range(3):
        assert call(client, as_postmark_says(letter, "We ask the district.")).status_code == 200

    assert [reply.body for reply in Reply.objects.filter(author=ana)] == ["<p>We ask the district.</p>"]


def test_raw_mails_are_read_too(client, letter, ana):
    call(client, as_postmark_says(letter, "", RawEmail=answer_to(letter, "We ask the district.").as_string()))

    assert [reply.body for reply in Reply.objects.filter(author=ana)] == ["<p>We ask the district.</p>"]


def test_a_photo_of_some_megabytes_does_not_keep_the_words_out(client, letter, ana):
    photo = {"Name": "bus.jpg", "ContentType": "image/jpeg", "Content": "aaaa" * 1_000_000}

    assert call(client, as_postmark_says(letter, "The bus.", Attachments=[photo])).status_code == 200

    assert Reply.objects.filter(author=ana).exists()


def test_a_provider_that_sends_forms_with_files(client, letter, ana, settings, mailbox):
    settings.INBOUND_PROVIDER, settings.ANYMAIL = "mailgun", settings.ANYMAIL | {"MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    headers = {"From": "Ana Ruiz <ana@example.org>", "To": letter["Reply-To"], "Subject": "Re: Ben Okafor replied", "Message-ID": "<1@phone.example.org>"}
    said = {
        "recipient": letter["Reply-To"],
        "message-headers": json.dumps(list(headers.items())),
        "body-plain": "The bus.",
        "timestamp": "1795000000",
        "token": "t",
        "signature": hmac.new(b"key", b"1795000000t", "sha256").hexdigest(),
        "attachment-count": "1",
        "attachment-1": SimpleUploadedFile("bus.jpg", b"x" * 3_000_000, "image/jpeg"),
    }

    for _ in range(2):
        said["attachment-1"].seek(0)
        assert client.post("/letters/inbound/", said, **SECRET).status_code == 200

    assert [reply.body for reply in Reply.objects.filter(author=ana)] == ["<p>The bus.</p>"]
    assert "which we left out" in words_of(mailbox.newest(ana.email))


@pytest.mark.parametrize("header", ["", "Basic cG9zdG1hcms6c2h1dA=="])
def test_without_the_secret_nobody_comes_in(client, letter, header):
    assert call(client, as_postmark_says(letter, "We ask."), HTTP_AUTHORIZATION=header).status_code == 401
    assert not ReceivedMail.objects.exists()


def test_without_a_secret_or_a_provider_there_is_nothing_there(client, db, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert call(client, {}).status_code == 404
    settings.INBOUND_PROVIDER, settings.ANYMAIL = "", {"WEBHOOK_SECRET": "postmark:open"}

    assert call(client, {}).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"RawEmail": "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\nContent-Type: multipart/mixed; boundary=c\n\n" * 3_000},
        {"RawEmail": "To: " + "(" * 900_000},
        {"ToFull": [{"Email": "a@b.example", "Name": "((" * 40_000}] * 10},
        {"Subject": "=?utf-8?q?a?= " * 60_000},
        {"Headers": [{"Name": "Cc", "Value": "(" * 300_000}, {"Name": "X-A", "Value": "a\nb"}]},
        {"TextBody": "\x00\ud800"},
        {"Attachments": [{"Name": "x" * 300_000, "ContentType": "(" * 300_000, "Content": "eA==", "ContentID": "(" * 300_000}]},
    ],
    ids=["nested", "raw header", "names", "subject", "headers", "odd characters", "attachments"],
)
def test_hostile_mails_cost_less_than_a_second_and_are_not_called_again(client, letter, more):
    begun = time.process_time()

    assert call(client, as_postmark_says(letter, "Hello", **more)).status_code == 200
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("provider", ["amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "postal", "postmark", "resend", "sparkpost"])
def test_what_any_provider_sends_becomes_a_capped_message(provider, monkeypatch):
    module = import_module(f"anymail.webhooks.{provider}")
    monkeypatch.setattr(module, "AnymailInboundMessage", AnymailInboundMessage)

    webhook.let_it_make_capped_messages(webhook.provider_view(provider))

    assert module.AnymailInboundMessage is CappedMessage


def test_what_is_half_set_up_is_said_at_the_start(settings):
    assert answers_come_in(None) == []
    settings.INBOUND_PROVIDER, settings.ANYMAIL = "pigeon", {"WEBHOOK_SECRET": ""}
    assert [found.msg[:22] for found in answers_come_in(None)] == ["INBOUND_PROVIDER: “pig", "INBOUND_WEBHOOK_SECRET"]
    settings.INBOUND_PROVIDER, settings.ANYMAIL = "mailgun", {"WEBHOOK_SECRET": "postmark:open"}
    assert "WEBHOOK_SIGNING_KEY" in answers_come_in(None)[0].msg
    settings.INBOUND_PROVIDER = settings.INBOUND_MAILBOX_URL = ""

    assert "nobody fetches" in answers_come_in(None)[0].msg


# ---------------------------------------------------------------- letters that came back


def as_postmark_reports(**more) -> dict:
    return {"RecordType": "Bounce", "Type": "HardBounce", "Email": "ana@example.org", "BouncedAt": "2026-11-22T09:00:00Z", "Description": "No such mailbox"} | more


def report(client, said: dict, **more):
    return client.post("/letters/came-back/", json.dumps(said), content_type="application/json", **(SECRET | more))


@pytest.mark.parametrize(
    ("said", "shut_by"),
    [
        ({}, "hard"),
        ({"Details": "550 5.1.1 No such person"}, "hard"),
        ({"Type": "SoftBounce", "Description": "452 4.2.2 The mailbox is full"}, None),
        ({"Type": "Transient"}, None),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "complaint"),
        ({"RecordType": "Delivery", "Recipient": "ana@example.org"}, None),
    ],
    ids=["hard", "hard with a code", "soft", "put off", "complaint", "delivered"],
)
def test_a_report_stops_the_mail_to_the_address(client, ana, said, shut_by):
    for _ in range(2):
        assert report(client, as_postmark_reports(**said)).status_code == 200

    mailbox = shut_mailbox(ana.email)
    assert (mailbox and mailbox.shut_by) == shut_by


def test_nobody_reports_without_the_secret(client, ana):
    assert report(client, as_postmark_reports(), HTTP_AUTHORIZATION="").status_code == 401
    assert shut_mailbox(ana.email) is None
