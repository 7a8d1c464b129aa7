"""For administrators: letting somebody in again who lost everything they could come in with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import runs_the_site, staff_only
from accounts.answers import answer
from accounts.models import SignInChange
from accounts.security import resetting
from accounts.security.forms import ResetForm
from accounts.security.proof import asks_for_proof, typed_before

SHOWN = 20


@staff_only(runs_the_site)
@asks_for_proof
def reset(request: HttpRequest) -> HttpResponse:
    """Shows first who it is that the address belongs to; the second press resets. Beneath stands what was reset before, by whom and why."""
    form = ResetForm(request.POST if request.method == "POST" else None, initial=typed_before(request), by=request.user)
    if form.is_valid() and "sure" in request.POST:
        resetting.reset(form.person, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s can come in by a code in the mail, and has a letter about it.") % {"name": form.person.shown_name})
        return HttpResponseRedirect(reverse("accounts:reset"))
    before = SignInChange.objects.filter(kind=SignInChange.Kind.RESET).select_related("person", "by").order_by("-at", "-pk")[:SHOWN]
    found = form.person if form.is_valid() else None
    return answer(request, "account/reset.html", {"form": form, "person": found, "ways": found and resetting.ways_of(found), "before": before})
