"""What moderators choose and people report. Forms check and explain; they do not act."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from forum.discussions.forms import TopicField, Words
from forum.discussions.models import guide_home
from forum.discussions.queries import pages_to_ask_on
from forum.discussions.views.asking import pages_in_groups
from moderation.models import NEED_A_REASON, Act, ReportReason
from forum.saved.models import SavedReply
from moderation.reasons import ABOUT_STORIES, SAVED, WORDS, WORDS_ABOUT_STORIES

WORDS_AT_MOST = 2_000

NAMES_OF_ACTS = {
    Act.APPROVED: _("Approve"),
    Act.DECLINED: _("Decline"),
    Act.HID: _("Hide"),
    Act.RESTORED: _("Put it back"),
    Act.KEPT: _("Keep it"),
}
WHAT_ACTS_DO = {
    Act.APPROVED: _("It appears on the site, and its author hears of it"),
    Act.DECLINED: _("Goes back with your reason. The author keeps every word and can send it again"),
    Act.HID: _("Only its author and staff can see it. You can put it back at any time"),
    Act.RESTORED: _("It appears on the site again, and its author hears of it"),
    Act.KEPT: _("It stays as it is, and the reports are closed. Nobody gets a letter"),
}


def free_words(*, rows: int, **more) -> forms.CharField:
    """What staff or members write beside a choice. Whether it is needed depends on the choice, so the form says it."""
    too_long = {"max_length": _("Shorten your words to %(limit_value)d characters")}
    return forms.CharField(required=False, max_length=WORDS_AT_MOST, widget=forms.Textarea(attrs={"rows": rows}), error_messages=too_long, **more)


class SavedReason(forms.ChoiceField):
    """Shown as needed. Whether it is depends on the act and on free words, so the form says it."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class DecisionForm(forms.Form):
    """An act, and for some acts a reason in words to the author: a saved one, free words, or both."""

    use_required_attribute = False

    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose what to do"), "invalid_choice": _("Choose what to do")})
    saved = SavedReason(
        label=_("Reason"),
        help_text=_("Needed to decline or hide. Choose one, or write your own below."),
        error_messages={"invalid_choice": _("Choose a reason from the list")},
    )
    words = free_words(rows=6, label=_("In your own words"), help_text=_("The author reads this. Start with what works, and say what would let it appear."))
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args, acts: Iterable[Act], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        acts = list(acts)
        self.fields["act"].choices = [(act.value, NAMES_OF_ACTS[act]) for act in acts]
        self.fields["act"].choice_hints = {act.value: WHAT_ACTS_DO[act] for act in acts}
        kept = [(f"reply-{one.pk}", one.name) for one in SavedReply.objects.all()]
        self.fields["saved"].choices = [("", _("Choose a reason")), *((reason.key, reason.name) for reason in SAVED), *([(_("Saved replies"), kept)] if kept else [])]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("act") in NEED_A_REASON and not data.get("saved") and not data.get("words") and not self.errors:
            self.add_error("saved", _("Choose a reason, or write one below"))
        return data

    def reason(self) -> str:
        """The words for the author; also of a form that is not finished yet, for the preview."""
        data = getattr(self, "cleaned_data", {})
        return "\n\n".join(part for part in (words_of_a_reason(data.get("saved", "")), data.get("words", "")) if part)


def words_of_a_reason(key: str) -> str:
    """Of a saved reason, or of a reply that staff keep (`reply-12`)."""
    if key.startswith("reply-"):
        return next(iter(SavedReply.objects.filter(pk=key.removeprefix("reply-")).values_list("words", flat=True)), "")
    return str(WORDS.get(key, ""))


NAMES_OF_STORY_ACTS = {
    Act.ACCEPTED: _("Accept"),
    Act.ASKED_CHANGES: _("Ask for changes"),
    Act.DECLINED: _("Decline"),
    Act.PROMOTED: _("Promote to Story from the Field"),
}
WHAT_STORY_ACTS_DO = {
    Act.ACCEPTED: _("The author hears that we would like to publish it. They see the final version and approve it before anyone else does"),
    Act.ASKED_CHANGES: _("Goes back with your note. The author keeps every word"),
    Act.DECLINED: _("Choose a reason below. The author keeps every word and can answer"),
    Act.PROMOTED: _("Makes an editable page in the guide, linked to its milestones. Nothing is published yet, and nobody gets a letter"),
}


