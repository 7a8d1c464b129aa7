"""“Is it you?” – asked before anything about signing in is shown or changed, when the last proof is older than a quarter of an hour."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.access import members_only
from accounts.answers import answer
from accounts.codes import SENT_AGAIN, too_many_codes
from accounts.limits import TooOften
from accounts.security import mailed, passwords, second_step
from accounts.security.forms import MailedCodeForm, PasswordForm, TypedCode
from accounts.security.mailed import MailedCode
from accounts.security.second_step import APP, CODES, PASSKEY
from accounts.views import where_to

PURPOSE = "proof"


@members_only
def proof(request: HttpRequest) -> HttpResponse:
    """Each way is a form of its own; `way` says which one was sent."""
    ways = {"send": send_code, "code": by_mailed_code, "step": by_second_step, "password": by_password}
    act = ways.get(request.POST.get("way", ""))
    return act(request) if act else page(request)


def page(request: HttpRequest, *, form=None, wait: int = 0) -> HttpResponse:
    person, kinds = request.user, second_step.kinds_of(request.user)
    strict = APP in kinds or PASSKEY in kinds and second_step.must_have_one(person)
    context = {
        "form": form,
        "next": where_to(request),
        "has_passkey": PASSKEY in kinds,
        "has_app": strict and bool(kinds & {APP, CODES}),
        "has_password": not strict and person.has_usable_password(),
        "by_mail": not strict,
        "waiting": None if strict else MailedCode.waiting(request, PURPOSE),
    }
    return answer(request, "account/proof.html", context, wait=wait)


def send_code(request: HttpRequest) -> HttpResponse:
    if second_step.is_asked_for(request.user):
        return page(request)
    again = MailedCode.waiting(request, PURPOSE) is not None
    try:
        MailedCode.send(request, PURPOSE, request.user.email, letter="proof-code")
    except TooOften as limit:
        messages.error(request, too_many_codes(limit).messages[0])
        return page(request, wait=limit.seconds)
    if again:
        messages.success(request, SENT_AGAIN)
    return page(request)


def by_mailed_code(request: HttpRequest) -> HttpResponse:
    waiting = MailedCode.waiting(request, PURPOSE)
    if waiting is None or waiting.email != request.user.email:
        return page(request)
    form = MailedCodeForm(request.POST, request=request, waiting=waiting)
    if not form.is_valid():
        return page(request, form=form)
    mailed.forget(request, PURPOSE)
    return proved(request, "code")


def by_second_step(request: HttpRequest) -> HttpResponse:
    form = TypedCode(request.POST)
    try:
        if form.is_valid():
            second_step.enter(request, request.user, form.cleaned_data["code"])
            return HttpResponseRedirect(where_to(request))
    except ValidationError as refused:
        form.add_error("code", refused)
    return page(request, form=form)


def by_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    try:
        if form.is_valid() and passwords.fits(request, request.user.email, form.cleaned_data["password"]) == request.user:
            return proved(request, "password")
        if form.is_valid():
            form.add_error("password", passwords.DOES_NOT_FIT)
    except TooOften as limit:
        form.add_error("password", passwords.too_often(limit))
        return page(request, form=form, wait=limit.seconds)
    return page(request, form=form)


def proved(request: HttpRequest, method: str) -> HttpResponse:
    record_authentication(request, request.user, method)
    return HttpResponseRedirect(where_to(request))
