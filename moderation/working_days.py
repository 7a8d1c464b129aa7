"""The time we promise for posts and reports: working days, Monday to Friday, from hour to hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.promises.models import promised

DAY = timedelta(days=1)
SATURDAY = 5


def due_after(since: datetime) -> datetime:
    """When the promise ends for what came at `since`. What comes at a weekend counts from Monday morning."""
    moment = timezone.localtime(since)
    if moment.weekday() >= SATURDAY:
        moment = _midnight(moment) + (7 - moment.weekday()) * DAY
    for _day in range(promised().post_days):
        moment += 3 * DAY if moment.weekday() == SATURDAY - 1 else DAY
    return moment


def overdue_before(now: datetime) -> datetime:
    """What came before this moment is past its day: `due_after(since) < now` says the same of each."""
    moment = timezone.localtime(now)
    if moment.weekday() >= SATURDAY:
        moment = _midnight(moment) - (moment.weekday() - SATURDAY) * DAY
    for _day in range(promised().post_days):
        moment -= 3 * DAY if moment.weekday() == 0 else DAY
    return moment


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def end_of(day: date) -> datetime:
    """The last moment of a promised day."""
    return timezone.make_aware(datetime.combine(day, time.max))


def age_in_words(since: datetime, due_at: datetime | None) -> str:
    """“3 hours”, “4 days, due today”, “6 days, 1 day late”; the age alone where nothing was promised."""
    now = timezone.localtime()
    age = _how_long((now - since).total_seconds())
    if due_at is None:
        return age
    if due_at < now:
        days = (now - due_at).days
        late = ngettext("%d day late", "%d days late", days) % days if days else _("late")
        return f"{age}, {late}"
    return _("%(age)s, due today") % {"age": age} if due_at.date() == now.date() else age


def _how_long(seconds: float) -> str:
    minutes = max(0, int(seconds // 60))
    if minutes == 0:
        return _("just now")
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = minutes // 60
    if hours < 24:
        return ngettext("%d hour", "%d hours", hours) % hours
    return ngettext("%d day", "%d days", hours // 24) % (hours // 24)
