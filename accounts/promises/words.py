"""A promised time in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

IN_WORDS = {
    2: gettext_lazy("two working days"),
    3: gettext_lazy("three working days"),
    4: gettext_lazy("four working days"),
    5: gettext_lazy("five working days"),
    6: gettext_lazy("six working days"),
    7: gettext_lazy("seven working days"),
    8: gettext_lazy("eight working days"),
    9: gettext_lazy("nine working days"),
    10: gettext_lazy("ten working days"),
}


def working_days(days: int) -> str:
    """“one working day”, “five working days”, “12 working days”: behind “within”."""
    if days == 1:
        return _("one working day")
    return str(IN_WORDS.get(days) or _("%(days)d working days") % {"days": days})
