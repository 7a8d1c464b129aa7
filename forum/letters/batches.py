"""What is asked of letters just before they leave, and their words: in as many queries for fifty as for one."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from accounts.models import User
from forum.letters.bounces import is_sent_all_the_same
from forum.letters.composing import look_up_for, words_for
from forum.letters.gathering import gather, look_up_what_is_gathered
from forum.letters.happenings import Notice
from forum.letters.looking_up import one_batch
from forum.letters.models import Letter, LetterStop, Mailbox
from forum.letters.rights import look_up, may_still_read
from forum.letters.sheets import Sheets

log = logging.getLogger(__name__)

NOT_SO = "What it would tell is not so any more."
FOUND = ("kind", "about_question", "about_reply", "subject", "text", "html", "headers")  # while a letter is composed


@dataclass
class Sorted:
    """`ready` may leave. `dropped` are not needed any more, by the reason; `failed` are those that something went wrong with."""

    ready: list[Letter] = field(default_factory=list)
    dropped: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    failed: list[tuple[Letter, Exception]] = field(default_factory=list)

    def add(self, other: Sorted, *, ready: bool = True) -> None:
        self.ready += other.ready if ready else []
        self.failed += other.failed
        for reason, some in other.dropped.items():
            self.dropped[reason] += some


def sort_out(letters: Collection[Letter]) -> Sorted:
    """Letters with their person. The words that were missing are kept before it returns: every later try sends the same."""
    with transaction.atomic(), one_batch():
        found = _ask_about(letters)
        waiting = [letter for letter in found.ready if letter.waits_for_words]
        if waiting:
            told = compose_all(waiting)
            found.ready = [letter for letter in found.ready if letter not in waiting or letter in told.ready]  # in their order
            found.add(told, ready=False)
    return found


# ---------------------------------------------------------------- may it leave?


def _ask_about(letters: Collection[Letter]) -> Sorted:
    found, against = Sorted(), _what_speaks_against(letters)
    look_up({letter.about_question for letter in letters if letter.about_question}, {letter.about_reply for letter in letters if letter.about_reply})
    for letter in letters:
        try:
            reason = against(letter)
        except DatabaseError:
            raise
        except Exception as trouble:
            found.failed.append((letter, trouble))
            continue
        if reason:
            found.dropped[reason].append(letter)
        else:
            found.ready.append(letter)
    return found


def _what_speaks_against(letters: Collection[Letter]) -> Callable[[Letter], str]:
    """Three queries."""
    addresses = {letter.address.lower() for letter in letters}
    closed = set(User.objects.filter(email__in=[letter.address.lower() for letter in letters if not letter.person], is_active=False).values_list("email", flat=True))
    stops = _by_reader(LetterStop.objects.of_readers(letters))
    shut = Mailbox.objects.shut_among(addresses)
    codes_end = timezone.now() - timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

    def against(letter: Letter) -> str:
        if letter.secret and letter.written_at < codes_end:
            return "The code in it is not good any more."
        if not letter.person.is_active if letter.person else letter.address.lower() in closed:
            return "The account was closed."
        if letter.can_be_stopped and any(stop.is_about(letter) for stop in stops[letter.reader]):
            return "They stopped letters like this one."
        mailbox = shut.get(letter.address.lower())
        if mailbox and not is_sent_all_the_same(letter, mailbox):
            return f"No letters go to this address: {mailbox.get_shut_by_display()}."
        if not may_still_read(letter.person, letter.about_question, letter.about_reply):
            return "They may not read what it is about any more."
        return ""

    return against


def _by_reader(stops: Iterable[LetterStop]) -> dict[int | str, list[LetterStop]]:
    found: dict[int | str, list[LetterStop]] = defaultdict(list)
    for stop in stops:
        found[stop.person_id or stop.address].append(stop)
    return found


# ---------------------------------------------------------------- what do they say?


@transaction.atomic
def compose_all(letters: Collection[Letter]) -> Sorted:
    """Finds the words of letters that have none yet, and keeps them. What stands in them is marked as mailed in the same transaction."""
    found, sheets = Sorted(), Sheets()
    with one_batch():
        list(Letter.objects.filter(pk__in=[letter.pk for letter in letters]).order_by("pk").select_for_update().values_list("pk", flat=True))
        _look_up_for_all(letters)
        for letter in letters:
            try:
                told = _compose(letter, sheets)
            except DatabaseError:
                raise
            except Exception as trouble:
                log.exception("Letter %s could not be composed", letter.pk)
                found.failed.append((letter, trouble))
                continue
            if told:
                found.ready.append(letter)
            else:
                found.dropped[NOT_SO].append(letter)
        mailed = [notice for letter in found.ready for notice in letter.mailed]
        if mailed:
            Notice.objects.filter(pk__in=mailed).update(mailed_at=timezone.now())
        _keep_words(found.ready)
    return found


def _look_up_for_all(letters: Collection[Letter]) -> None:
    """Telling the next happening waits for the locks of these rows, so that a notice never falls between two letters."""
    by_kind: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        letter.mailed = []
        if not letter.on:
            by_kind[letter.kind].append(letter)
    look_up_what_is_gathered([letter for letter in letters if letter.on])
    for kind, some in by_kind.items():
        look_up_for(kind, some)


def _compose(letter: Letter, sheets: Sheets) -> bool:
    """False when there is nothing to tell any more."""
    with translation.override(letter.person.reads if letter.person else settings.LANGUAGE_CODE):
        context = gather(letter) if letter.on else words_for(letter)
        if context is None:
            return False
        sheets.compose(letter, context)
    return True


def _keep_words(letters: Collection[Letter]) -> None:
    """One statement for each would take longer than composing them."""
    if not letters:
        return
    fields = [Letter._meta.get_field(name) for name in FOUND]
    columns = ", ".join(f"{connection.ops.quote_name(one.column)} = %s" for one in fields)
    table = connection.ops.quote_name(Letter._meta.db_table)
    rows = [[*(one.get_db_prep_save(getattr(letter, one.attname), connection) for one in fields), letter.pk] for letter in letters]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", rows)  # noqa: S608  names of our own
