"""Inviting somebody, and coming on an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only, open_to_all
from accounts.answers import answer
from accounts.limits import TooOften
from forum.invitations.actions import IN_THE_SESSION, InvitedBefore, invite, take_up, thing_of
from forum.invitations.forms import InvitationForm
from forum.invitations.models import Invitation
from forum.invitations.rules import may_invite
from forum.letters import things
from forum.letters.things import Thing

SHOWN = 50


@members_only
def invitations(request: HttpRequest) -> HttpResponse:
    """Those one sent, and another. `about` names a thing, such as question:12."""
    kind, key, thing = _about(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_invite(request.user):
        raise PermissionDenied(_("You can invite people once a post of yours has been approved."))
    wait = 0
    if form.is_valid():
        try:
            sent = invite(by=request.user, address=form.cleaned_data["email"], words=form.cleaned_data["words"], kind=kind, key=key)
            messages.success(request, _("Your invitation to %(address)s is on its way.") % {"address": sent.address})
            return HttpResponseRedirect(_here(kind, key))
        except InvitedBefore:
            form.add_error("email", _("You have invited them already"))
        except TooOften as limit:
            form.add_error("email", _("That was a lot of invitations. You can send another in about %(time)s") % {"time": limit.wait})
            wait = limit.seconds
    sent = request.user.invitations.select_related("taken_up_by").order_by("-sent_at", "-pk")[:SHOWN]
    context = {"form": form, "sent": sent, "thing": thing, "about": f"{kind}:{key}" if thing else "", "may_invite": may_invite(request.user)}
    return answer(request, "forum/invitations.html", context, wait=wait)


def _about(request: HttpRequest) -> tuple[str, str, Thing | None]:
    """What everybody may read; an invitation to something else would lead nowhere."""
    kind, _colon, key = (request.POST.get("about") or request.GET.get("about") or "").partition(":")
    thing = things.find_one(kind, key, None) if kind and key else None
    return (kind, key, thing) if thing else ("", "", None)


def _here(kind: str, key: str) -> str:
    address = reverse("invitations:invite")
    return f"{address}?{urlencode({'about': f'{kind}:{key}'})}" if kind else address


@open_to_all
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, since mail filters follow links; the button does."""
    invitation = Invitation.from_token(token)
    if invitation is None:
        raise Http404
    thing = thing_of(invitation)
    where_to = thing.url if thing else "/"
    if request.method != "POST" or not invitation.is_open:
        return render(request, "forum/invited.html", {"invitation": invitation, "thing": thing, "where_to": where_to})
    if not request.user.is_authenticated:
        request.session[IN_THE_SESSION] = invitation.pk
        return redirect_to_login(where_to)
    if take_up(invitation, by=request.user) and thing:
        messages.success(request, _("You follow “%(name)s” from now on.") % {"name": thing.name})
    return HttpResponseRedirect(where_to)
