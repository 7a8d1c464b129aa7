"""What this room holds about a person. Decisions stay as they are: act, time, reason and numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by, not_copied, swept_by
from moderation.models import Decision, Report


def say_what_we_hold() -> None:
    """Called once the models are there."""
    copied(
        Part("reports", _("Reports you sent"), Report, ("reported_by",), {"reason": _("Why"), "words": _("Words"), "reported_at": _("When")}),
        Part("decisions", _("Decisions you made"), Decision, ("by",), {"act": _("What happened"), "reason": _("Why"), "at": _("When")}),
    )
    not_copied(moderation_decision_answer_chosen_by="Who had chosen the answer that a decision hid; to put it back. The choice belongs to the question.")
    erased_by(erase_reports)
    swept_by(forget_words_that_were_decided)


def erase_reports(person: User, choices: Choices) -> None:
    """The words of an open report stay until staff have decided: a child may be in danger."""
    _forget_words(Report.objects.filter(reported_by=person))


def forget_words_that_were_decided() -> int:
    """For the worker: those that were open when their writer was erased."""
    return _forget_words(Report.objects.filter(reported_by__erased_at__isnull=False))


def _forget_words(reports) -> int:
    return reports.exclude(state=Report.State.OPEN).exclude(words="").update(words="")
