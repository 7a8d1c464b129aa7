"""Writing letters, and taking them back while nobody has begun to send them."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from forum.letters.composing import words_for
from forum.letters.gathering import gather
from forum.letters.happenings import Notice
from forum.letters.inbound.answering import words_about_answering
from forum.letters.links import mailbox_link
from forum.letters.models import NO_WORDS, Follow, Letter, LetterState, LetterStop, Mailbox, MailSettings

WORDS_ARE_KEPT = timedelta(days=30)


def write_letter(
    *,
    kind: str,
    to: User | None = None,
    address: str | None = None,
    context: dict[str, Any],
    about_question: int | None = None,
    about_reply: int | None = None,
    once: str | None = None,
    due_at: datetime | None = None,
    secret: bool = False,
    headers: dict[str, str] | None = None,
) -> Letter | None:
    """Writes the row in the caller's transaction; the worker sends it when it is due (at once without `due_at`).

    The words are emails/<kind>-subject.txt, .txt and .html, in the language that the member reads. Give a member as `to`, or somebody
    else's `address`: they are written to in the language of the page. Words of the context are lazy, so that they are the reader's too.
    None, and no row, when the person stopped such letters, is no member any more, or was written to about `once` before.
    `about_question` and `about_reply` are ids: at sending, whoever knows them is asked whether the person may still read them.
    """
    letter = Letter(kind=kind, person=to, address=to.email if to else address or "", secret=secret)
    letter.about_question, letter.about_reply = about_question, about_reply
    letter.once = cause_to(once, letter)
    if (to and not to.is_active) or letter.is_stopped or _is_written(letter):
        return None
    with translation.override(_reads(to)):
        found = _compose(letter, context)
    return post(letter, due_at=due_at, headers=found | (headers or {}))


@transaction.atomic
def compose_now(letter: Letter) -> bool:
    """Finds the words of a letter that has none yet and keeps them: every later try sends the same. False: nothing to tell any more."""
    with translation.override(_reads(letter.person)):
        context = gather(letter) if letter.on else words_for(letter)
        if context is None:
            return False
        found = _compose(letter, context)
    _address_and_fold(letter, headers=found)
    letter.save(update_fields=["kind", "about_question", "about_reply", "subject", "text", "html", "headers"])
    return True


def cause_to(once: str | None, letter: Letter) -> str | None:
    """The cause and the person, short enough for the column whatever the caller wrote."""
    if once is None:
        return None
    reader = letter.person_id or _digest(letter.address.lower())[:32]
    cause = f"{once} to {reader}"
    return cause if len(cause) <= 120 else _digest(cause)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _is_written(letter: Letter) -> bool:
    return letter.once is not None and Letter.objects.filter(once=letter.once).exists()


def _reads(person: User | None) -> str:
    return person.reads if person else translation.get_language() or settings.LANGUAGE_CODE


def _compose(letter: Letter, context: dict[str, Any]) -> dict[str, str]:
    """Its subject, its text and its HTML; and the headers that they call for."""
    words = _standing_words(letter) | context
    words = words_about_answering(letter, words) | words
    letter.subject = words["subject"] = one_line(_plain(f"emails/{letter.kind}-subject.txt", words))[:250]
    letter.text = _plain(f"emails/{letter.kind}.txt", words)
    letter.html = render_to_string(f"emails/{letter.kind}.html", words)
    return {"Reply-To": words["reply_to"]} if words.get("reply_to") else {}


def _standing_words(letter: Letter) -> dict[str, Any]:
    about_one = _("Stop emails about this question") if letter.about_question else _("Stop emails like this one")
    if letter.on and not letter.on.startswith("question:"):
        about_one = _("Stop emails about what you follow here")
    return {
        "site_url": settings.SITE_URL,
        "settings_link": _settings_link(letter),
        "stop_link": stop_link(letter) if letter.can_be_stopped else "",
        "stop_words": about_one,
        "person": letter.person,
        "reason": "",
    }


def _settings_link(letter: Letter) -> str:
    """A member's settings, or all that an address without an account follows. Nothing, and no words about it, in a letter to anybody else."""
    if letter.person_id:
        return settings.SITE_URL + reverse("letters:settings")
    return mailbox_link(letter.address.lower()) if letter.on else ""


