"""A password, for those who want one: set, replace, remove, and sign in with it."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import members_only, open_to_all
from accounts.answers import answer
from accounts.limits import TooOften
from accounts.security import passwords
from accounts.security.forms import NewPasswordForm, SignInByPasswordForm
from accounts.security.proof import asks_for_proof
from accounts.views import where_to


@open_to_all
@sensitive_post_parameters("password")
def sign_in_by_password(request: HttpRequest) -> HttpResponse:
    """Known or not, closed or without a password: the same words in the same time."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_to(request))
    form = SignInByPasswordForm(request.POST if request.method == "POST" else None)
    wait = 0
    try:
        person = form.is_valid() and passwords.fits(request, form.cleaned_data["email"], form.cleaned_data["password"])
        if person:
            login = Login(user=person, email=person.email, redirect_url=where_to(request))
            return perform_password_login(request, {"email": person.email}, login)
        if form.is_bound and form.is_valid():
            form.add_error("password", passwords.DOES_NOT_FIT)
    except TooOften as limit:
        form.add_error("password", passwords.too_often(limit))
        wait = limit.seconds
    return answer(request, "account/sign_in_by_password.html", {"form": form, "next": where_to(request)}, wait=wait)


@members_only
@asks_for_proof
@sensitive_post_parameters("password")
def password(request: HttpRequest) -> HttpResponse:
    """Whoever forgot theirs has just come in by a code: the old one is not asked for."""
    if "remove" in request.POST:
        passwords.remove(request)
        return _done(request, _("Your password is gone. You come in by a code."))
    form = NewPasswordForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        passwords.set_password(request, form.cleaned_data["password"])
        return _done(request, _("Your password is set. You are signed out everywhere but here."))
    return answer(request, "account/password.html", {"form": form})


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("accounts:security"))
