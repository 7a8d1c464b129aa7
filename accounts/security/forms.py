"""What is typed on the pages about signing in."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField
from accounts.models import SignInChange, User
from accounts.names import tidy
from accounts.profile import who_has
from accounts.security.mailed import MailedCode
from accounts.zones import ZONES

LONGEST_PASSWORD = 500  # hashing costs the same for all of them; the form has to end somewhere
LONGEST_NAME = 60
LONGEST_REASON = SignInChange._meta.get_field("words").max_length


class TypedCode(forms.Form):
    """Digits from a letter, from an app, or of a recovery code. `clean_code` of each child says whether they are right."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--code", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code"), "max_length": _("Enter the code")},
    )


class MailedCodeForm(TypedCode):
    def __init__(self, *args, request: HttpRequest, waiting: MailedCode, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.waiting = request, waiting

    def clean_code(self) -> str:
        self.waiting.check(self.request, self.cleaned_data["code"])
        return self.cleaned_data["code"]


class AddressForm(forms.Form):
    """The address one wants to have from now on. Whether it belongs to someone is not told here."""

    email = AddressField(
        label=_("Your new email address"),
        help_text=_("We send a code there. Your address changes once you have entered it."),
        missing=_("Enter your new email address"),
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email == self.person.email:
            raise ValidationError(_("That is your address already"), code="same")
        return email


def password_field(label: str, *, new: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password", "spellcheck": "false"}),
        error_messages={"required": _("Enter a password") if new else _("Enter your password"), "max_length": _("Enter a shorter password")},
    )


class NewPasswordForm(forms.Form):
    """Typed once: whoever mistypes it still has the code in the mail."""

    password = password_field(_("A new password"), new=True)

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["password"].help_text = _("At least 12 characters. A few words in a row are good.")

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]


class PasswordForm(forms.Form):
    """A password to prove who one is, by someone who is signed in."""

    password = password_field(_("Password"), new=False)


class SignInByPasswordForm(forms.Form):
    """Beside the code, for those who set one. Its ids differ from the code's form, which stands on the same page."""

    email = AddressField(label=_("Email address"), autocomplete="username")
    password = password_field(_("Password"), new=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="password_%s", **kwargs)


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("A name for it"),
        help_text=_("So that you know it again, such as “My phone”."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name for this passkey"), "max_length": _("Shorten the name to %(limit_value)d characters")},
    )

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Enter a name for this passkey"), code="required")
        return name


class ResetForm(forms.Form):
    """Whom an administrator lets in again, and why. `person` is theirs once the form is valid."""

    email = AddressField(label=_("Their email address"), missing=_("Enter the email address of their account"), autocomplete="off")
    reason = forms.CharField(
        label=_("Why, and how you made sure who it is"),
        help_text=_("It is kept, and they read it in the email about it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why, and how you made sure who it is"),
            "max_length": _("Shorten your words to %(limit_value)d characters"),
        },
    )

    person: User | None = None

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> str:
        person = who_has(self.cleaned_data["email"])
        if person is None or not person.is_active:
            raise ValidationError(_("Nobody with an open account has this address"), code="nobody")
        if person == self.by:
            raise ValidationError(_("This is your own account: look under “Signing in and security”"), code="own")
        self.person = person
        return person.email

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())


class TimeZoneForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["time_zone"]
        help_texts = {"time_zone": _("Of times on the site and in our emails.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Your time zone"), help_text=self.fields["time_zone"].help_text, choices=ZONES)
        self.initial["time_zone"] = self.instance.time_zone or self.instance.zone.key

    def save(self) -> User:
        self.instance.save(update_fields=["time_zone"])
        return self.instance
