"""Another address: a code to the new one, a letter to the old one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import members_only
from accounts.answers import answer
from accounts.codes import SENT_AGAIN, too_many_codes
from accounts.limits import TooOften
from accounts.profile import who_has
from accounts.security import address, mailed
from accounts.security.forms import AddressForm, MailedCodeForm
from accounts.security.mailed import MailedCode
from accounts.security.proof import asks_for_proof, typed_before

PURPOSE = "address"


@members_only
@asks_for_proof
def change_address(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None, initial=typed_before(request), person=request.user)
    try:
        if request.method == "POST" and form.is_valid():
            send_the_code(request, form.cleaned_data["email"])
            return HttpResponseRedirect(reverse("accounts:confirm_address"))
    except TooOften as limit:
        form.add_error("email", too_many_codes(limit))
        return answer(request, "account/address.html", {"form": form}, wait=limit.seconds)
    return answer(request, "account/address.html", {"form": form})


def send_the_code(request: HttpRequest, email: str) -> None:
    """An address that belongs to someone gets a letter too, without a code: the page tells nothing."""
    if who_has(email):
        MailedCode.pretend(request, PURPOSE, email, letter="address-taken")
    else:
        MailedCode.send(request, PURPOSE, email, letter="address-code")


@members_only
@asks_for_proof
def confirm_address(request: HttpRequest) -> HttpResponse:
    waiting = MailedCode.waiting(request, PURPOSE)
    if waiting is None:
        return HttpResponseRedirect(reverse("accounts:address"))
    if request.POST.get("way") == "send":
        return _send_again(request, waiting)
    form = MailedCodeForm(request.POST if request.method == "POST" else None, request=request, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        mailed.forget(request, PURPOSE)
        if address.change(request, waiting.email):
            messages.success(request, _("Your address is %(email)s from now on.") % {"email": waiting.email})
        else:
            messages.error(request, _("That address has just been taken. Nothing was changed."))
        return HttpResponseRedirect(reverse("accounts:security"))
    return answer(request, "account/confirm_address.html", {"form": form, "email": waiting.email})


def _send_again(request: HttpRequest, waiting: MailedCode) -> HttpResponse:
    try:
        send_the_code(request, waiting.email)
    except TooOften as limit:
        messages.error(request, too_many_codes(limit).messages[0])
        return answer(request, "account/confirm_address.html", {"form": None, "email": waiting.email}, wait=limit.seconds)
    messages.success(request, SENT_AGAIN)
    return HttpResponseRedirect(reverse("accounts:confirm_address"))
