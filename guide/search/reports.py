"""For editors, in the CMS: what people searched for, and what they did not find."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Min, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import edits_the_guide, staff_only
from guide.search.models import Asked

SHOWN = 200
DAYS = {"7": 7, "30": 30, "90": 90}


@staff_only(edits_the_guide)
def searches(request: HttpRequest) -> HttpResponse:
    """Those that found nothing first; `show=all` for all of them. One query."""
    days = DAYS.get(request.GET.get("days", ""), 30)
    only_failed = request.GET.get("show") != "all"
    context = {"rows": asked_in(days, only_failed=only_failed)[:SHOWN], "days": days, "all_days": DAYS.values(), "only_failed": only_failed}
    return render(request, "guide/cms_searches.html", context)


def asked_in(days: int, *, only_failed: bool) -> QuerySet:
    """By their words, the most asked first: how often `asked`, the `least` they found, and `last_on`."""
    since = timezone.localdate() - timedelta(days=days)
    asked = Asked.objects.filter(on__gte=since)
    if only_failed:
        asked = asked.filter(found=0)
    return asked.values("words").annotate(asked=Sum("times"), least=Min("found"), last_on=Max("on")).order_by("-asked", "words")
