"""Letters of this room. They leave by Django's own door, behind which the outbox stands: accounts knows nothing of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User


def send_letter(letter: str, address: str, context: dict[str, Any]) -> None:
    """emails/<letter>-subject.txt, .txt and .html, in the language of the page; a row of the caller's transaction."""
    words = {"site_url": settings.SITE_URL} | context
    subject = " ".join(render_to_string(f"emails/{letter}-subject.txt", words).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"emails/{letter}.txt", words), to=[address])
    message.attach_alternative(render_to_string(f"emails/{letter}.html", words), "text/html")
    message.extra_headers["X-Letter"] = letter
    message.send()


def write_to(person: User, letter: str, context: dict[str, Any], *, address: str = "") -> None:
    """In the language and by the clock of the person. `address`: another one than they have now."""
    with translation.override(person.reads), timezone.override(person.zone):
        send_letter(letter, address or person.email, {"person": person} | context)
