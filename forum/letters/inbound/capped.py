"""A message as django-anymail's views make one, with caps before its parsers: of a mail as it came, or of pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anymail.inbound import AnymailInboundMessage

from forum.letters.inbound.reading import HEADER_AT_MOST, HEADERS_AT_MOST, READ_AT_MOST, Unreadable, parse

_KIND = re.compile(r"[\w.+-]+/[\w.+-]+", re.A)


class CappedMessage(AnymailInboundMessage):
    """Unreadable where a parser would be held up."""

    @classmethod
    def parse_raw_mime(cls, s: str) -> CappedMessage:
        return parse(s[:READ_AT_MOST].encode("utf-8", "surrogateescape"), of=cls)

    @classmethod
    def parse_raw_mime_bytes(cls, b: bytes) -> CappedMessage:
        return parse(b, of=cls)

    @classmethod
    def parse_raw_mime_chunks(cls, chunks: Iterable[bytes]) -> CappedMessage:
        found = b""
        for chunk in chunks:
            found += chunk
            if len(found) >= READ_AT_MOST:
                break
        return parse(found, of=cls)

    @classmethod
    def construct(cls, **pieces) -> CappedMessage:
        """The header parser of the library takes the square of a header's length."""
        for name in ("from_email", "to", "cc", "bcc", "subject"):
            if isinstance(pieces.get(name), str):
                pieces[name] = _one_line(pieces[name])
        if isinstance(pieces.get("raw_headers"), str):
            pieces["raw_headers"] = "\n".join(line[:HEADER_AT_MOST] for line in pieces["raw_headers"].splitlines()[:HEADER_AT_MOST])
        if pieces.get("headers"):
            pairs = pieces["headers"].items() if hasattr(pieces["headers"], "items") else pieces["headers"]
            pieces["headers"] = [(name, _one_line(str(value))) for name, value in list(pairs)[:HEADERS_AT_MOST]]
        try:
            return super().construct(**pieces)
        except (ValueError, RecursionError, LookupError, AssertionError, TypeError) as reason:
            raise Unreadable(f"It is not made as mails are: {type(reason).__name__}") from reason

    @classmethod
    def construct_attachment(cls, content_type: str | None, content, *, content_id: str | None = None, base64: bool = False, **of_no_use) -> CappedMessage:
        """Its kind, its size and whether it stands within the words are all that we look at."""
        kind = _KIND.match(str(content_type or "")[:200])
        return super().construct_attachment(kind[0] if kind else "application/octet-stream", content, content_id="within" if content_id else None, base64=base64)


def _one_line(value: str) -> str:
    return " ".join(value.split())[:HEADER_AT_MOST]
