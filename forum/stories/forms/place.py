"""Where a story belongs: its place, its initiative, and the milestones and functions it speaks to."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import OneLine
from forum.stories.forms.part import PartForm
from forum.stories.models import MILESTONES_AT_MOST, Submission
from forum.stories.parts import WANTED, Part
from guide.models import Function
from guide.models.states import STATES
from guide.spiral import Spiral
from guide.templatetags.interface import sentence_case

CODES = {name.lower(): code for code, name in STATES.items()}


class PlaceForm(PartForm):
    part = Part.PLACE

    city = OneLine(
        label=_("City, town or county"),
        max_length=Submission._meta.get_field("city").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "maxlength": None}),
        error_messages={"required": WANTED["city"], "max_length": _("Shorten the name of the place to %(limit_value)d characters")},
    )
    us_state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Choose one")), *STATES.items()],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
        error_messages={"required": WANTED["us_state"], "invalid_choice": WANTED["us_state"]},
    )
    only_state = forms.BooleanField(
        label=_("Show only the state"), help_text=_("Choose this if naming the place would point to a family."), required=False
    )
    initiative = OneLine(
        label=_("Name of your initiative"),
        help_text=_("If your work goes by a name that people would search for."),
        max_length=Submission._meta.get_field("initiative").max_length,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": None}),
        error_messages={"max_length": _("Shorten the name to %(limit_value)d characters")},
    )
    milestones = forms.TypedMultipleChoiceField(
        label=_("Which milestones does it speak to?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": WANTED["milestones"], "invalid_choice": _("One of these milestones is not there any more. Choose again")},
    )
    functions = forms.TypedMultipleChoiceField(
        label=_("Which parts of the work is it about?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these is not there any more. Choose again")},
    )

    def __init__(self, data=None, *, spiral: Spiral, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.spiral = spiral
        self.fields["milestones"].choices = [
            (stage.name, [(stage.original, _now("%(stage)s as a whole") % {"stage": stage.name}), *((one.original, sentence_case(one.title)) for one in stage.milestones)])
            for stage in spiral.stages
        ]
        self.fields["functions"].choices = [(function.pk, sentence_case(function.name)) for function in Function.objects.all()]

    def stored(self) -> dict:
        """A place that was never said is the one of the author's profile: nobody is asked twice for what we know."""
        story, known = self.story, self.story.author
        said = Part.PLACE in story.visited
        return {
            "city": story.city if said else story.city or known.city,
            "us_state": story.us_state if said else story.us_state or _code_of(known.state),
            "only_state": story.only_state,
            "initiative": story.initiative,
            "milestones": sorted(page.pk for page in story.milestones.all()),
            "functions": sorted(function.pk for function in story.functions.all()),
        }

    def clean_milestones(self) -> list[int]:
        chosen = self.cleaned_data["milestones"]
        if len(chosen) > MILESTONES_AT_MOST:
            raise ValidationError(_("Choose up to three milestones, those your story says most about"), code="too_many")
        return chosen

    def clean(self) -> dict:
        data = super().clean()
        if data.get("only_state") and self.has_error("city", "required"):
            del self.errors["city"]
            data["city"] = ""
        return data

    def stages(self) -> tuple[list[dict], list[dict]]:
        """Those to show at once, with what is chosen in them (the first two when nothing is), and those behind a fold."""
        chosen = {str(one) for one in self["milestones"].value() or []}
        numbers = iter(range(1_000))
        rows = [
            {"stage": stage, "choices": [{"id": f"id_milestones_{next(numbers)}", "value": key, "label": label, "checked": str(key) in chosen} for key, label in choices]}
            for stage, (_name, choices) in zip(self.spiral.stages, self.fields["milestones"].choices, strict=True)
        ]
        open_ones = [row for row in rows if any(choice["checked"] for choice in row["choices"])] or rows[:2]
        return open_ones, [row for row in rows if row not in open_ones]


def _code_of(state: str) -> str:
    """A profile's state, by its letters or its name; blank for anything else."""
    typed = state.strip()
    return typed.upper() if typed.upper() in STATES else CODES.get(typed.lower(), "")
