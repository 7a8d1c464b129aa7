"""The page of one's own data: a copy of it, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import members_only
from accounts.administrators import OnlyAdministrator, runs_the_site_alone
from accounts.answers import answer
from accounts.limits import TooOften
from accounts.models import DataCopy
from accounts.own_data import copies, leaving
from accounts.own_data.forms import LeaveForm
from accounts.security.proof import asks_for_proof, typed_before

DOWNLOAD = "ask-the-field-my-data.zip"


@members_only
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """What there is of a copy. The button asks for one; a worker makes it."""
    wait = 0
    if request.method == "POST":
        try:
            copies.ask_for_copy(request.user)
            return HttpResponseRedirect(reverse("own_data:data"))
        except TooOften as limit:
            wait = limit.seconds
    context = {"copy": DataCopy.objects.filter(person=request.user).first(), "too_often": wait, "alone": runs_the_site_alone(request.user)}
    return answer(request, "account/own_data/data.html", context, wait=wait)


@members_only
@never_cache
@require_safe
@asks_for_proof
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    """Their own, for a week; nobody else's, and none with the address alone."""
    copy = DataCopy.objects.filter(pk=key, person=request.user).first()
    if copy is None or not copy.is_ready:
        raise Http404
    try:
        file = copies.store().open(copy.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    return FileResponse(file, as_attachment=True, filename=DOWNLOAD, content_type="application/zip")


@members_only
@never_cache
@asks_for_proof
def delete(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, and asks once. The page before says why the only administrator stays."""
    if request.user.leaves_at or runs_the_site_alone(request.user):
        return HttpResponseRedirect(reverse("own_data:data"))
    form = LeaveForm(request.POST if request.method == "POST" else None, initial=typed_before(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(request.user, form.choices)
        except OnlyAdministrator:
            pass  # the page of their data says why
        return HttpResponseRedirect(reverse("own_data:data"))
    return answer(request, "account/own_data/delete.html", {"form": form})


@members_only
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """One press, without proof: it takes nothing away."""
    if leaving.stay(request.user):
        messages.success(request, _("You stay. Nothing was deleted."))
    return HttpResponseRedirect(reverse("own_data:data"))
