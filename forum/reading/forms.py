from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

A_YEAR = timedelta(days=366)


class SaveForm(forms.Form):
    """Saving for later. A day is wanted by those who want to be reminded; `today` is where the member is."""

    remind_on = forms.DateField(
        label=_("Remind me on"),
        help_text=_("If you like. We send you an email and a notice on that morning."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%m/%d/%Y"],
        error_messages={"invalid": _("Enter a day such as 2027-01-31")},
    )

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["remind_on"].widget.attrs |= {"min": (today + timedelta(days=1)).isoformat(), "max": (today + A_YEAR).isoformat()}

    def clean_remind_on(self) -> date | None:
        day = self.cleaned_data["remind_on"]
        if day and day <= self.today:
            raise ValidationError(_("Choose a day that is still to come"), code="over")
        if day and day > self.today + A_YEAR:
            raise ValidationError(_("Choose a day within a year"), code="far")
        return day
