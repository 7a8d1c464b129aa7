"""What this room holds about a person: what they were asked whether they know, whether they want to be asked, and as staff what they have in hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by, not_copied
from forum.finding_answers.models import Helper, InHand, Request, SetAside


def say_what_we_hold() -> None:
    """Called once the models are there."""
    asked = {"question_id": _("Question"), "asked_at": _("When"), "said": _("What you said")}
    copied(
        Part("asked_to_answer", _("Questions you were asked about"), Request, ("person",), asked),
        Part("asked_whether", _("Whether you want to be asked about questions"), Helper, ("person",), {"wish": _("Your wish"), "asked_at": _("Asked last")}),
    )
    not_copied(
        finding_answers_inhand_owner="A staff duty, not a matter of theirs.",
        finding_answers_setaside_by="A decision of staff; the log of decisions is in the copy.",
    )
    erased_by(forget)


def forget(person: User, choices: Choices) -> None:
    Request.objects.filter(person=person).delete()
    Helper.objects.filter(person=person).delete()
    InHand.objects.filter(owner=person).update(owner=None)
    SetAside.objects.filter(by=person).update(by=None)
