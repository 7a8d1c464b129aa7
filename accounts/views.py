"""Coming in, and saying who one is."""

from allauth.account import views as allauth_views
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.contrib.auth.views import redirect_to_login
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import members_only, open_to_all
from accounts.forms import NameForm

sign_in = open_to_all(allauth_views.RequestLoginCodeView.as_view(template_name="account/sign_in.html"))
enter_code = open_to_all(allauth_views.ConfirmLoginCodeView.as_view(template_name="account/enter_code.html"))
sign_out = open_to_all(allauth_views.LogoutView.as_view(template_name="account/sign_out.html"))


@members_only
def name(request: HttpRequest) -> HttpResponse:
    """The name, and what one likes to add to it; then back to where one was."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect(where_to(request))
    return render(request, "account/name.html", {"form": form, "next": where_to(request)}, status=422 if form.errors else 200)


def where_to(request: HttpRequest) -> str:
    """The `next` address when it is ours, otherwise the guide's home."""
    address = request.POST.get("next") or request.GET.get("next") or "/"
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else "/"


@open_to_all
def enter_the_cms(request: HttpRequest) -> HttpResponse:
    """Where the CMS sends who may not enter: a stranger signs in, a member reads a plain refusal.

    Sending a signed-in member to the sign-in page would send them back here for ever.
    """
    if request.user.is_authenticated:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return redirect(where_to(request))
        raise PermissionDenied
    return redirect_to_login(where_to(request))
