"""Leaving asks for one yes, and what is to become of what the rooms name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.models import User


class LeaveForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I want my account to be deleted"),
        error_messages={"required": _("Tick the box if you want your account to be deleted")},
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for question, about in privacy.questions_for(person):
            field = forms.ChoiceField(
                label=question.label,
                help_text=" · ".join(about),
                widget=forms.RadioSelect,
                choices=[(value, label) for value, label, _hint in question.options],
                error_messages={"required": _("Choose what is to become of it"), "invalid_choice": _("Choose what is to become of it")},
            )
            field.choice_hints = {value: hint for value, _label, hint in question.options}
            self.fields[question.name] = field
        self.order_fields([*(name for name in self.fields if name != "sure"), "sure"])

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "sure"]

    @property
    def choices(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}
