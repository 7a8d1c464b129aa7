"""What an author types in the parts of a story. A part may be kept unfinished: what is only missing is no reason not to keep the rest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import OneLine
from forum import html
from forum.discussions.forms import PostForm, TitleField
from forum.stories.credit import preview
from forum.stories.models import MILESTONES_AT_MOST, Credit, Photo, Submission
from forum.stories.parts import WANTED, Part, ordinal
from forum.stories.photos import About
from guide.models import Function, Use
from guide.models.states import STATES
from guide.spiral import Spiral
from guide.templatetags.interface import sentence_case

WRITTEN_WITH, RICH = "written_with", "rich"  # the field, and its value when the editor sent HTML instead of plain text
RICH_ONES = ("going_on", "did", "changed")
WORDS = ("title", *RICH_ONES, "city", "initiative", "reply", "words")
CODES = {name.lower(): code for code, name in STATES.items()}


# ---------------------------------------------------------------- words with an editor over them


@dataclass(frozen=True)
class Typed:
    """Words as they were sent. Raises html.WordsRefused when they cannot become our HTML."""

    words: str
    rich: bool

    def as_html(self) -> str:
        return _as_html(self.words, self.rich)


# A press reads the same long words several times: to check them, to compare them with another window's, to show them again.
AT_HAND = 16  # texts a process


@lru_cache(AT_HAND)
def _as_html(words: str, rich: bool) -> str:
    return (html.clean if rich else html.from_plain)(words, html.MAX_STORY)


_as_plain = lru_cache(AT_HAND)(html.to_plain)


class RichTextarea(forms.Textarea):
    """A textarea of plain text that says in `data-rich` what an editor shows in its place. Its value is our HTML, or Typed."""

    def value_from_datadict(self, data, files, name: str) -> Typed | None:
        words = data.get(name)
        return None if words is None else Typed(words.strip(), data.get(WRITTEN_WITH) == RICH)

    def get_context(self, name: str, value: str | Typed | None, attrs) -> dict:
        plain, markup = _both(value or "")
        return super().get_context(name, plain, (attrs or {}) | {"data-rich": markup})


def _both(value: str | Typed) -> tuple[str, str]:
    """For the textarea and for the editor. What was refused is shown as it was sent."""
    if isinstance(value, str):
        return _as_plain(value), value
    try:
        cleaned = value.as_html()
    except html.WordsRefused:
        return value.words, value.words
    return _as_plain(cleaned) if value.rich else value.words, cleaned


def readable(data: QueryDict) -> list[str]:
    """All that was typed in a form of a story, as a person would copy it; the editor's HTML without its tags."""
    rich = data.get(WRITTEN_WITH) == RICH
    fields = [name for name in data if name in WORDS or name.startswith("alt-")]
    return [_both(Typed(data[name], rich and name in RICH_ONES))[0] for name in fields if data[name].strip()]


class RichWords(forms.Field):
    widget = RichTextarea
    one_too_many = False  # the longest of a story that is too long in all

    def clean(self, value: Typed | None) -> str:
        if self.one_too_many:
            words = _("Your story is longer than %(limit)s characters. Shorten it, or tell it as two stories.")
            raise ValidationError(words, params={"limit": f"{html.MAX_STORY:,}"}, code="too_long")
        try:
            cleaned = value.as_html() if value else ""
        except html.WordsRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        if html.is_blank(cleaned):
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


def rich_words(name: str, label: str, hint: str) -> RichWords:
    return RichWords(label=label, help_text=hint, widget=RichTextarea(attrs={"rows": 9}), error_messages={"required": WANTED[name]})


# ---------------------------------------------------------------- the parts


class PartForm(forms.Form):
    """One part of a story. `to_save` is what can be kept of it; `only_lacks` is true when nothing is wrong but what is missing."""

    part: Part

    def __init__(self, data=None, *, story: Submission, initial: dict | None = None) -> None:
        self.story = story
        super().__init__(data, initial=self.stored() | (initial or {}))

    def stored(self) -> dict:
        """What the story holds, as the fields show it."""
        raise NotImplementedError

    @property
    def seen(self) -> str:
        """A digest of what is stored: a form that was opened on something else was overtaken."""
        return _digest(self.stored())

    def to_save(self) -> dict:
        """The fields that can be kept; those that were emptied are empty."""
        kept = {name: _nothing_in(self.fields[name]) for name in self.fields if self.has_error(name, "required")}
        return kept | self.cleaned_data

    @property
    def only_lacks(self) -> bool:
        return all(error.code == "required" for errors in self.errors.as_data().values() for error in errors)

    def said(self) -> dict[str, str]:
        """What each field says, by its label: for two versions beside each other."""
        return {str(self.fields[name].label): _in_words(self.fields[name], self[name].value()) for name in self.fields}


