"""The desk: what waits, and the log of what was decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import moderates, staff_only
from forum.discussions.views.reading import a_number
from moderation.desk import SHOWN, read_load, read_queue
from moderation.lines import UNANSWERED, Key, address_of_case, language_of_title, title_of
from moderation.history import Entry, what_happened
from moderation.models import CAN_BE_UNDONE, Decision
from moderation.rules import works_at_the_desk
from moderation.unanswered import read_unanswered

A_PAGE_OF_THE_LOG = 50
AT_ONCE = 50  # decisions whose undoing is offered together


@staff_only(works_at_the_desk)
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, most urgent first. `show` narrows it, `after` is the key of the last line before; `decided` are decisions just made."""
    context = queue_context(request) | {"decided": just_decided(request), "last": Decision.objects.read_by(request.user).first()}
    return render(request, "moderation/desk.html", context)


def queue_context(request: HttpRequest, show: str = "") -> dict:
    """The list at the left of every page of the desk, and the numbers over it."""
    show = show or request.GET.get("show", "")
    after = Key.read(request.GET.get("after", ""))
    if show == UNANSWERED and request.user.moderates_discussions:
        lines, more = read_unanswered(request.user, after=after)
    else:
        show = show if show in SHOWN else ""
        lines, more = read_queue(request.user, show=show, after=after)
    return {"queue": lines, "more": more, "show": show, "load": read_load(request.user)}


def just_decided(request: HttpRequest) -> list[Decision]:
    """The reader's own decisions that the address names, as long as they can be taken back."""
    numbers = [number for number in map(a_number, request.GET.get("decided", "").split("-")[:AT_ONCE]) if number]
    if not numbers:
        return []
    recent = Decision.objects.standing().with_names().filter(pk__in=numbers, by=request.user, act__in=CAN_BE_UNDONE, submission__page=None)
    return [decision for decision in recent if timezone.now() < decision.letters_leave_at]


@staff_only(moderates)
def log(request: HttpRequest) -> HttpResponse:
    """Every decision about what the reader moderates, newest first; pages by keyset (`before` is a decision's id)."""
    before = a_number(request.GET.get("before"))
    rows = list(Decision.objects.read_by(request.user).with_names().before(before)[: A_PAGE_OF_THE_LOG + 1])
    more, rows = len(rows) > A_PAGE_OF_THE_LOG, rows[:A_PAGE_OF_THE_LOG]
    entries = [Entry(row.at, what_happened(row, request.user), row.reason, address_of_case(row.subject), title_of(row.subject), language_of_title(row.subject)) for row in rows]
    context = {"entries": entries, "older": str(rows[-1].pk) if more else "", "is_first": before is None}
    return render(request, "moderation/log.html", context)
