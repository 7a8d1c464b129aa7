"""Writing letters, and taking them back while nobody has begun to send them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from accounts.models import User
from forum.letters.batches import compose_all
from forum.letters.bounces import forget_mailboxes
from forum.letters.happenings import Notice
from forum.letters.models import NO_WORDS, Follow, Letter, LetterState, LetterStop, Mailbox, MailSettings
from forum.letters.sheets import compose, folded, headers_of, site_host

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
    with translation.override(to.reads if to else translation.get_language() or settings.LANGUAGE_CODE):
        compose(letter, context)
    return post(letter, due_at=due_at, headers=headers)


def compose_now(letter: Letter) -> bool:
    """Finds the words of a letter that has none yet and keeps them. False: nothing to tell any more. The worker does it for many (batches.py)."""
    return letter in compose_all([letter]).ready


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


def post(letter: Letter, *, due_at: datetime | None = None, headers: dict[str, str] | None = None) -> Letter | None:
    """Puts a composed letter into the outbox; None when its cause was written about a moment ago.

    ValidationError for an address that is none: a line break in it would begin another header.
    """
    validate_email(letter.address)
    if len(letter.address) > 254:
        raise ValidationError("An address has at most 254 characters.")
    letter.message_id = new_message_id()
    letter.headers = headers_of(letter, letter.headers | (headers or {}))
    letter.text = folded(letter.text)
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
    return f"<{uuid.uuid4().hex}@{site_host()}>"


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
    """Letters sent or given up keep their words for thirty days; the worker calls it. The row says only that there was one. Mailboxes of nobody go too."""
    old = Letter.objects.finished().filter(written_at__lt=timezone.now() - WORDS_ARE_KEPT)
    gone = old.filter(person=None, once=None).delete()[0]  # a code's address may be of somebody who never came in
    return gone + old.exclude(text="").update(**NO_WORDS) + forget_mailboxes()


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
