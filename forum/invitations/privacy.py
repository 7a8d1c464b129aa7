"""What this room holds about a person: whom they invited, and what they were invited to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by
from forum.invitations.actions import forget_invitations_of
from forum.invitations.models import Invitation


def say_what_we_hold() -> None:
    """Called once the models are there. The address that somebody else wrote to is not copied for whoever took it up."""
    sent = {"address": _("Email address"), "words": _("Words"), "sent_at": _("When"), "taken_up_at": _("Taken up")}
    copied(
        Part("invitations", _("Invitations you sent"), Invitation, ("by",), sent),
        Part("invitations_taken_up", _("Invitations you took up"), Invitation, ("taken_up_by",), {"taken_up_at": _("When")}, leave_out=("words",)),
    )
    erased_by(erase_invitations)


def erase_invitations(person: User, choices: Choices) -> None:
    forget_invitations_of(person)
