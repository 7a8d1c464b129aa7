from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField

# Mail programs make a link of “pills.example” too. “We met.Then” and “Ph.D.” are no such names.
A_LINK = re.compile(r"://|\b[Ww]{3}\.|\w\.(?:[a-z]{2,}|[A-Z]{2,}|(?i:com|org|net))\b")


class InvitationForm(forms.Form):
    """To one person. What it is about comes with the address of the page."""

    email = AddressField(label=_("Their email address"), missing=_("Enter the email address of whom you want to invite"), autocomplete="off")
    words = forms.CharField(
        label=_("A few words from you"),
        help_text=_("Why you thought of them. They stand in the email under your name."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Shorten your words to %(limit_value)d characters")},
    )

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if A_LINK.search(words):
            raise ValidationError(_("Leave links out: the invitation brings its own"), code="link")
        return words
