"""What happened, how it may be used, and the last press."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum import html
from forum.discussions.forms import PostForm, TitleField
from forum.stories.credit import preview
from forum.stories.forms.part import PartForm
from forum.stories.forms.rich import RICH_ONES, rich_words
from forum.stories.models import Credit, Submission
from forum.stories.parts import WANTED, Part
from guide.models import Use


class StoryForm(PartForm):
    part = Part.STORY

    title = TitleField(
        label=_("Title"),
        max_length=Submission._meta.get_field("title").max_length,
        widget=forms.TextInput(attrs={"maxlength": None}),
        error_messages={"required": WANTED["title"], "max_length": _("Shorten the title to %(limit_value)d characters")},
    )
    going_on = rich_words("going_on", _("What was going on?"), _("The place, the people and the problem, as it looked then."))
    did = rich_words("did", _("What did you do?"), _("Who started it, what it cost, and what you would skip next time."))
    changed = rich_words("changed", _("What changed?"), _("Numbers if you have them. A moment is fine if you do not."))

    def __init__(self, data=None, **kwargs) -> None:
        super().__init__(data, **kwargs)
        lengths = {name: len(data.get(name, "")) for name in RICH_ONES} if data else {}
        if sum(lengths.values()) > html.MAX_STORY:
            self.fields[max(lengths, key=lengths.get)].one_too_many = True

    def stored(self) -> dict:
        return {name: getattr(self.story, name) for name in ("title", *RICH_ONES)}


class PermissionForm(PartForm):
    part = Part.PERMISSION

    credit = forms.ChoiceField(
        label=_("How should we name you?"),
        choices=Credit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": WANTED["credit"], "invalid_choice": WANTED["credit"]},
    )
    uses = forms.MultipleChoiceField(
        label=_("May the Coalition publish it?"),
        choices=[
            (Use.SITE, _("Yes, on this site, after I have approved the final version")),
            (Use.PRINT, _("The Coalition may also use it in print, with credit")),
            (Use.TRAINING, _("The Coalition may also use it in training, with credit")),
            (Use.SOCIAL, _("The Coalition may also use it on social media, with credit")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": WANTED["uses"], "invalid_choice": WANTED["uses"]},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credit"].choice_hints = {credit: preview(self.story, credit) for credit in Credit.values}

    def stored(self) -> dict:
        return {"credit": self.story.credit, "uses": sorted(self.story.uses)}

    def clean(self) -> dict:
        data = super().clean()
        self.ticked = data.get("uses", [])
        if self.ticked and Use.SITE not in self.ticked:
            self.add_error("uses", ValidationError(WANTED["uses"], code="required"))
        return data

    def to_save(self) -> dict:
        return super().to_save() | {"uses": self.ticked}


class SendForm(PostForm):
    """The last press: the author was there, and agrees to the house rules with a first post."""

    affirm = forms.BooleanField(
        label=_("I was there or I have permission from those who were, and no child can be identified"),
        error_messages={"required": _("Tick the box to say that you were there or have permission, and that no child can be identified")},
    )
    field_order = ["affirm", "agree"]
