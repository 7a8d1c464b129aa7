"""Django's door to the outbox: whatever allauth, Wagtail or Django itself wants to mail becomes rows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import strip_tags

from accounts.models import User, normal_address
from forum.letters.actions import post
from forum.letters.models import Letter
from forum.letters.sheets import one_line

log = logging.getLogger(__name__)

CODES = {"sign-in-code", "proof-code", "address-code"}
NOTICE = "notice"  # letters of packages that name no kind of ours
OURS_TO_SET = {"x-letter", "message-id", "to", "cc", "bcc", "subject"}


class OutboxBackend(BaseEmailBackend):
    """EMAIL_BACKEND. Writes one letter for each recipient in the caller's transaction and talks to no server.

    The header `X-Letter` names the kind; codes are secret. Attachments are not carried.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(bool(self._letters(message)) for message in email_messages)

    def _letters(self, message: EmailMessage) -> int:
        if message.attachments:
            log.warning("A letter had attachments, which are not carried: %s", message.subject)
        return sum(_write(message, recipient) for recipient in dict.fromkeys(message.recipients()))


def _write(message: EmailMessage, recipient: str) -> bool:
    kind = message.extra_headers.get("X-Letter", NOTICE)
    address = parseaddr(recipient)[1] if recipient.isprintable() else ""  # a line break would begin another header
    letter = Letter(kind=kind[:40], address=address, secret=kind in CODES)
    if not letter.secret:  # a code's reader may never come in: the row of such a person is taken away
        letter.person = User.objects.filter(email=normal_address(address)).first()
    letter.subject = one_line(message.subject)[:250]
    letter.text, letter.html = _words(message)
    try:
        return not letter.is_stopped and post(letter, headers=_headers(message)) is not None
    except ValidationError:
        log.warning("A letter of the kind %s was not written: its address or a header is not one.", letter.kind)
        return False


def _words(message: EmailMessage) -> tuple[str, str]:
    pages = [words for words, kind in getattr(message, "alternatives", []) if kind == "text/html"]
    if message.content_subtype == "html":
        return strip_tags(message.body), message.body
    return str(message.body), pages[0] if pages else ""


def _headers(message: EmailMessage) -> dict[str, str]:
    headers = {name: value for name, value in message.extra_headers.items() if name.lower() not in OURS_TO_SET}
    if message.from_email not in ("", settings.DEFAULT_FROM_EMAIL):
        headers.setdefault("From", message.from_email)
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(message.reply_to))
    return headers
