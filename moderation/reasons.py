"""Saved reasons: what staff choose, and the words that the author reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.promises.models import promised
from accounts.promises.words import working_days
from moderation.models import ReportReason


@dataclass(frozen=True)
class Reason:
    key: str
    name: str | Promise  # in the list that staff choose from
    words: str | Promise  # to the author; free words may follow


SAVED = [
    Reason(
        "child",
        _("A child or family could be identified"),
        _("A child or a family could be recognized from it. Take out names, ages and places that point to them, and it can appear."),
    ),
    Reason(
        "product",
        _("Mostly about a product or service"),
        _("It is mostly about a product or a service. Tell us what you did and what happened, and it fits here."),
    ),
    Reason(
        "fit",
        _("Does not fit the guide"),
        _("It is not about schools and communities working together, so the people who read here could not help with it."),
    ),
    Reason(
        "unkind",
        _("Unkind to someone"),
        _("Part of it could hurt the person it is about. Say what happened rather than who is to blame, and it can appear."),
    ),
    Reason(
        "harm",
        _("Advice that could do harm"),
        _("Someone who follows this advice could come to harm. Say where it comes from, or leave that part out."),
    ),
    Reason(
        "answered",
        _("Asked and answered before"),
        _("The same question was asked before and has an answer. Search for it first, and ask again if it does not help."),
    ),
]
# About stories. The letter says “The reason: …”, so these are ends of a sentence.
ABOUT_STORIES = [
    Reason("milestone", _("Does not fit a stage or milestone yet"), _("it does not fit one of the guide’s stages or milestones yet")),
    Reason("child", _("A child or family could be identified"), _("a child or a family could be recognized from it")),
    Reason("product", _("Mostly about a product or service"), _("it is mostly about a product or a service")),
    Reason("told", _("Already told by another author"), _("another author has told it already")),
    Reason("note", _("Something else, said in the note"), _("the note below says it")),
]
WORDS_ABOUT_STORIES = {reason.key: reason.words for reason in ABOUT_STORIES}
WORDS = {reason.key: reason.words for reason in SAVED}

SEVERAL = "several"  # reports that hid it together
# What the author reads when a report hid the post. It names what was reported, never who.
WORDS_OF_A_REPORT = {
    ReportReason.CHILD: _(
        "Someone told us that a child or a family might be recognized from it. We hide such posts first and look second. "
        "A member of Coalition staff will read it within %(days)s."
    ),
    SEVERAL: _(
        "Several people told us that something is wrong with it. We hide such posts first and look second. "
        "A member of Coalition staff will read it within %(days)s."
    ),
}


def words_of_a_report(reason: str) -> str:
    """In the language that is spoken just now, with the time we promise."""
    return WORDS_OF_A_REPORT[reason] % {"days": working_days(promised().post_days)}
