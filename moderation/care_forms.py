"""What moderators fill in to care for threads. Each act has a reason for the log, in words of their own, a saved one, or both."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from forum.discussions.forms import title_field
from forum.discussions.models import Question
from forum.discussions.places import passages_of
from forum.passages.finding import EARLIER
from forum.saved.models import SavedReply, put_in
from moderation.forms import PlaceForm, free_words

IN_AN_ADDRESS = re.compile(r"(?:^|/questions/)(\d{1,18})(?:/|$)")


class ReasonForm(forms.Form):
    use_required_attribute = False

    saved = forms.ModelChoiceField(SavedReply.objects.all(), label=_("Saved reply"), required=False, empty_label=_("None"), error_messages={"invalid_choice": _("That saved reply is not there any more")})
    words = free_words(rows=4, label=_("Reason"), help_text=_("It stays in the log."))
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    reason_is_needed = True

    def __init__(self, *args, hint: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if hint:
            self.fields["words"].help_text = hint
        if not SavedReply.objects.exists():
            del self.fields["saved"]

    def clean(self) -> dict:
        data = super().clean()
        if self.reason_is_needed and not self.reason() and not {"saved", "words"} & {*self.errors}:
            self.add_error("words", _("Write down why"))
        return data

    def reason(self) -> str:
        return put_in(self.cleaned_data.get("words", ""), self.cleaned_data.get("saved"))


class JoinForm(ReasonForm):
    to = forms.CharField(
        label=_("The question it is joined to"),
        help_text=_("Its address or its number. That question stays; this one stands in its thread."),
        max_length=300,
        error_messages={"required": _("Give the address of the other question"), "max_length": _("That is no address of a question here")},
    )
    field_order = ["to", "saved", "words"]

    def __init__(self, *args, question: Question, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.question = question

    def clean_to(self) -> Question:
        typed = IN_AN_ADDRESS.search(self.cleaned_data["to"].strip())
        found = Question.objects.visible().filter(pk=typed[1]).first() if typed else None
        if found is None:
            raise forms.ValidationError(_("There is no question on the site with that address"))
        if found == self.question:
            raise forms.ValidationError(_("That is this question itself. Give the address of the other one"))
        return found


class DivideForm(ReasonForm):
    title = title_field()
    field_order = ["title", "saved", "words"]

    def __init__(self, *args, was_a_question: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("The question, in one sentence")
        self.fields["title"].help_text = _("The words of the reply become its details. They stay as they are.")
        if was_a_question:
            del self.fields["title"]


class MoveForm(PlaceForm, ReasonForm):
    """The page, and one of its passages; `looked_at` is the page whose passages are offered, and `earlier` says that the question stands there among those about earlier wording."""

    passage = forms.ChoiceField(label=_("Passage"), required=False, error_messages={"invalid_choice": _("Choose a passage of that page, or none")})
    field_order = ["page", "passage", "saved", "words"]

    def __init__(self, *args, looked_at: Page | None, reason_is_needed: bool, earlier: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reason_is_needed = reason_is_needed
        self.fields["words"].required = False
        self.passages = passages_of(looked_at) if looked_at else {}
        kept = [(EARLIER, _("Earlier wording, where it stands now"))] if earlier else []
        self.fields["passage"].choices = [("", _("The page as a whole")), *kept, *self.passages.items()]
        if not self.passages and not earlier:
            del self.fields["passage"]
