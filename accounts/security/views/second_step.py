"""The second step: asked for when signing in, set up, turned off; its recovery codes."""

from __future__ import annotations

import base64

from allauth.account.stages import LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as app
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import members_only, open_to_all
from accounts.answers import answer
from accounts.security import passkeys, second_step
from accounts.security.forms import TypedCode
from accounts.security.proof import asks_for_proof
from accounts.security.second_step import APP, CODES, PASSKEY
from accounts.security.views.passkeys import credential_in
from accounts.views import where_to


@open_to_all
def sign_in_second_step(request: HttpRequest) -> HttpResponse:
    """Between the code or the password and being in."""
    stage = LoginStageController.enter(request, second_step.SecondStep.key)
    if request.user.is_authenticated or stage is None:
        return HttpResponseRedirect(reverse("account_login"))
    form = TypedCode(request.POST if "code" in request.POST else None)
    try:
        if "credential" in request.POST:
            post_authentication(request, passkeys.check(request, credential_in(request), stage.login.user))
            return stage.exit()
        if form.is_valid():
            second_step.enter(request, stage.login.user, form.cleaned_data["code"])
            return stage.exit()
    except ValidationError as refused:
        form = form if form.is_bound else TypedCode({"code": ""})
        form.errors.clear()
        form.add_error("code", refused)
    kinds = second_step.kinds_of(stage.login.user)
    context = {"form": form, "has_passkey": PASSKEY in kinds, "has_app": APP in kinds}
    return answer(request, "account/sign_in_second_step.html", context)


@members_only
@asks_for_proof
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows the secret as a picture and as letters, and wants a code of it before it counts."""
    if second_step.APP in second_step.kinds_of(request.user):
        return HttpResponseRedirect(reverse("accounts:security"))
    form = TypedCode(request.POST if request.method == "POST" else None)
    secret = app.get_totp_secret(regenerate=not form.is_bound)
    if form.is_valid():
        if app.validate_totp_code(secret, form.cleaned_data["code"]):
            second_step.turn_on(request, secret)
            app.clear_totp_secret(request)
            return HttpResponseRedirect(f"{reverse('accounts:recovery_codes')}?{urlencode({'next': where_to(request, otherwise='')})}")
        form.add_error("code", _("That code does not match. Wait for the next one in your app, and see that your phone knows the right time"))
    context = {"form": form, "next": where_to(request, otherwise=""), "must": second_step.must_have_one(request.user), **_shown(request, secret)}
    return answer(request, "account/set_up_second_step.html", context)


def _shown(request: HttpRequest, secret: str) -> dict[str, str]:
    address = get_adapter().build_totp_url(request.user, secret)
    picture = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
    return {"picture": f"data:image/svg+xml;base64,{picture}", "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


@members_only
@require_POST
@asks_for_proof
def turn_off(request: HttpRequest) -> HttpResponse:
    one = Authenticator.objects.filter(user=request.user, type=APP).first()
    if one and second_step.may_lose(request.user, one):
        second_step.turn_off(request.user)
        messages.success(request, _("The second step is off."))
    elif one:
        messages.error(request, _("Staff sign in with a second step. Add a passkey first, then you can turn this one off."))
    return HttpResponseRedirect(reverse("accounts:security"))


@members_only
@asks_for_proof
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shown whenever somebody proved that it is them; new ones end the old."""
    if not second_step.kinds_of(request.user) & {APP, PASSKEY}:
        return HttpResponseRedirect(reverse("accounts:security"))
    if request.method == "POST":
        second_step.new_recovery_codes(request.user)
        return HttpResponseRedirect(reverse("accounts:recovery_codes"))
    one = Authenticator.objects.filter(user=request.user, type=CODES).first()
    context = {"codes": one.wrap().get_unused_codes() if one else [], "next": where_to(request, otherwise=reverse("accounts:security"))}
    return render(request, "account/recovery_codes.html", context)
