"""Coming in, and saying who one is."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import members_only, open_to_all
from accounts.codes import SENT_AGAIN, Code, count_a_code, too_many_codes
from accounts.forms import NameForm
from accounts.limits import TooOften
from accounts.profile import member_for
from accounts.security.forms import SignInByPasswordForm
from accounts.security.providers import NOT_DONE, all_apps


class SignIn(allauth_views.RequestLoginCodeView):
    template_name = "account/sign_in.html"

    def form_valid(self, form) -> HttpResponse:
        Code.send_to(self.request, user=form.member, email=form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(form=form), status=429 if form.wait else 422)
        if form.wait:
            answer.headers["Retry-After"] = str(form.wait)
        return answer

    def get_context_data(self, **more) -> dict:
        return super().get_context_data(**more) | {
            "code_ran_out": self.request.session.pop("code_ran_out", False),
            "passkey_failed": self.request.session.pop("passkey_failed", False),
            "provider_failed": self.request.session.pop(NOT_DONE, ""),
            "password_form": SignInByPasswordForm(),
            "providers": all_apps(),
            "next": where_to(self.request, otherwise=""),
        }

    def _redirect_to_pending_stage(self, request: HttpRequest, stage) -> None:
        """“Use a different email” leads here while a code waits; sending them back to it would hold them there."""


class EnterCode(allauth_views.ConfirmLoginCodeView):
    template_name = "account/enter_code.html"

    def form_invalid(self, form) -> HttpResponse:
        """Tries are counted by the form, in a row: allauth counts in the session, where two windows overwrite each other."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _verify_form_valid(self, form) -> HttpResponse:
        """The account may have moved to another address while the code was on its way to this one."""
        if self._process.user.email != self._process.state["email"]:
            form.add_error("code", _("That code does not match. Check the newest email, or send another code"))
            return self.form_invalid(form)
        return super()._verify_form_valid(form)

    def get_form_kwargs(self) -> dict:
        state = {} if self._action == "resend" else {"state": self._process.state}
        return super().get_form_kwargs() | state

    def get_context_data(self, **more) -> dict:
        return super().get_context_data(**more) | {"other_address": self.passthrough_next_url(reverse("account_login"))}

    def _resend_form_valid(self, form) -> HttpResponse:
        """Another code is asked for like the first one, and counted like it."""
        email = self._process.state["email"]
        try:
            count_a_code(self.request, email)
        except TooOften as limit:
            return self._say_too_often(limit)
        Code.send_to(self.request, user=member_for(email), email=email)
        messages.success(self.request, SENT_AGAIN)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _say_too_often(self, limit: TooOften) -> HttpResponse:
        messages.error(self.request, too_many_codes(limit).messages[0])
        answer = self.render_to_response(self.get_context_data(), status=429)
        answer.headers["Retry-After"] = str(limit.seconds)
        return answer


sign_in = open_to_all(SignIn.as_view())
check_code = EnterCode.as_view()
end_the_session = allauth_views.LogoutView.as_view(template_name="account/sign_out.html")


@open_to_all
def enter_code(request: HttpRequest) -> HttpResponse:
    """The six digits. When the code has run out, the sign-in page says so, and the way back is kept."""
    had_one = "account_login" in request.session
    answer = check_code(request)
    if answer.headers.get("Location") != reverse("account_login"):
        return answer
    if had_one:
        request.session["code_ran_out"] = True
    return redirect_to_login(where_to(request)) if "next" in request.POST or "next" in request.GET else answer


@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    answer = end_the_session(request)
    if request.method == "POST":
        answer.delete_cookie(settings.DRAFTS_COOKIE_NAME)  # on a shared computer the next person finds no words of a stranger
    return answer


@members_only
def name(request: HttpRequest) -> HttpResponse:
    """The name, and what one likes to add to it; then back to where one was."""
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and not form.has_changed() and form.is_valid():
        return HttpResponseRedirect(where_to(request))
    if request.method == "POST" and form.may_be_saved(by=request.user):
        form.save()
        return HttpResponseRedirect(where_to(request))
    return name_page(request, form)


def name_page(request: HttpRequest, form: NameForm) -> HttpResponse:
    status = 429 if form.wait else 403 if form.has_error(NON_FIELD_ERRORS, "silenced") else 422 if form.errors else 200
    answer = render(request, "account/name.html", {"form": form, "next": where_to(request)}, status=status)
    if form.wait:
        answer.headers["Retry-After"] = str(form.wait)
    return answer


def where_to(request: HttpRequest, otherwise: str = "/") -> str:
    """The `next` address when it is ours, otherwise the guide's home."""
    address = request.POST.get("next") or request.GET.get("next") or otherwise
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if ours else otherwise


@open_to_all
def enter_the_cms(request: HttpRequest) -> HttpResponse:
    """Where the CMS sends who may not enter: a stranger signs in, a member reads a plain refusal.

    Sending a signed-in member to the sign-in page would send them back here for ever.
    """
    if request.user.is_authenticated:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return HttpResponseRedirect(where_to(request))
        raise PermissionDenied
    return redirect_to_login(where_to(request))
