"""Fields that forms of several rooms have."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User, normal_address

LONGEST_ADDRESS = User._meta.get_field("email").max_length


class AddressField(forms.EmailField):
    """An email address in the one spelling that we keep, measured in it: small letters can be longer than their capitals."""

    def __init__(self, *, missing: str | Promise = _("Enter your email address"), autocomplete: str = "email", **kwargs) -> None:
        """`missing` is said where nothing was typed."""
        words = {
            "required": missing,
            "invalid": _("Enter an email address like name@example.org"),
            "max_length": _("Enter an email address of at most %(limit_value)d characters"),
        }
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=LONGEST_ADDRESS, widget=widget, error_messages=words, **kwargs)

    def to_python(self, value: object) -> str:
        return normal_address(super().to_python(value))
