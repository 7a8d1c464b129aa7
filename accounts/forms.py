"""What a person types to come in."""

from __future__ import annotations

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.codes import count_a_code, count_a_try, it_was_right, too_many_codes
from accounts.fields import AddressField
from accounts.limits import TooOften, take
from accounts.models import Community, User
from accounts.names import tidy
from accounts.profile import member_for

NAMES_PER_MEMBER = {"most": 5, "seconds": 60 * 60}


class SignInForm(forms.Form):
    """An address; known or not, the same thing happens in the same time: a code is sent."""

    email = AddressField(label=_("Your email address"), help_text=_("We send a six-digit code. No password to remember."))

    member: User | None = None
    wait = 0  # seconds, when there were too many

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        try:
            count_a_code(context.request, email)
        except TooOften as limit:
            self.wait = limit.seconds
            raise too_many_codes(limit) from limit
        self.member = member_for(email)
        return email


class CodeForm(ConfirmLoginCodeForm):
    """The six digits. Tries are counted in a row, so that two windows do not double them."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--code", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the six digits from the email"),
            "max_length": _("Enter the six digits from the email"),
        },
    )

    def __init__(self, *args, state: dict, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.state = state

    def clean_code(self) -> str:
        code = "".join(c for c in self.cleaned_data["code"] if c.isalnum())
        try:
            count_a_try(context.request, email=self.state["email"], nonce=self.state["nonce"])
        except TooOften as limit:
            raise ValidationError(_("That was five tries. Ask for another code"), code="too_often") from limit
        if not self.expected_code or not constant_time_compare(code, self.expected_code):
            raise ValidationError(_("That code does not match. Check the newest email, or send another code"), code="wrong")
        it_was_right(context.request)
        return code


class OneLine(forms.CharField):
    """One line of plain words, tidied before it is measured: tidying can make it shorter, and in rare scripts longer."""

    def to_python(self, value) -> str:
        return tidy(super().to_python(value))


class LanguageField(forms.ChoiceField):
    def has_changed(self, initial: str, data: str | None) -> bool:
        """A form that says none leaves it as it is."""
        return bool(data) and super().has_changed(initial, data)


class NameForm(forms.ModelForm):
    """Asked once, at the first sign-in, and changed later. Only the name is needed; nothing but these fields is saved."""

    language = LanguageField(
        label=_("language"),
        help_text=_("Of the site, and of the emails we send you. What people write stays in the language they wrote it in."),
        choices=settings.LANGUAGES,
        required=False,
    )

    class Meta:
        model = User
        fields = ["display_name", "role", "organisation", "city", "state", "community", "language"]
        field_classes = dict.fromkeys(["display_name", "role", "organisation", "city", "state"], OneLine)
        labels = {"display_name": _("your name")}
        help_texts = {
            "display_name": _("The name others will see beside what you write."),
            "community": _("So that we can show you what people in places like yours did. Nobody else sees it."),
            "role": _("Such as principal, coordinator, parent. It tells people where you speak from."),
        }
        error_messages = {
            "display_name": {
                "required": _("Enter the name you want others to see"),
                "max_length": _("Shorten your name to %(limit_value)d characters"),
            },
            "role": {"max_length": _("Shorten your role to %(limit_value)d characters")},
            "organisation": {"max_length": _("Shorten your organization to %(limit_value)d characters")},
            "city": {"max_length": _("Shorten your city to %(limit_value)d characters")},
            "state": {"max_length": _("Shorten your state to %(limit_value)d characters")},
        }

    wait = 0  # seconds, when there were too many changes

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        self.fields["community"].choices = [("", _("I would rather not say")), *Community.choices]
        self.fields["community"].label = str(self.fields["community"].label).capitalize()
        self.initial["language"] = self.instance.language or get_language()
        for name, token in {"display_name": "name", "role": "organization-title", "organisation": "organization", "city": "address-level2", "state": "address-level1"}.items():
            self.fields[name].widget.attrs["autocomplete"] = token
            self.fields[name].label = str(self.fields[name].label).capitalize()
        self.fields["language"].label = str(self.fields["language"].label).capitalize()

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.instance.language

    def save(self) -> User:
        """Staff may have silenced, closed or approved them since the page was opened: that stays as it is."""
        self.instance.save(update_fields=self._meta.fields)
        return self.instance

    def may_be_saved(self, by: User) -> bool:
        """Valid, not while a pause lasts, and not too often; the form says which. A first name is always open."""
        if not self.is_valid():
            return False
        if by.is_silenced and self.initial["display_name"]:
            day = date_format(timezone.localtime(by.silenced_until), "MONTH_DAY_FORMAT")
            self.add_error(None, ValidationError(_("Coalition staff have asked you to pause until %(day)s. You can change this afterwards."), params={"day": day}, code="silenced"))
            return False
        try:
            take("name", str(by.pk), **NAMES_PER_MEMBER)
        except TooOften as limit:
            self.wait = limit.seconds
            self.add_error(None, ValidationError(_("You changed this often in a short time. You can change it again in about %(time)s."), params={"time": limit.wait}, code="too_often"))
        return not self.wait
