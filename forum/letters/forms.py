"""What people choose about the mail they get. Forms check and explain; they do not act."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField
from accounts.limits import TooOften
from accounts.models import User
from forum.letters.follows import BY_MAIL, DAILY, DIGEST, MailSettings, Pace
from forum.letters.models import LetterStop

BY_MAIL_CHOICES = [(pace.value, pace.label) for pace in BY_MAIL]
SHOWN = ("show_role", "show_organisation", "show_place")
HINTS = {
    Pace.AT_ONCE: _("An email for each, a few minutes later. What you have seen on the site by then is not sent."),
    Pace.DAILY: _("One email in the morning, on days when there is something."),
    Pace.WEEKLY: _("Together with what else was new that week."),
    Pace.ON_SITE: _("No email. You find it under Notices."),
}


class PaceForm(forms.Form):
    """How soon one hears of a thing."""

    pace = forms.ChoiceField(
        label=_("How soon do you want to know?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how soon you want to know"), "invalid_choice": _("Choose how soon you want to know")},
    )

    paces = (*BY_MAIL, Pace.ON_SITE)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pace"].choices = [(pace.value, pace.label) for pace in self.paces]
        self.fields["pace"].choice_hints = HINTS


class FollowByMailForm(PaceForm):
    """Somebody without an account: an address is all we need."""

    paces = BY_MAIL

    address = AddressField(
        label=_("Your email address"),
        help_text=_("We send one email there, with a link to confirm. Nobody else sees the address."),
    )
    field_order = ["address", "pace"]

    def say_too_often(self, limit: TooOften) -> None:
        words = _("That was a lot of emails in a short time. You can have another in about %(time)s.")
        self.add_error("address", ValidationError(words, params={"time": limit.wait}, code="too_often"))


class SettingsForm(forms.Form):
    """What a member wants by mail, and what stands beside their name."""

    replies = forms.ChoiceField(
        label=_("Replies to you"),
        help_text=_("To questions you asked, to replies you wrote, and where somebody mentions you. One email for each, or one a day."),
        choices=[(Pace.AT_ONCE.value, Pace.AT_ONCE.label), (Pace.DAILY.value, Pace.DAILY.label), (Pace.ON_SITE.value, _("Never"))],
    )
    followed = forms.ChoiceField(
        label=_("Questions, milestones and people you follow"),
        help_text=_("Where you have not chosen something else for one of them."),
        choices=[*BY_MAIL_CHOICES, (Pace.ON_SITE.value, _("Never"))],
    )
    digest = forms.TypedChoiceField(
        label=_("Weekly digest"),
        help_text=_("New answers, new stories, and questions you may be able to answer. Only when there is something."),
        choices=[("yes", _("Every week")), ("no", _("Never"))],
        coerce=lambda said: said == "yes",
    )
    show_role = forms.BooleanField(label=_("Role"), required=False)
    show_organisation = forms.BooleanField(label=_("Organization"), required=False)
    show_place = forms.BooleanField(label=_("City and state"), required=False)

    def __init__(self, *args, person: User, chosen: MailSettings, **kwargs) -> None:
        self.person, self.chosen = person, chosen
        initial = {"replies": chosen.replies, "followed": chosen.followed, **{name: getattr(person, name) for name in SHOWN}}
        initial["digest"] = "yes" if chosen.digest and not self._digest_is_stopped().exists() else "no"
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["show_role"].help_text, self.fields["show_organisation"].help_text = person.role, person.organisation
        self.fields["show_place"].help_text = ", ".join(part for part in (person.city, person.state) if part)

    def save(self) -> None:
        """What was stopped by a link in a digest comes again when it is switched on here."""
        said = self.cleaned_data
        fields = {name: said[name] for name in ("replies", "followed", "digest")}
        MailSettings.objects.update_or_create(person=self.person, defaults=fields)
        if said["digest"]:
            self._digest_is_stopped().delete()
        if Pace.DAILY in (said["replies"], said["followed"]):
            LetterStop.objects.filter(person=self.person, kind=DAILY).delete()
        for name in SHOWN:
            setattr(self.person, name, said[name])
        self.person.save(update_fields=SHOWN)

    def _digest_is_stopped(self):
        return LetterStop.objects.filter(person=self.person, kind=DIGEST)
