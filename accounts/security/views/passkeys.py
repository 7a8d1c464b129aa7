"""Add a passkey, name it, remove it, come in with it. What the browser answers is a field of a plain form, `credential`."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from accounts.answers import answer
from accounts.security import passkeys, second_step
from accounts.security.forms import PasskeyNameForm
from accounts.security.proof import asks_for_proof, typed_before
from accounts.views import where_to

LONGEST_CREDENTIAL = 20_000


def credential_in(request: HttpRequest) -> Any:
    """What the browser answered; ValidationError for what is none."""
    try:
        return json.loads(request.POST.get("credential", "")[:LONGEST_CREDENTIAL])
    except (ValueError, RecursionError) as wrong:
        raise passkeys.NOT_TAKEN from wrong


@open_to_all
@never_cache
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """Asked by script when somebody presses “Use a passkey”: the challenge goes into the session only then."""
    person = request.user if request.user.is_authenticated else second_step.waits_for(request)
    return JsonResponse(passkeys.options_to_use(request, person))


@open_to_all
@require_POST
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_to(request))
    try:
        return passkeys.sign_in(request, credential_in(request), where_to(request))
    except ValidationError:
        request.session["passkey_failed"] = True
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': where_to(request)})}")


@members_only
@require_POST
def prove_by_passkey(request: HttpRequest) -> HttpResponse:
    try:
        found = passkeys.check(request, credential_in(request), request.user)
    except ValidationError:
        return HttpResponseRedirect(f"{reverse('accounts:proof')}?{urlencode({'next': where_to(request), 'failed': 'passkey'})}")
    post_authentication(request, found)
    return HttpResponseRedirect(where_to(request))


@members_only
@asks_for_proof
def add_passkey(request: HttpRequest) -> HttpResponse:
    if len(passkeys.of(request.user)) >= passkeys.MOST:
        messages.error(request, _("That is as many passkeys as one account may have. Remove one first."))
        return HttpResponseRedirect(reverse("accounts:security"))
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial=typed_before(request))
    try:
        if form.is_valid():
            passkeys.add(request, credential_in(request), form.cleaned_data["name"])
            messages.success(request, _("Your passkey is ready. From now on you can sign in with it."))
            return HttpResponseRedirect(where_to(request, otherwise=reverse("accounts:security")))
    except ValidationError as refused:
        form.add_error(None, refused)
    options = json.dumps(passkeys.options_to_add(request.user))
    return answer(request, "account/add_passkey.html", {"form": form, "options": options, "next": where_to(request, otherwise="")})


@members_only
@asks_for_proof
def passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, and removing it."""
    one = get_object_or_404(Authenticator, pk=pk, user=request.user, type=second_step.PASSKEY)
    if "remove" in request.POST:
        return _remove(request, one)
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial={"name": one.data["name"]} | typed_before(request))
    if form.is_valid():
        passkeys.rename(one, form.cleaned_data["name"])
        messages.success(request, _("It has its new name."))
        return HttpResponseRedirect(reverse("accounts:security"))
    context = {"form": form, "one": one, "may_go": second_step.may_lose(request.user, one)}
    return answer(request, "account/passkey.html", context)


def _remove(request: HttpRequest, one: Authenticator) -> HttpResponse:
    if not second_step.may_lose(request.user, one):
        raise Http404
    passkeys.remove(one)
    messages.success(request, _("That passkey opens nothing here any more. Remove it from your device too."))
    return HttpResponseRedirect(reverse("accounts:security"))
