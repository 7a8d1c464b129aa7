"""Signing in with a district's single sign-on, Google or Microsoft: whatever speaks OpenID Connect and stands in SIGN_IN_PROVIDERS.

What a provider says about an address is believed for the domains that the setting names. For others the person signs in
by a code first and connects the two on the page about signing in.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import SignInChange, User, normal_address
from accounts.profile import member_for
from accounts.security import changes

OPENID = "openid_connect"
NOT_DONE = "provider_failed"  # in the session: a sentence for the sign-in page


def all_apps() -> list[SocialApp]:
    """From the settings alone: rows of allauth's own are not asked."""
    return [_app(named) for named in settings.SIGN_IN_PROVIDERS]


def _app(named: dict[str, Any]) -> SocialApp:
    """`id`, `name`, `server_url`, `client_id`, `secret` and `domains` of the setting."""
    app = SocialApp(provider=OPENID, provider_id=named["id"], name=named["name"], client_id=named["client_id"], secret=named.get("secret", ""))
    app.settings = {"server_url": named["server_url"], "oauth_pkce_enabled": True, "domains": [domain.lower() for domain in named.get("domains", [])]}
    return app


def connected_to(person: User) -> list[SocialAccount]:
    """Each with `name`, what people call its provider."""
    names = {named["id"]: named["name"] for named in settings.SIGN_IN_PROVIDERS}
    found = list(SocialAccount.objects.filter(user=person).order_by("date_joined"))
    for account in found:
        account.name = names.get(account.provider, account.provider)
    return found


def others_than(connected: list[SocialAccount]) -> list[SocialApp]:
    """Those that could be connected yet."""
    return [app for app in all_apps() if app.provider_id not in {account.provider for account in connected}]


@transaction.atomic
def disconnect(account: SocialAccount, name: str) -> None:
    person = account.user
    account.delete()
    changes.note(person, SignInChange.Kind.DISCONNECTED, name)


class ProviderAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        fits = [app for app in all_apps() if provider in (None, app.provider, app.provider_id)]
        return [app for app in fits if client_id in (None, app.client_id)]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """A name is asked for by our own page; nothing else that the provider tells is kept."""
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A provider's word makes or finds the member with that address; whoever is connected already goes on."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return _refuse_what_is_anothers(request, sociallogin)
        if sociallogin.is_existing:
            return
        email = believed_address(sociallogin)
        if not email:
            raise ImmediateHttpResponse(_sent_back(request, _("%(provider)s did not show us an address that we may believe. Sign in with a code first, then connect the two under “Signing in and security”."), sociallogin))
        person = member_for(email)
        if person is None:
            raise PermissionDenied(_("This account is closed."))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Exception | None = None, extra_context: dict | None = None) -> None:
        if isinstance(exception, PermissionDenied) and exception.args:
            raise exception
        words = _("%(provider)s did not let you in, or you turned back. Try again, or use another way.") % {"provider": provider.app.name}
        request.session[NOT_DONE] = words
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts:security")

    def send_notification_mail(self, *args, **kwargs) -> None:
        """Ours says it: note_the_connection."""


def _refuse_what_is_anothers(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """allauth connects it to nobody else either, and says nothing."""
    if sociallogin.is_existing and sociallogin.user != request.user:
        words = _("That account of %(provider)s opens another account here already. Sign in with it and disconnect it there first.")
        messages.error(request, words % {"provider": sociallogin.provider.app.name})
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("accounts:security")))


def believed_address(sociallogin: SocialLogin) -> str:
    """The address that the provider confirmed, if its word is good for that domain; "*" in `domains` stands for all of them."""
    domains = sociallogin.provider.app.settings["domains"]
    for address in sociallogin.email_addresses:
        email = normal_address(address.email)
        if address.verified is True and (email.rpartition("@")[2] in domains or "*" in domains):
            return email
    return ""


def note_the_connection(sender: type, request: HttpRequest, sociallogin: SocialLogin, **kwargs) -> None:
    """allauth tells when an account was connected; the person has a row and a letter."""
    changes.note(sociallogin.user, SignInChange.Kind.CONNECTED, sociallogin.provider.app.name)
    if sociallogin.state.get("process") == AuthProcess.CONNECT:
        messages.success(request, _("Connected. You can come in with %(provider)s from now on.") % {"provider": sociallogin.provider.app.name})


def _sent_back(request: HttpRequest, words: str, sociallogin: SocialLogin) -> HttpResponseRedirect:
    request.session[NOT_DONE] = words % {"provider": sociallogin.provider.app.name}
    return HttpResponseRedirect(reverse("account_login"))
