"""Whether somebody wants to be asked, and to be reminded. The form checks and explains; it does not act."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.finding_answers.models import Helper

HINTS = {
    Helper.Wish.KNOWN: _("Where a published story of yours stands, or a reply of yours was chosen as an answer."),
    Helper.Wish.FOLLOWED: _("Also where you have not written anything yet."),
    Helper.Wish.NEVER: _("Questions still come where you follow, as you chose there."),
}


class WishesForm(forms.Form):
    wish = forms.ChoiceField(
        label=_("May we ask you when a question fits you?"),
        help_text=_("By email, once a week at most. At most five people are asked about a question."),
        choices=Helper.Wish,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these"), "invalid_choice": _("Choose one of these")},
    )
    reminders = forms.BooleanField(label=_("Remind me to choose an answer to my questions"), help_text=_("Four times at most, and never once you have chosen or said that you are still looking."), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choice_hints = HINTS
