"""What people type when they ask, reply and edit. Forms check and explain; they do not act."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.forms import OneLine
from accounts.models import User
from forum import html
from forum.discussions.aliases import Alias
from forum.discussions.queries import pages_to_ask_on
from guide.models import Topic
from guide.templatetags.interface import sentence_case

TITLE_AT_MOST = 140


class Words(forms.CharField):
    """A textarea of plain text. Cleans to safe HTML; says in words what cannot be kept."""

    widget = forms.Textarea

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("strip", True)
        super().__init__(**kwargs)

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        try:
            cleaned = html.from_plain(typed)
        except html.WordsRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        if self.required and html.is_blank(cleaned):
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


class TitleField(OneLine):
    def clean(self, value: str) -> str:
        title = super().clean(value)
        if self.required and html.is_blank(title):
            raise ValidationError(self.error_messages["required"], code="required")
        return title


def title_field() -> TitleField:
    return TitleField(
        label=_("What do you want to ask the field?"),
        help_text=_("One sentence, the way you would ask a colleague in the parking lot."),
        max_length=TITLE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "tall-5h", "maxlength": None}),
        error_messages={
            "required": _("Write your question in one sentence"),
            "max_length": _("Shorten your question to %(limit_value)d characters. Details come next"),
        },
    )


class TitleForm(forms.Form):
    title = title_field()


class TopicField(forms.ModelChoiceField):
    """One of the list that staff curate, or none."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Topic"))
        gone = {"invalid_choice": _("That topic is not on the list any more. Choose another, or none")}
        super().__init__(Topic.objects.all(), required=False, empty_label=_("No topic"), error_messages=gone, **kwargs)

    def label_from_instance(self, topic: Topic) -> str:
        return sentence_case(topic.name)


NO_PLACE = {
    "required": _("Choose where your question should appear"),
    "invalid_choice": _("That page is not there any more. Choose where your question should appear"),
}


class DetailsForm(forms.Form):
    """Details, the page, and whether the asker's name is shown. `came_from` is the page they stood on, if it can be asked on."""

    HERE, OTHER, UNSURE = "here", "other", "unsure"
    NAME, ALIAS = "name", "alias"

    details = Words(
        label=_("Details"),
        help_text=_(
            "What have you tried? How big is your place? What would a good answer let you do next? "
            "Please leave out the names of children and families."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    where = forms.ChoiceField(label=_("Where should it appear?"), widget=forms.RadioSelect, error_messages=NO_PLACE)
    other_page = forms.ModelChoiceField(queryset=Page.objects.none(), required=False, label=_("Which stage or milestone?"), empty_label=_("Choose one"), error_messages=NO_PLACE)
    topic = TopicField(help_text=_("So that people who look for it find your question."))

    shown = forms.ChoiceField(
        label=_("How should others see you?"),
        widget=forms.RadioSelect,
        choices=[(NAME, _("With my name")), (ALIAS, _("Without my name"))],
        initial=NAME,
        required=False,
        error_messages={"invalid_choice": _("Choose how others should see you")},
    )

    def __init__(self, *args, came_from: Page | None = None, came_from_name: str = "", alias: Alias, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.came_from, self.alias = came_from, alias
        self.fields["shown"].choice_hints = {self.NAME: _("And your role and place, as far as your settings show them."), self.ALIAS: _what_an_alias_does(alias)}
        here = [(self.HERE, came_from_name or str(came_from))] if came_from else []
        self.fields["where"].choices = [*here, (self.OTHER, _("Another stage or milestone")), (self.UNSURE, _("I am not sure. A member of staff will find the right place"))]
        self.fields["where"].initial = self.HERE if came_from else None
        if came_from:
            self.fields["where"].help_text = _("You came from there, so we have chosen it. Coalition staff can move a question later.")
        self.fields["other_page"].queryset = pages_to_ask_on()

    def clean(self) -> dict:
        data = super().clean()
        if data.get("where") == self.OTHER and not data.get("other_page") and "other_page" not in self.errors:
            self.add_error("other_page", _("Choose the stage or milestone, or say that you are not sure"))
        return data

    def page(self) -> Page | None:
        """The page chosen; None for "I am not sure"."""
        return {self.HERE: self.came_from, self.OTHER: self.cleaned_data.get("other_page")}.get(self.cleaned_data["where"])

    @property
    def without_name(self) -> bool:
        return self.cleaned_data.get("shown") == self.ALIAS


def _what_an_alias_does(alias: Alias) -> str:
    said = _("Others see “%(alias)s” in place of your name, role and place, here and where you reply to this question. Staff can look up who you are: they write down why, and you can read it.")
    return said % {"alias": alias.shown_name}


def has_agreed(user: User) -> bool:
    """Agreed before, or is asked after signing in."""
    return not user.is_authenticated or user.house_rules_accepted_at is not None


class PostForm(forms.Form):
    """The last press. The house rules and age are agreed to with the first post."""

    agree = forms.BooleanField(
        label=_("I am 16 or older, and I have read the house rules"),
        error_messages={"required": _("Tick the box to say that you are 16 or older and have read the house rules")},
    )

    def __init__(self, *args, agreed_before: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if agreed_before:
            del self.fields["agree"]


class ReplyForm(PostForm):
    body = Words(
        label=_("Your reply"),
        help_text=_("Say what you did and what happened. Please leave out the names of children and families. An @ before the name of someone in this conversation tells them."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write your reply")},
    )
    field_order = ["body", "agree"]


class SummaryForm(forms.Form):
    """Where a question stands, in short."""

    words = Words(
        label=_("What do people know by now?"),
        help_text=_("Two or three sentences for those who come later: what was found out, what is still open. It stands over the replies with your name."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": None}),
        error_messages={"max_length": _("Shorten it to %(limit_value)d characters")},
    )
