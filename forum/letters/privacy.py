"""What this room holds about a person, and how it is forgotten: also in letters to others that name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import partial

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import LAST, Choices, Part, copied, erased_by, not_copied
from forum.letters.actions import erase_letters_of
from forum.letters.models import NO_WORDS, Follow, Letter, LetterState, LetterStop, Mailbox, MailSettings, Notice
from forum.letters.things import find_all

SPOKEN = ("subject", "text", "html")
LONGEST_SUBJECT = Letter._meta.get_field("subject").max_length
ADDRESSES = re.compile(r"[^\s<>@]+@[\w.-]+\w")
NOT_READ = re.compile(r"(<style.*?</style>|<[^<>]*>|\b[A-Za-z]{2,10}://[^\s<>]*)", re.DOTALL)


def say_what_we_hold() -> None:
    """Called once the models are there."""
    letter = {"subject": _("Title"), "text": _("Words"), "address": _("Email address"), "written_at": _("When"), "state": _("State")}
    settings = {"replies": _("Replies to you"), "followed": _("What you follow"), "digest": _("Weekly digest"), "paused_until": _("Paused until")}
    came_back = {"address": _("Email address"), "shut_at": _("Since"), "shut_by": _("Why"), "words": _("What the mail server said"), "opened_at": _("Works again since")}
    copied(
        Part("letters", _("Emails we wrote to you"), Letter, ("person",), letter, leave_out=("headers", "claimed_by", "claimed_until"), where={"secret": False}),
        Part("follows", _("What you follow"), Follow, ("person",), {"thing": _("Name"), "pace": _("How soon"), "since": _("Since")}, names=partial(names_in, "thing")),
        Part("notices", _("Notices"), Notice, ("person",), {"about": _("Name"), "made_at": _("When"), "seen_at": _("Read")}, names=partial(names_in, "about")),
        Part("mail_settings", _("Notification settings"), MailSettings, ("person",), settings),
        Part("stopped_letters", _("Emails you stopped"), LetterStop, ("person",), {"kind": _("What it is"), "question": _("Question"), "on": _("Name"), "stopped_at": _("When")}, names=partial(names_in, "on")),
        Part("mailbox", _("Mail to you that came back"), Mailbox, ("address",), came_back, whose=lambda person: person.email),
    )
    not_copied(letters_happening_by="That something of theirs was to be told to others; the words are in the copy as questions, replies and stories.")
    erased_by(erase_letters, turn=LAST)


def names_in(column: str, rows: Sequence[Model], person: User) -> dict[str, str]:
    """What the followed things in this column are called, as far as the person may read them."""
    return {thing: found.name for thing, found in find_all({getattr(row, column) for row in rows}, person).items()}


def erase_letters(person: User, choices: Choices) -> None:
    """Theirs, what they follow, and who follows them; and their name in what others were written."""
    forget_former_addresses(person)
    erase_letters_of(person)
    Follow.objects.filter(kind="author", key=str(person.pk)).delete()
    names = {name for name in (person.display_name, person.email) if name}
    for name in names:
        _forget_in_letters_to_others(name)


def forget_former_addresses(person: User) -> None:
    """Whoever moves to another address is told at the old one, without their account: each such letter names the next."""
    theirs, known = {person.email}, set()
    while unknown := theirs - known:
        address = unknown.pop()
        known.add(address)
        told = Letter.objects.filter(person=None, kind="account-change", text__contains=address).exclude(address="")
        theirs |= {letter.address.lower() for letter in told if address in ADDRESSES.findall(letter.text)}
    former = theirs - {person.email}
    moved = Letter.objects.filter(person=None, address__in=former)
    moved.due().update(state=LetterState.DROPPED)
    moved.update(address="", last_error="", **NO_WORDS)
    Mailbox.objects.filter(address__in=former).delete()
    LetterStop.objects.filter(person=None, address__in=former).delete()


def _forget_in_letters_to_others(name: str) -> None:
    """Letters that are done with lose their words; one still to be sent says “a former member”."""
    forms = {name, escape(name)}
    naming = Q()
    for form in forms:
        naming |= Q(subject__contains=form) | Q(text__contains=form) | Q(html__contains=form)
    letters = Letter.objects.filter(naming)
    letters.finished().update(**NO_WORDS)
    sign, former = _sign_of(forms), User(erased_at=timezone.now()).shown_name
    for letter in letters.filter(state=LetterState.DUE):
        words = {field: _said_otherwise(getattr(letter, field), sign, former) for field in SPOKEN}
        words["subject"] = words["subject"][:LONGEST_SUBJECT]
        Letter.objects.filter(pk=letter.pk).update(**words)


def _sign_of(forms: Collection[str]) -> re.Pattern[str]:
    """As a word of its own."""
    return re.compile("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in sorted(forms)))


def _said_otherwise(words: str, sign: re.Pattern[str], former: str) -> str:
    """In what is read. People may be called “Https” or “Td”: links, marks and styles stay as they are."""
    return "".join(part if number % 2 else sign.sub(former, part) for number, part in enumerate(NOT_READ.split(words)))
