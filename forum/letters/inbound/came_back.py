"""Mails in which another server says that a letter of ours came back (RFC 3464), or that its reader called it spam (RFC 5965).

Anybody can write such a mail. It counts only for a letter whose Message-ID stands in it, which nobody but its reader and the servers on its way know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import HeaderParser

from forum.letters import bounces
from forum.letters.mailboxes import Trouble
from forum.letters.models import Letter

BLOCKS_AT_MOST, HEAD_AT_MOST = 20, 20_000
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,200}>")
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Report:
    kind: str  # a Trouble
    words: str
    letter: str  # its Message-ID


def reports_in(parts: Iterable[Message]) -> list[Report]:
    """Of the leaves of a mail; nothing where no letter is named."""
    told: list[tuple[str, str]] = []
    letter = ""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            told += _told(part)
        elif kind == "message/feedback-report":
            told += [(Trouble.COMPLAINT.value, str(block.get("User-Agent", ""))) for block in _blocks(part) if str(block.get("Feedback-Type", "")).strip().lower() == "abuse"]
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            letter = letter or _message_id(part)
    return [Report(kind, words, letter) for kind, words in told[:1]] if letter else []


def _told(part: Message) -> Iterator[tuple[str, str]]:
    """What failed for good; what is only late comes, or fails later."""
    for block in _blocks(part):
        status = STATUS.match(str(block.get("Status", "")))
        if str(block.get("Action", "")).strip().lower() == "failed" and status:
            if kind := bounces.kind_of_status(*status.groups()):
                yield kind, str(block.get("Diagnostic-Code", "") or block.get("Status"))[:1_000]


def _blocks(part: Message) -> list[Message]:
    inner = part.get_payload()
    return inner[:BLOCKS_AT_MOST] if isinstance(inner, list) else []


def _message_id(part: Message) -> str:
    inner = part.get_payload()
    head = inner[0] if isinstance(inner, list) and inner else HeaderParser(policy=policy.compat32).parsestr(str(inner)[:HEAD_AT_MOST])
    found = MESSAGE_ID.search(str(head.get("Message-ID", ""))[:1_000])
    return found[0] if found else ""


def take(reports: Iterable[Report]) -> int:
    """How many addresses get no more letters."""
    shut = 0
    for report in reports:
        letter = Letter.objects.filter(message_id=report.letter).exclude(address="").first()
        shut += bool(letter and bounces.report(letter.address, report.kind, report.words))
    return shut
