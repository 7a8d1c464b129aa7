"""What this room holds about a person: the account, and how they come in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from accounts.models import DataCopy, SignInChange, User
from accounts.own_data.leaving import erase_sign_in
from accounts.privacy import LAST, Part, copied, erased_by, not_copied

PROFILE = {
    "email": _("Email address"), "display_name": _("Name"), "role": _("Role"), "organisation": _("Organization"), "city": _("City"),
    "state": _("State"), "community": _("Kind of community"), "show_role": _("Role is shown"), "show_organisation": _("Organization is shown"), "show_place": _("City and state are shown"), "language": _("Language"),
    "time_zone": _("Time zone"), "joined_at": _("Joined"), "last_login": _("Last signed in"), "house_rules_accepted_at": _("Accepted the house rules"),
    "silenced_until": _("Asked to pause until"), "leaves_at": _("Is erased on"),
}  # fmt: skip

SECOND_STEPS = {
    Authenticator.Type.TOTP: _("Codes of an app on your phone"),
    Authenticator.Type.WEBAUTHN: _("A passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


def say_what_we_hold() -> None:
    """Called once the models are there."""
    copied(
        Part("profile", _("Your account"), User, ("pk",), PROFILE, leave_out=("password", "name_look")),
        Part("groups", _("Groups you are in"), User.groups.through, ("user",), {"group": _("Name")}),
        Part("permissions", _("Rights of your own"), User.user_permissions.through, ("user",), {"permission": _("Name")}),
        Part("sign_in_changes", _("What changed about how you sign in"), SignInChange, ("person",), {"kind": _("What happened"), "words": _("Words"), "at": _("When")}),
        Part("sessions", _("Where you are signed in"), UserSession, ("user",), {"user_agent": _("Browser"), "ip": _("Internet address"), "created_at": _("Since"), "last_seen_at": _("Last seen")}, leave_out=("session_key", "data")),
        Part("addresses", _("Email addresses"), EmailAddress, ("user",), {"email": _("Email address")}),
        Part("second_steps", _("Passkeys and second steps"), Authenticator, ("user",), {"type": _("What it is"), "created_at": _("Since"), "last_used_at": _("Last used")}, leave_out=("data",), names=lambda rows, person: SECOND_STEPS),
        Part("providers", _("Other ways to sign in"), SocialAccount, ("user",), {"provider": _("Name"), "uid": _("Your number there"), "date_joined": _("Since")}),
        Part("data_copies", _("Copies you asked for"), DataCopy, ("person",), {"asked_at": _("When")}, leave_out=("file", "key")),
    )
    not_copied(accounts_signinchange_by="The change itself is in the copy of the person it is about.")
    erased_by(erase_sign_in, turn=LAST)
