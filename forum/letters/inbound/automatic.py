"""Mails that nobody wrote by hand, and mails that somebody else wrote under a member's name."""

from __future__ import annotations

import re

from django.conf import settings

from forum.letters.inbound.addresses import is_ours
from forum.letters.inbound.reading import Mail

_ROBOTS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "bounce@", "bounces@")
_MARKS = ("x-autoreply", "x-autorespond", "x-failed-recipients", "feedback-id", "x-loop", "list-id", "list-unsubscribe", "list-post")
_AWAY = re.compile(r"(?:re: )?(?:automatic reply|auto(?:matic)? ?-?(?:reply|response)|out of (?:the )?office|respuesta autom[áa]tica|fuera de (?:la )?oficina)\b", re.I)
_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*(\w+)", re.I)


def is_automatic(mail: Mail) -> bool:
    """Answers of machines, bounces, mails of lists and our own letters. They are never answered (RFC 3834)."""
    submitted = mail.header("auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or mail.reports
        or mail.header("precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or any(name in mail.headers for name in _MARKS)
        or mail.header("return-path").strip() == "<>"
        or mail.sender.startswith(_ROBOTS)
        or is_ours(mail.sender)
        or bool(_AWAY.match(mail.subject))
    )


def was_forged(mail: Mail) -> bool:
    """Whether the server that took the mail in found that it does not come from where it says. Never, where no such server is named.

    Only what that server wrote itself counts, which is the first of its name: further ones may be the sender's own.
    """
    server = settings.INBOUND_TRUSTED_SERVER.lower()
    if not server:
        return False
    written = next((value for value in mail.headers.get("authentication-results", []) if _who_says(value) == server), "")
    results: dict[str, set[str]] = {}
    for way, result in _RESULT.findall(written):
        results.setdefault(way.lower(), set()).add(result.lower())
    if "dmarc" in results and results["dmarc"] & {"pass", "fail"}:
        return "fail" in results["dmarc"]
    return "fail" in results.get("spf", ()) and "pass" not in results.get("dkim", ())


def _who_says(value: str) -> str:
    return (value.partition(";")[0].split() or [""])[0].lower()
