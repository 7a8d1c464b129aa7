"""Pictures that editors upload in the CMS: written anew like everyone's, or refused in words."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from guide.media_store import stands_in_a_story
from guide.models.media import Written
from guide.pictures import PictureRefused, accept


class WrittenAnew(WagtailImageField):
    """Says in words why it refuses a file; Wagtail's own field lets a decoder raise what it likes."""

    def to_python(self, data) -> Written | None:
        upload = forms.FileField.to_python(self, data)
        try:
            return Written(accept(upload).data, name="picture.jpg") if upload else None
        except PictureRefused as refused:
            raise ValidationError(str(refused)) from refused


class PictureForm(BaseImageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            known = self.fields["file"]
            self.fields["file"] = WrittenAnew(label=known.label, required=known.required, widget=known.widget)
        self.instance.kept_back = not self.instance.pk or self.instance.is_held  # until a page on the site shows it

    def clean_file(self):
        """The author of a story agreed to this very picture."""
        if "file" in self.changed_data and self.instance.pk and stands_in_a_story(self.instance):
            raise ValidationError(_("This picture stands in a published story, as its author agreed. Upload the other one as a new picture."))
        return self.cleaned_data["file"]

    def clean_credit(self):
        """Readers see it under the picture."""
        if "credit" in self.changed_data and self.instance.pk and stands_in_a_story(self.instance):
            raise ValidationError(_("This picture stands in a published story, and the credit as its author agreed. Take it out of the story first."))
        return self.cleaned_data["credit"]