def stop_link(letter: Letter) -> str:
    return settings.SITE_URL + reverse("letters:stop", args=[LetterStop.for_more_like(letter).token])


def _plain(template: str, words: dict[str, Any]) -> str:
    """Plain text is not HTML: “Ana & Ben” stays as it is."""
    return get_template(template).template.render(Context(words, autoescape=False))


def one_line(words: str) -> str:
    """Folds what would begin another header."""
    return " ".join(str(words).split())


def post(letter: Letter, *, due_at: datetime | None = None, headers: dict[str, str] | None = None) -> Letter | None:
    """Puts a composed letter into the outbox; None when its cause was written about a moment ago.

    ValidationError for an address that is none: a line break in it would begin another header.
    """
    validate_email(letter.address)
    if len(letter.address) > 254:
        raise ValidationError("An address has at most 254 characters.")
    letter.message_id = new_message_id()
    _address_and_fold(letter, headers=headers)
    if due_at:
        letter.due_at = due_at
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        if _is_written(letter):
            return None
        raise
    return letter


def new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{_host()}>"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _address_and_fold(letter: Letter, *, headers: dict[str, str] | None) -> None:
    """Its headers, and its text without the gaps that templates leave."""
    letter.headers = {name: one_line(value) for name, value in (_standing_headers(letter, _host()) | (headers or {})).items()}
    if any(not re.fullmatch(r"[!-9;-~]+", name) for name in letter.headers):
        raise ValidationError("A header's name is letters and hyphens.")
    letter.text = re.sub(r"\n\s*\n\s*\n", "\n\n", letter.text).strip() + "\n"


def _standing_headers(letter: Letter, host: str) -> dict[str, str]:
    """What mail programs thread, sort and stop letters by (RFC 2919, 3834, 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
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


def send_on(person: User) -> int:
    """Letters to a member that have not left yet go where the member reads now; says how many."""
    return Letter.objects.due().filter(person=person).exclude(address=person.email).update(address=person.email)


def drop_letters(*, question: int | None = None, reply: int | None = None, kinds: Iterable[str] | None = None) -> int:
    """Takes back letters about a question or a reply (of these kinds) that nobody has begun to send; says how many.

    Their cause may be written about again.
    """
    if question is None and reply is None:
        raise ValueError("Say which question or which reply.")
    letters = Letter.objects.due().unclaimed(timezone.now())
    if question is not None:
        letters = letters.filter(about_question=question)
    if reply is not None:
        letters = letters.filter(about_reply=reply)
    if kinds is not None:
        letters = letters.filter(kind__in=list(kinds))
    return letters.update(state=LetterState.DROPPED, once=None, **NO_WORDS)


def forget_old_words() -> int:
    """Letters sent or given up keep their words for thirty days; the worker calls it. The row says only that there was one."""
    old = Letter.objects.finished().filter(written_at__lt=timezone.now() - WORDS_ARE_KEPT)
    gone = old.filter(person=None, once=None).delete()[0]  # a code's address may be of somebody who never came in
    return gone + old.exclude(text="").update(**NO_WORDS)


def erase_letters_of(person: User) -> None:
    """Nothing in the outbox names the person any more; what was due is not sent."""
    theirs = Letter.objects.filter(Q(person=person) | Q(person=None, address__iexact=person.email))
    theirs.due().update(state=LetterState.DROPPED)
    theirs.update(address="", last_error="", **NO_WORDS)
    for model in (LetterStop, MailSettings, Follow, Notice):
        model.objects.filter(person=person).delete()
    for model in (LetterStop, Follow, Notice):
        model.objects.filter(person=None, address__iexact=person.email).delete()
    Mailbox.objects.of(person.email).delete()
