"""What this room holds about a person: what staff settled about their posts. They can read it, with the reason; by whom, they cannot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Part, copied, not_copied
from moderation.trust.models import TrustDecision


def say_what_we_hold() -> None:
    """Called once the models are there. Nothing is erased: act, time, reason and numbers stay, as of all decisions."""
    shown = {"after": _("What was settled"), "reason": _("Why"), "at": _("When")}
    copied(Part("trust", _("What staff settled about your posts"), TrustDecision, ("person",), shown, leave_out=("by",)))
    not_copied(trust_trustdecision_by="What was settled is in the copy of the member it is about; whoever settled it is one of staff.")