def _digest(stored: dict) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _nothing_in(field: forms.Field) -> str | list:
    return [] if isinstance(field, forms.MultipleChoiceField) else ""


def _in_words(field: forms.Field, value) -> str:
    if isinstance(field, RichWords):
        return _both(value or "")[0]
    if isinstance(field, forms.BooleanField):
        return _now("Yes") if value else _now("No")
    if isinstance(field, forms.ChoiceField):
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for key, label in _flat(field.choices) if str(key) in chosen and str(key))
    return str(value or "")


def _flat(choices) -> list[tuple]:
    """Choices without their groups."""
    return [pair for key, label in choices for pair in (label if isinstance(label, list | tuple) else [(key, label)])]


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


class PhotosForm(PartForm):
    """A description and an answer about the people, for each photo."""

    part = Part.PHOTOS

    def __init__(self, data=None, *, story: Submission, initial: dict | None = None) -> None:
        self.photos = list(story.photos.all())
        super().__init__(_with_what_is_not_said(data, self.photos), story=story, initial=initial)
        for number, photo in enumerate(self.photos, start=1):
            self.fields[f"alt-{photo.pk}"] = _description(ordinal(number))
            self.fields[f"people-{photo.pk}"] = _people(ordinal(number))

    def stored(self) -> dict:
        return {key: value for photo in self.photos for key, value in ((f"alt-{photo.pk}", photo.alt), (f"people-{photo.pk}", photo.people))}

    def about(self) -> dict[int, About]:
        kept = self.to_save()
        return {
            photo.pk: About(kept.get(f"alt-{photo.pk}", photo.alt), kept.get(f"people-{photo.pk}", photo.people)) for photo in self.photos
        }

    @cached_property
    def rows(self) -> list[dict]:
        return [
            {"photo": photo, "number": number, "alt": self[f"alt-{photo.pk}"], "people": self[f"people-{photo.pk}"], "was": was(photo)}
            for number, photo in enumerate(self.photos, start=1)
        ]

    def overtaken(self) -> list[Photo]:
        """Photos that another window described since this form was opened, and differently."""
        about = self.about()
        return [
            photo
            for photo in self.photos
            if self.data.get(f"was-{photo.pk}", was(photo)) != was(photo) and about[photo.pk] != About(photo.alt, photo.people)
        ]


def was(photo: Photo) -> str:
    return _digest({"alt": photo.alt, "people": photo.people})


def _with_what_is_not_said(data, photos: list[Photo]):
    """A photo that was added in another window keeps what is said of it there."""
    if data is None:
        return None
    data = data.copy()
    for photo in photos:
        if f"alt-{photo.pk}" not in data:
            data[f"alt-{photo.pk}"], data[f"people-{photo.pk}"] = photo.alt, photo.people
    return data


def _description(which: str) -> forms.CharField:
    return OneLine(
        label=_("Describe it for people who cannot see it"),
        max_length=Photo._meta.get_field("alt").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "class": "tall-5", "maxlength": None}),
        error_messages={
            "required": _now("Describe the %(which)s photo for people who cannot see it") % {"which": which},
            "max_length": _now("Shorten the description of the %(which)s photo to 400 characters") % {"which": which},
        },
    )


def _people(which: str) -> forms.ChoiceField:
    said = _now("Say whether everyone in the %(which)s photo agreed to be shown") % {"which": which}
    field = forms.ChoiceField(
        label=_("Who is in it?"),
        choices=Photo.People.choices,
        widget=forms.RadioSelect,
        error_messages={"required": said, "invalid_choice": said},
    )
    field.choice_hints = {
        Photo.People.CHILDREN: _("Keep the forms. An editor will ask to see them."),
        Photo.People.UNSURE: _("We will not use it until you are."),
    }
    return field


class SendForm(PostForm):
    """The last press: the author was there, and agrees to the house rules with a first post."""

    affirm = forms.BooleanField(
        label=_("I was there or I have permission from those who were, and no child can be identified"),
        error_messages={"required": _("Tick the box to say that you were there or have permission, and that no child can be identified")},
    )
    field_order = ["affirm", "agree"]
