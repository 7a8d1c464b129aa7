"""Saving something for later, and all that one has saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from accounts.answers import answer
from accounts.limits import count_a_press
from forum.reading import shelf
from forum.reading.forms import SaveForm
from forum.reading.models import Bookmark

A_PAGE = 50


@members_only
@never_cache
def save(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Saving one thing, another day for its reminder, or taking it off the list. A second press changes nothing."""
    thing = shelf.find(kind, key, request.user)
    if request.method == "POST":
        count_a_press(request)
    if request.method == "POST" and "take_off" in request.POST:
        shelf.take_off(kind, key, by=request.user)
        messages.success(request, _("It is not on your list any more."))
        return redirect("reading:my_saved")
    if thing is None:
        raise Http404
    kept = Bookmark.objects.filter(person=request.user, kind=kind, key=key).first()
    day = kept.remind_on if kept and kept.remind_at else None
    form = SaveForm(request.POST if request.method == "POST" else None, initial={"remind_on": day}, today=shelf.today_of(request.user))
    page = {"thing": thing, "form": form, "kept": kept, "kind": kind, "key": key}
    if not form.is_valid():
        return answer(request, "reading/save.html", page)
    try:
        shelf.save(kind, key, by=request.user, remind_on=form.cleaned_data["remind_on"])
    except shelf.TooMany:
        return render(request, "reading/save.html", page | {"problem": _too_many()}, status=409)
    messages.success(request, _("Saved for later."))
    return redirect(thing.url)


def _too_many() -> str:
    return _("You have saved %(number)s things, and that is as many as we can keep. Take one off your list that you do not need any more.") % {"number": shelf.AT_MOST}


@members_only
@never_cache
def my_saved(request: HttpRequest) -> HttpResponse:
    """The newest first. `before` is the number of the last one shown. What may not be read any more can be taken off too."""
    before = request.GET.get("before", "")
    mine = request.user.bookmarks.order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 19:
        mine = mine.filter(pk__lt=int(before))
    rows = list(mine[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    found = shelf.find_all([row.thing for row in rows], request.user)
    return render(request, "reading/my_saved.html", {"rows": [(row, found.get(row.thing)) for row in rows], "older": f"?before={rows[-1].pk}" if more else ""})
