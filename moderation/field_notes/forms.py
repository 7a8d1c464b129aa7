"""What staff ask, what the author of an answer says, and what staff settle later."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from guide.field_notes.models import WORDS_AT_MOST
from guide.models import Use

TOO_LONG = _("Shorten your words to %(limit_value)d characters")


def words_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the words of the field note"), "max_length": TOO_LONG},
    )


class MakeForm(forms.Form):
    use_required_attribute = False

    words = words_field(_("The words"), _("Shorten them to what helps on the page; change nothing else. Leave out who is named. Whoever wrote them reads exactly this."))
    passage = forms.ChoiceField(label=_("Where on the page"), required=False, error_messages={"invalid_choice": _("That passage is not on the page any more")})
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, passages: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = [("", _("At its end")), *((block, _("After “%(heading)s”") % {"heading": heading}) for block, heading in passages.items())]


class AnswerForm(forms.Form):
    use_required_attribute = False

    words = words_field(_("Your words"), _("Change them if you like. Your yes is to the words as they stand here."))
    credit = forms.ChoiceField(label=_("Your name beside them"), widget=forms.RadioSelect, error_messages={"required": _("Choose how you are named"), "invalid_choice": _("Choose how you are named")})
    uses = forms.MultipleChoiceField(
        label=_("May the Coalition also use them for"),
        required=False,
        choices=[(Use.TRAINING.value, Use.TRAINING.label), (Use.SOCIAL.value, Use.SOCIAL.label)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def __init__(self, *args, credits: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credit"].choices = credits


class SettleForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It stays in the log."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down why"), "max_length": TOO_LONG},
    )
