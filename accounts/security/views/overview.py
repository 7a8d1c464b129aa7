"""One page that shows all of it, and the small acts that stand on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import members_only
from accounts.answers import answer
from accounts.security import passkeys, providers, second_step, sessions
from accounts.security.forms import TimeZoneForm

CHANGES_SHOWN = 10


@members_only
def overview(request: HttpRequest) -> HttpResponse:
    person, kinds = request.user, second_step.kinds_of(request.user)
    connected = providers.connected_to(person)
    context = {
        "passkeys": passkeys.of(person),
        "has_app": second_step.APP in kinds,
        "has_codes": second_step.CODES in kinds,
        "may_have_codes": bool(kinds & {second_step.APP, second_step.PASSKEY}) and second_step.is_asked_for(person),
        "connected": connected,
        "others": providers.others_than(connected),
        "sessions": sessions.sessions_of(request),
        "changes": person.sign_in_changes.select_related("by").order_by("-at", "-pk")[:CHANGES_SHOWN],
    }
    return render(request, "account/security.html", context)


@members_only
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    if not sessions.end(request.user, pk):
        raise Http404
    return _back(request, _("That session is over."))


@members_only
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    sessions.end_all(request.user, but=request.session.session_key)
    return _back(request, _("You are signed out everywhere but here."))


@members_only
def time_zone(request: HttpRequest) -> HttpResponse:
    form = TimeZoneForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _back(request, _("Times are shown by that clock from now on."))
    return answer(request, "account/time_zone.html", {"form": form})


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("accounts:security"))