class StoryDecisionForm(forms.Form):
    """An act; to decline, a saved reason; to ask for changes, a note. Any other decision may carry a note."""

    use_required_attribute = False

    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose what to do"), "invalid_choice": _("Choose what to do")})
    reason = SavedReason(label=_("Reason"), help_text=_("Needed to decline."), error_messages={"invalid_choice": _("Choose a reason from the list")})
    note = Words(
        label=_("Note to the author"),
        help_text=_("Needed to ask for changes. Start with what works. Ask no more than three questions."),
        required=False,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"max_length": _("Shorten your note to %(limit_value)d characters")},
    )
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args, acts: Iterable[Act], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        acts = list(acts)
        self.fields["act"].choices = [(act.value, NAMES_OF_STORY_ACTS[act]) for act in acts]
        self.fields["act"].choice_hints = {act.value: WHAT_STORY_ACTS_DO[act] for act in acts}
        self.fields["reason"].choices = [("", _("Choose a reason")), *((reason.key, reason.name) for reason in ABOUT_STORIES)]

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        if data.get("act") == Act.DECLINED and not data.get("reason"):
            self.add_error("reason", _("Choose a reason"))
        if not data.get("note") and (data.get("act") == Act.ASKED_CHANGES or self._refers_to_the_note(data)):
            self.add_error("note", _("Write a note to the author"))
        return data

    def _refers_to_the_note(self, data: dict) -> bool:
        return data.get("act") == Act.DECLINED and data.get("reason") == "note"

    def why(self) -> str:
        """The reason in words; also of a form that is not finished yet, for the preview."""
        return str(WORDS_ABOUT_STORIES.get(getattr(self, "cleaned_data", {}).get("reason"), ""))


class SpellingForm(forms.Form):
    """Why a change needs no new yes."""

    reason = forms.CharField(
        label=_("What changed, and why it is spelling only"),
        help_text=_("The author reads this, and it stays in the page’s history."),
        max_length=300,
        error_messages={"required": _("Say what changed"), "max_length": _("Shorten it to %(limit_value)d characters")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """Who has the story in hand from now on."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Give it to"),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose a person"), "invalid_choice": _("Choose a person from the list")},
    )
    from_whom = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, people: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class SetAsideForm(forms.Form):
    """Why a question needs no answer."""

    reason = forms.CharField(
        label=_("Why it needs no answer"),
        help_text=_("Whoever asked reads this, and it stays in the log. The question stays on the site."),
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why it needs no answer"), "max_length": _("Shorten your words to %(limit_value)d characters")},
    )


class PlaceForm(forms.Form):
    page = forms.ModelChoiceField(queryset=Page.objects.none(), label=_("Page"), empty_label=None, error_messages={"required": _("Choose a page"), "invalid_choice": _("Choose a page that is on the site")})
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args, but_not: Iterable[int] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        home = guide_home()
        pages = (pages_to_ask_on() | Page.objects.filter(pk=home.pk)).exclude(pk__in=but_not)
        self.fields["page"].queryset = pages
        self.fields["page"].choices = _choices(home, set(but_not))


def _choices(home: Page, but_not: set[int]) -> list:
    """Stage by stage, as people know the guide; last the home, for what belongs nowhere else."""
    groups = [(name, [one for one in pages if one[0] not in but_not]) for name, pages in pages_in_groups()]
    return [("", _("Choose a page")), *((name, pages) for name, pages in groups if pages), (home.pk, _("Guide home, for what fits nowhere else"))]


class TopicForm(forms.Form):
    topic = TopicField()
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=ReportReason, widget=forms.RadioSelect, error_messages={"required": _("Choose a reason"), "invalid_choice": _("Choose a reason")}
    )
    words = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Shorten your note to %(limit_value)d characters")},
    )

    def __init__(self, *args, hides: bool, **kwargs) -> None:
        """`hides`: a report about a child by this person hides the post before staff look."""
        super().__init__(*args, **kwargs)
        if hides:
            self.fields["reason"].choice_hints = {ReportReason.CHILD.value: _("We hide these first and look second.")}
