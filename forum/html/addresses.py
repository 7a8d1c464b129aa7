"""Addresses: those we link to, those that stand bare in a text, and those that a link shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from forum.html.accepting import scrubbed

MAX_ADDRESS = 2_000

ADDRESS = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"]+", re.I)
_WEB = re.compile(r"(https?)://([\w-]+(?:\.[\w-]+)*\.?(?::\d{1,5})?)((?:[/?#].*)?)", re.I | re.S)
_MAIL = re.compile(r"(mailto):([^\s@<>\"'?&,;:/\\%]+@[\w-]+(?:\.[\w-]+)+)(?:\?.*)?", re.I | re.S)
_NAMED_SITE = re.compile(r"(?<!\w)(?:https?://|(?=www\.))([\w.-]*)", re.I)
_AFTER_AN_ADDRESS = ".,;:!?'*_~`’”»…)]}"


def address(raw: str) -> str:
    """The address as we write it in a link, or nothing.

    http, https and mailto only, with a host, without a name or password in front of it.
    """
    raw = " ".join(scrubbed(raw).split())
    if raw[:4].lower() == "www.":
        raw = f"https://{raw}"
    found = _WEB.fullmatch(raw) or _MAIL.fullmatch(raw)
    if not found:
        return ""
    if found[1].lower() == "mailto":
        made = f"mailto:{unicodedata.normalize('NFC', found[2])}"
    else:
        host = unicodedata.normalize("NFC", found[2].lower())
        made = f"{found[1].lower()}://{host}{quote(found[3], safe='/?#&=%:;@!$()*+,[]~')}"
    return made if len(made) <= MAX_ADDRESS else ""


def linked(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with its address or none. One pass: an address is looked at once, whatever comes of it."""
    at = 0
    for found in ADDRESS.finditer(text):
        shown = without_tail(found[0])
        if href := address(shown):
            yield text[at : found.start()], ""
            yield shown, href
            at = found.start() + len(shown)
    yield text[at:], ""


def without_tail(shown: str) -> str:
    """Without the punctuation of the sentence around it: full stops, quotes, brackets that were not opened inside."""
    surplus = {end: shown.count(end) - shown.count(start) for start, end in ("()", "[]", "{}")}
    end = len(shown)
    while end and (last := shown[end - 1]) in _AFTER_AN_ADDRESS:
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        end -= 1
    return shown[:end]


def links_itself(text: str, href: str) -> bool:
    return [found for found in linked(text) if found[0]] == [(text, href)]


def names_another_site(shown: str, href: str) -> bool:
    """Whether the words of a link hold an address on another site than it leads to."""
    named = {found[1].lower().rstrip(".-") for found in _NAMED_SITE.finditer(shown)}
    return not links_itself(shown, href) and named - {urlsplit(href).hostname} != set()
