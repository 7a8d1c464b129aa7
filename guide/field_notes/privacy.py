"""What this room holds about a person: what they were asked, and what they agreed to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by, not_copied
from guide.field_notes.actions import end_all_of
from guide.field_notes.models import FieldNote, NoteConsent


def say_what_we_hold() -> None:
    """Called once the models are there."""
    asked = {"asked_words": _("Words we asked about"), "words": _("Words that stand"), "credit_line": _("Name beside them"), "state": _("How it stands"), "asked_at": _("When")}
    agreed = {"words": _("Words"), "name_as_given": _("Name as you gave it"), "uses": _("Uses you agreed to"), "given_at": _("When"), "withdrawn_at": _("Ended")}
    copied(
        Part("field_notes", _("Field notes made of your answers"), FieldNote, ("person",), asked, leave_out=("asked_by",)),
        Part("note_consents", _("What you agreed to for field notes"), NoteConsent, ("given_by",), agreed),
    )
    not_copied(field_notes_fieldnote_asked_by="One of staff, who asked about somebody else’s answer; it is in that person’s copy.")
    erased_by(erase_notes)


def erase_notes(person: User, choices: Choices) -> None:
    """Their words leave the guide with them; the entries keep their times."""
    end_all_of(person)
