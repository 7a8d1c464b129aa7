"""The words of a letter from its three templates. Letters that differ in their reader's own links alone are drawn once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.letters.inbound.answering import words_about_answering
from forum.letters.links import mailbox_link
from forum.letters.models import Letter, LetterStop

_NOBODYS = uuid.uuid4().hex  # nobody can have written it
# What stands in a letter for its own reader alone, and what stands there until it is filled in. The last is the address of a mailbox.
OWN = {"stop_link": f"https://{_NOBODYS}/stop/", "settings_link": f"https://{_NOBODYS}/settings/", "ask_address": f"ask@{_NOBODYS}"}
GAPS = re.compile(r"\n\s*\n\s*\n")


@dataclass(frozen=True)
class Sheet:
    subject: str
    text: str
    html: str

    def filled(self, own: Mapping[str, str]) -> Sheet:
        text, html = self.text, self.html
        for name, words in own.items():
            text, html = text.replace(OWN[name], words), html.replace(OWN[name], words)
        return Sheet(self.subject, text, html)


class Sheets:
    """Those of one batch: what the words were made of lives as long as it."""

    def __init__(self) -> None:
        self.drawn: dict[tuple, tuple[Sheet, list[Any]]] = {}

    def compose(self, letter: Letter, context: dict[str, Any]) -> None:
        """Subject, text, HTML and headers, in the language that is active. Templates know no `person`: a sheet is for many."""
        words = _standing_words(letter) | context
        words = words_about_answering(letter, words) | words
        own = {name: str(words[name]) for name in OWN if words.get(name)}
        _write(letter, self._sheet(letter.kind, words, own), words)

    def _sheet(self, kind: str, words: dict[str, Any], own: dict[str, str]) -> Sheet:
        shared = words | {name: OWN[name] for name in own}
        shared.pop("reply_to", None)
        key = _as_key(kind, shared)
        if key is None:
            return _draw(kind, words)
        if key not in self.drawn:
            self.drawn[key] = _draw(kind, shared), list(shared.values())  # kept, so that no other row has its place in memory
        return self.drawn[key][0].filled(own)


def compose(letter: Letter, context: dict[str, Any]) -> None:
    """The letter of one reader, whom its templates know as `person`."""
    words = _standing_words(letter) | {"person": letter.person} | context
    words = words_about_answering(letter, words) | words
    _write(letter, _draw(letter.kind, words), words)


def _as_key(kind: str, words: Mapping[str, Any]) -> tuple | None:
    """Letters with the same key look the same; None when nobody can tell."""
    parts = []
    for name in sorted(words):
        value = words[name]
        if isinstance(value, Model):
            value = type(value), value.pk, id(value)
        elif isinstance(value, Promise):
            value = str(value)
        parts.append((name, value))
    key = (kind, get_language(), *parts)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _draw(kind: str, words: dict[str, Any]) -> Sheet:
    subject = one_line(_plain(f"emails/{kind}-subject.txt", words))[:250]
    words = words | {"subject": subject}
    text = folded(_plain(f"emails/{kind}.txt", words))
    return Sheet(subject, text, render_to_string(f"emails/{kind}.html", words))


def _plain(template: str, words: dict[str, Any]) -> str:
    """Plain text is not HTML: “Ana & Ben” stays as it is."""
    return get_template(template).template.render(Context(words, autoescape=False))


def folded(text: str) -> str:
    """Without the gaps that templates leave."""
    return GAPS.sub("\n\n", text).strip() + "\n"


def _write(letter: Letter, sheet: Sheet, words: Mapping[str, Any]) -> None:
    letter.subject, letter.text, letter.html = sheet.subject, sheet.text, sheet.html
    letter.headers = headers_of(letter, {"Reply-To": words["reply_to"]} if words.get("reply_to") else {})


# ---------------------------------------------------------------- what every letter says


def _standing_words(letter: Letter) -> dict[str, Any]:
    about_one = _("Stop emails about this question") if LetterStop.for_more_like(letter).question else _("Stop emails like this one")
    if letter.on and not letter.on.startswith("question:"):
        about_one = _("Stop emails about what you follow here")
    return {
        "site_url": settings.SITE_URL,
        "settings_link": _settings_link(letter),
        "stop_link": stop_link(letter) if letter.can_be_stopped else "",
        "stop_words": about_one,
        "reason": "",
    }


def _settings_link(letter: Letter) -> str:
    """A member's settings, or all that an address without an account follows. Nothing, and no words about it, in a letter to anybody else."""
    if letter.person_id:
        return settings.SITE_URL + reverse("letters:settings")
    return mailbox_link(letter.address.lower()) if letter.on else ""


def stop_link(letter: Letter) -> str:
    return settings.SITE_URL + reverse("letters:stop", args=[LetterStop.for_more_like(letter).token])


def one_line(words: str) -> str:
    """Folds what would begin another header."""
    return " ".join(str(words).split())


# ---------------------------------------------------------------- headers


def headers_of(letter: Letter, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each on one line. ValidationError for a name that is none."""
    headers = {name: one_line(value) for name, value in (_standing_headers(letter) | dict(more or {})).items()}
    if any(not re.fullmatch(r"[!-9;-~]+", name) for name in headers):
        raise ValidationError("A header's name is letters and hyphens.")
    return headers


def _standing_headers(letter: Letter) -> dict[str, str]:
    """What mail programs thread, sort and stop letters by (RFC 2919, 3834, 8058)."""
    headers, host = {"Auto-Submitted": "auto-generated"}, site_host()
    if letter.about_question:
        root = f"<question-{letter.about_question}@{host}>"
        headers |= {"In-Reply-To": root, "References": root}
    if letter.can_be_stopped:
        name = f"question-{letter.about_question}" if letter.about_question else letter.kind
        headers |= {
            "List-ID": f"<{name}.{host}>",
            "List-Unsubscribe": f"<{stop_link(letter)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def site_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
