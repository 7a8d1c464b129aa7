"""What this room holds about a person, and how it is forgotten: also in letters to others that name them."""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import LAST, Choices, Part, copied, erased_by, not_copied
from forum.letters.actions import erase_letters_of
from forum.letters.models import NO_WORDS, Follow, Letter, LetterState, LetterStop, MailSettings, Notice

SPOKEN = ("subject", "text", "html")


def say_what_we_hold() -> None:
    """Called once the models are there."""
    letter = {"subject": _("Title"), "text": _("Words"), "address": _("Email address"), "written_at": _("When"), "state": _("State")}
    settings = {"replies": _("Replies to you"), "followed": _("What you follow"), "digest": _("Weekly digest"), "paused_until": _("Paused until")}
    copied(
        Part("letters", _("Emails we wrote to you"), Letter, ("person",), letter, leave_out=("headers", "claimed_by", "claimed_until"), where={"secret": False}),
        Part("follows", _("What you follow"), Follow, ("person",), {"thing": _("Name"), "pace": _("How soon"), "since": _("Since")}),
        Part("notices", _("Notices"), Notice, ("person",), {"about": _("Name"), "made_at": _("When"), "seen_at": _("Read")}),
        Part("mail_settings", _("Notification settings"), MailSettings, ("person",), settings),
        Part("stopped_letters", _("Emails you stopped"), LetterStop, ("person",), {"kind": _("What it is"), "question": _("Question"), "on": _("Name"), "stopped_at": _("When")}),
    )
    not_copied(letters_happening_by="That something of theirs was to be told to others; the words are in the copy as questions, replies and stories.")
    erased_by(erase_letters, turn=LAST)


def erase_letters(person: User, choices: Choices) -> None:
    """Theirs, what they follow, and who follows them; and their name in what others were written."""
    erase_letters_of(person)
    Follow.objects.filter(kind="author", key=str(person.pk)).delete()
    names = {name for name in (person.display_name, person.email) if name}
    for name in names:
        _forget_in_letters_to_others(name)


def _forget_in_letters_to_others(name: str) -> None:
    """Letters that are done with lose their words; one still to be sent says “a former member”."""
    forms = {name, escape(name)}
    naming = Q()
    for form in forms:
        naming |= Q(subject__contains=form) | Q(text__contains=form) | Q(html__contains=form)
    letters = Letter.objects.filter(naming)
    letters.finished().update(**NO_WORDS)
    sign = re.compile("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in sorted(forms)))
    former = User(erased_at=timezone.now()).shown_name
    for letter in letters.filter(state=LetterState.DUE):
        words = {field: sign.sub(former, getattr(letter, field)) for field in SPOKEN}
        Letter.objects.filter(pk=letter.pk).update(**words)
