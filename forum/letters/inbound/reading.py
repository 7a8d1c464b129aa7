"""A mail as it came in, read once and with caps before every parser: whoever can write a mail can write a hostile one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from accounts.models import normal_address
from forum.letters.inbound.came_back import Report, reports_in
from forum.letters.inbound.html_mail import text_of_html
from forum.letters.inbound.quoting import own_words

READ_AT_MOST = 2_000_000  # bytes: words come first, and what is behind them is attachments
HEADER_AT_MOST = 2_000  # characters of one header
HEADERS_AT_MOST = 300
HEAD_AT_MOST = 200_000  # bytes of all of them
PARTS_AT_MOST = 60
BOUNDARIES_AT_MOST = 30  # parts within parts cost the parser the square of them
DASHES_AT_MOST = 2_000  # lines that may begin a part
TEXT_AT_MOST = 200_000  # characters of one part
RECIPIENTS_AT_MOST = 50
DECORATION = 60_000  # bytes in base64: a picture of this size within the words belongs to a signature

_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
_ONE_ADDRESS = re.compile(r"""(?:[^<>]*<)?([^\s<>()\[\],;:\\"@]+@[a-z0-9.-]+)>?""", re.I | re.A)
_TYPE = re.compile(r"\s*([\w.+-]+)/([\w.+-]+)")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:+-]+)", re.I)
_NOT_AN_ATTACHMENT = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/ms-tnef", "text/plain", "text/html"}
WHO_IT_IS_FOR = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


class Unreadable(Exception):
    """It is not made as mails are."""


@dataclass
class Mail:
    """What of it matters. `sender` is the one address in From, or blank; headers are by small letters, the first of several first."""

    headers: dict[str, list[str]]
    recipients: list[str]
    words: str = ""
    attachments: int = 0
    reports: bool = False  # a bounce, or a receipt
    came_back: list[Report] = field(default_factory=list, repr=False)  # what it says of a letter of ours
    raw_words: str = field(default="", repr=False)

    def header(self, name: str) -> str:
        return next(iter(self.headers.get(name, [])), "")

    @property
    def subject(self) -> str:
        return " ".join(_decoded(self.header("subject")).split())[:250]

    @property
    def sender(self) -> str:
        """Read more strictly than the standard library does: it takes an address out of a comment."""
        written = self.headers.get("from", [])
        found = _ONE_ADDRESS.fullmatch(written[0].strip()) if len(written) == 1 else None
        return normal_address(found[1]) if found else ""

    @property
    def message_id(self) -> str:
        """As we may write it into a header of ours; blank when it is none."""
        found = re.fullmatch(r"<[!-;=?-~]{3,200}>", self.header("message-id").strip())
        return found[0] if found else ""

    @property
    def name(self) -> str:
        """Tells mails apart, also those without a Message-ID."""
        own = self.header("message-id").strip() or "\n".join([self.header("date"), self.header("from"), self.header("subject"), self.raw_words])
        return hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()


def parse(raw: bytes, of: type[Message] = Message) -> Message:
    """A message `of` this class. Unreadable where the parser would be held up. Costs well under a second for any input."""
    head = raw[:READ_AT_MOST]
    if head.lower().count(b"boundary") > BOUNDARIES_AT_MOST or head.count(b"\n--") > DASHES_AT_MOST:
        raise Unreadable("It has more parts than we read.")
    if not re.search(rb"\n\r?\n", head[:HEAD_AT_MOST]) and len(head) > HEAD_AT_MOST:
        raise Unreadable("Its head is longer than we read.")
    try:
        return BytesParser(of, policy=policy.compat32).parsebytes(head)
    except (MessageError, RecursionError, ValueError, LookupError, AssertionError, IndexError, TypeError) as reason:
        raise Unreadable(f"It is not made as mails are: {type(reason).__name__}") from reason


def read(message: Message, *, recipients: Iterable[str] = ()) -> Mail:
    """`recipients` are those of the envelope, where somebody knows them. Unreadable as for `parse`."""
    try:
        headers = _headers(message)
        mail = Mail(headers, _recipients(headers, recipients))
        _read_parts(message, mail)
    except (MessageError, RecursionError, ValueError, LookupError, AssertionError, IndexError, TypeError) as reason:
        raise Unreadable(f"It is not made as mails are: {type(reason).__name__}") from reason
    return mail


