"""To a provider and back."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests import RequestException

from accounts.access import members_only, open_to_all
from accounts.limits import address_of, take
from accounts.security import providers
from accounts.security.proof import asks_for_proof
from accounts.views import where_to

TRIES_OF_A_CALLER = {"most": 60, "seconds": 15 * 60}


@open_to_all
@require_POST
def sign_in_with(request: HttpRequest, provider_id: str) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_to(request))
    return _lead_there(request, provider_id, AuthProcess.LOGIN, where_to(request))


@members_only
@require_POST
@asks_for_proof
def connect(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _lead_there(request, provider_id, AuthProcess.CONNECT, reverse("accounts:security"))


def _lead_there(request: HttpRequest, provider_id: str, process: str, next_url: str) -> HttpResponse:
    """A page that leads on by itself: our policy lets no form end at another host, and the host of a provider may be any."""
    take("provider", address_of(request), **TRIES_OF_A_CALLER)
    provider = _provider(request, provider_id)
    try:
        answer = provider.redirect(request, process, next_url=next_url)
    except (RequestException, KeyError, ValueError):
        request.session[providers.NOT_DONE] = _("%(provider)s does not answer just now. Use another way.") % {"provider": provider.app.name}
        return HttpResponseRedirect(reverse("account_login"))
    if answer.status_code != 302 or answer.headers["Location"].startswith("/"):
        return answer
    page = render(request, "account/to_provider.html", {"name": provider.app.name, "address": answer.headers["Location"]})
    page.headers["Refresh"] = f"0; url={answer.headers['Location']}"
    return page


def _provider(request: HttpRequest, provider_id: str) -> OpenIDConnectProvider:
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown


@open_to_all
def back_from(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where a provider sends people back to, with a word about who they are."""
    take("provider", address_of(request), **TRIES_OF_A_CALLER)
    try:
        return openid.callback(request, provider_id)
    except (KeyError, ValueError, TypeError):  # it answered what no provider should
        request.session[providers.NOT_DONE] = _("%(provider)s does not answer just now. Use another way.") % {"provider": _provider(request, provider_id).app.name}
        return HttpResponseRedirect(reverse("account_login"))


@members_only
@require_POST
@asks_for_proof
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(SocialAccount, pk=pk, user=request.user)
    name = next(one.name for one in providers.connected_to(request.user) if one.pk == account.pk)
    providers.disconnect(account, name)
    messages.success(request, _("%(provider)s opens this account no more.") % {"provider": name})
    return HttpResponseRedirect(reverse("accounts:security"))
