"""What an author says about the photos of a story."""

from __future__ import annotations

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import OneLine
from forum.stories.forms.part import PartForm, digest_of
from forum.stories.models import Photo, Submission
from forum.stories.parts import Part, ordinal, wanted_of_photo
from forum.stories.photos import About


class PhotosForm(PartForm):
    """A description and an answer about the people, for each photo."""

    part = Part.PHOTOS

    def __init__(self, data=None, *, story: Submission, initial: dict | None = None) -> None:
        self.photos = list(story.photos.all())
        super().__init__(_with_what_is_not_said(data, self.photos), story=story, initial=initial)
        for number, photo in enumerate(self.photos, start=1):
            self.fields[f"alt-{photo.pk}"] = _description(number)
            self.fields[f"people-{photo.pk}"] = _people(number)

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
    return digest_of({"alt": photo.alt, "people": photo.people})


def _with_what_is_not_said(data, photos: list[Photo]):
    """A photo that was added in another window keeps what is said of it there."""
    if data is None:
        return None
    data = data.copy()
    for photo in photos:
        if f"alt-{photo.pk}" not in data:
            data[f"alt-{photo.pk}"], data[f"people-{photo.pk}"] = photo.alt, photo.people
    return data


def _description(number: int) -> forms.CharField:
    return OneLine(
        label=_("Describe it for people who cannot see it"),
        max_length=Photo._meta.get_field("alt").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "class": "tall-5", "maxlength": None}),
        error_messages={
            "required": wanted_of_photo(number)["alt"],
            "max_length": _now("Shorten the description of the %(which)s photo to 400 characters") % {"which": ordinal(number)},
        },
    )


def _people(number: int) -> forms.ChoiceField:
    said = wanted_of_photo(number)["people"]
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