def _headers(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in list(message.raw_items())[:HEADERS_AT_MOST]:
        written = _UNREADABLE.sub("", str(value)[:HEADER_AT_MOST])
        found.setdefault(name.lower(), []).append(written)
    return found


def _recipients(headers: dict[str, list[str]], known: Iterable[str]) -> list[str]:
    written = [value for name in WHO_IT_IS_FOR for value in headers.get(name, [])]
    found = [address for _name, address in getaddresses(written) if address]
    return list(dict.fromkeys(normal_address(address) for address in [*known, *found][:RECIPIENTS_AT_MOST]))


def _decoded(value: str) -> str:
    """“=?utf-8?q?…?=” as words."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return _UNREADABLE.sub("", "".join(_text(piece, charset or "utf-8") if isinstance(piece, bytes) else piece for piece, charset in pieces))


def _text(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except (LookupError, ValueError, TypeError):  # a charset that there is not, or that is none of text
        return raw.decode("utf-8", "replace")


# ---------------------------------------------------------------- its parts


def _read_parts(message: Message, mail: Mail) -> None:
    plain, html, parts = [], [], list(_leaves(message))
    for part, in_alternative in parts:
        kind, headers = _type_of(part), {name.lower(): str(value)[:HEADER_AT_MOST] for name, value in part.raw_items()}
        mail.reports = mail.reports or kind in ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
        attached = headers.get("content-disposition", "").strip().lower().startswith("attachment")
        if kind in ("text/plain", "text/html") and not attached:
            (plain if kind == "text/plain" else html).append((part, headers, in_alternative))
        elif _is_an_attachment(part, kind, headers, attached):
            mail.attachments += 1
    mail.reports = mail.reports or _type_of(message) == "multipart/report"
    mail.came_back = reports_in(part for part, _inside in parts) if mail.reports else []
    mail.raw_words = _unflowed(plain)
    if not mail.raw_words.strip() and html:
        mail.raw_words = text_of_html("\n".join(_payload(part, headers) for part, headers, _inside in html[:3]))
    mail.words = own_words(mail.raw_words)


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, in order; a mail within the mail is one of them. With whether it is one form of several."""
    waiting = [(message, False)]
    for _number in range(PARTS_AT_MOST):
        if not waiting:
            return
        part, inside = waiting.pop()
        inner = part.get_payload() if isinstance(part.get_payload(), list) else None
        kind = _type_of(part)
        if inner and kind.startswith("multipart/"):
            waiting += [(one, inside or kind == "multipart/alternative") for one in reversed(inner)]
        else:
            yield part, inside


def _type_of(part: Message) -> str:
    written = next((str(value)[:HEADER_AT_MOST] for name, value in part.raw_items() if name.lower() == "content-type"), "text/plain")
    found = _TYPE.match(written)
    return f"{found[1]}/{found[2]}".lower() if found else "text/plain"


def _is_an_attachment(part: Message, kind: str, headers: dict[str, str], attached: bool) -> bool:
    if kind.startswith("multipart/") or (kind in _NOT_AN_ATTACHMENT and not attached) or kind in ("application/pgp-signature", "application/pkcs7-signature"):
        return False
    held = part.get_payload()
    is_small = isinstance(held, str) and len(held) < DECORATION
    return not (is_small and kind.startswith("image/") and "content-id" in headers)


def _payload(part: Message, headers: dict[str, str]) -> str:
    held = part.get_payload()
    if not isinstance(held, str):
        return ""
    del part["content-transfer-encoding"]  # read with a cap, and once: a second one or a long one is none of ours to follow
    part["Content-Transfer-Encoding"] = headers.get("content-transfer-encoding", "8bit").strip()[:20].lower()
    raw = part.get_payload(decode=True) or b""
    charset = _CHARSET.search(headers.get("content-type", ""))
    text = _text(raw[: 4 * TEXT_AT_MOST], charset[1] if charset else "utf-8")[:TEXT_AT_MOST]
    return _UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _unflowed(parts: list[tuple[Message, dict[str, str], bool]]) -> str:
    """The plain words. Of a mail whose program sends several pieces between its pictures, all of them."""
    texts = []
    for part, headers, _inside in parts[:10]:
        text = _payload(part, headers)
        if re.search(r"format\s*=\s*\"?flowed", headers.get("content-type", ""), re.I):
            text = _joined(text, delete_space=bool(re.search(r"delsp\s*=\s*\"?yes", headers["content-type"], re.I)))
        texts.append(text)
    return "\n".join(texts)


def _joined(text: str, *, delete_space: bool) -> str:
    """Lines that a program broke at a space (RFC 3676) in one again; quoted lines stay."""
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        if goes_on and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if goes_on and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
