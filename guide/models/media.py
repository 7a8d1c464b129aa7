"""Pictures and files of the guide. Own models from the first migration, so that they can grow."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterable

from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)

from guide.pictures import PictureRefused, accept
from guide.storages import HELD, is_held

ORIGINALS, RENDITIONS = "original_images/", "images/"


class Written(ContentFile):
    """A picture that `guide.pictures.accept` wrote: nothing of the camera is in it, and it is not written once more."""


class SizeByItsHead(WagtailImageFieldFile):
    def get_image_dimensions(self) -> tuple[int, int]:
        """Read from the head of the file; Wagtail's own way decodes the whole of it. Ours are upright."""
        was_closed = self.closed
        self.open()
        try:
            return Pillow.open(self).size
        except UnidentifiedImageError as unknown:
            raise PictureRefused(_("We cannot read this as a photo. Choose a JPEG, PNG, WebP or HEIC file.")) from unknown
        finally:
            self.close() if was_closed else self.seek(0)


class PictureFile(SizeByItsHead):
    def save(self, name: str, content: File, save: bool = True) -> None:
        """Whatever comes is decoded and written anew first. Raises PictureRefused; forms say it before."""
        if not isinstance(getattr(content, "file", None), Written) and not isinstance(content, Written):
            content = Written(accept(content).data, name=name)
        super().save(name, content, save)


class DrawnField(WagtailImageField):
    attr_class = SizeByItsHead

    def deconstruct(self):
        """The same column as Wagtail's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs


class PictureField(DrawnField):
    attr_class = PictureFile


class GuideImage(AbstractImage):
    file = PictureField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, for people who cannot see it. One or two sentences."),
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("Who made it."))
    # the story whose author gave this photo for it: no other page may show it; and when they took it back
    of_story = models.ForeignKey("guide.StoryPage", null=True, editable=False, on_delete=models.CASCADE, related_name="photos_of_its_author")
    of_story.wagtail_reference_index_ignore = True
    taken_back_at = models.DateTimeField(null=True, editable=False)

    admin_form_fields = [*Image.admin_form_fields, "credit"]

    kept_back = False  # a new file goes to the private store

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def is_held(self) -> bool:
        """Not public: for editors and the author alone."""
        return is_held(self.file.name or "")

    def get_upload_to(self, filename: str) -> str:
        """A name that nobody can guess, and that says nothing."""
        return unguessable(HELD if self.kept_back else ORIGINALS)

    def create_rendition(self, filter: Filter) -> GuideRendition:
        """Draws it and writes it down, unless another did meanwhile or the picture was moved: then its file goes again.

        Wagtail's own way would leave the file of whoever comes second, and that of a picture put away while it was drawn.
        """
        drawn = GuideRendition(image=self, filter_spec=filter.spec, focal_point_key=filter.get_cache_key(self))
        try:
            file = self.generate_rendition_file(filter)
        except ValueError as gone:  # "The file cannot be reopened": removed since the last rendition
            raise SourceImageIOError(str(gone)) from gone
        drawn.file.save(file.name, file, save=False)
        kept = drawn._keep()
        if kept is not drawn:
            drawn.file.storage.delete(drawn.file.name)
        return kept or drawn

    def create_renditions(self, *filters: Filter) -> dict[Filter, GuideRendition]:
        return {filter: self.create_rendition(filter) for filter in filters}


def unguessable(folder: str) -> str:
    return f"{folder}{uuid.uuid4().hex}.jpg"


class GuideRendition(AbstractRendition):
    image = models.ForeignKey(GuideImage, on_delete=models.CASCADE, related_name="renditions")
    file = DrawnField(upload_to=get_rendition_upload_to, storage=get_rendition_storage, width_field="width", height_field="height")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter")]

    @transaction.atomic
    def _keep(self) -> GuideRendition | None:
        """The row that stands: this one or another's; None when the picture was moved. Whoever moves it waits, or is waited for."""
        unmoved = GuideImage.objects.filter(pk=self.image_id, file=self.image.file.name)
        if not unmoved.select_for_update(of=("self",)).values_list("pk", flat=True):
            return None
        there = {"image": self.image_id, "filter_spec": self.filter_spec, "focal_point_key": self.focal_point_key}
        other = GuideRendition.objects.filter(**there).first()
        if other is None:
            self.save()
        return other or self

    def get_upload_to(self, filename: str) -> str:
        """Beside its picture: private while that is."""
        return os.path.join(HELD if self.image.is_held else RENDITIONS, filename)

    @staticmethod
    def construct_cache_key(image: GuideImage, filter_cache_key: str, filter_spec: str) -> str:
        """With the name of the file: after a move no process finds the old one again."""
        return f"{AbstractRendition.construct_cache_key(image, filter_cache_key, filter_spec)}-{image.file.name}"


def drawn_before(pictures: Iterable[GuideImage], *specs: str) -> None:
    """What was drawn of these pictures is known from now on: from the process's memory, and for all that are not there from one query."""
    pictures = {picture.pk: picture for picture in pictures}
    memory, filters = GuideRendition.cache_backend, [Filter(spec) for spec in specs]
    keys = {GuideRendition.construct_cache_key(one, filter.get_cache_key(one), filter.spec): pk for pk, one in pictures.items() for filter in filters}
    drawn = list(memory.get_many(keys).values()) if keys else []
    known = Counter(one.image_id for one in drawn)
    unknown = [pk for pk in pictures if known[pk] < len(specs)]
    if unknown:
        read = list(GuideRendition.objects.filter(image__in=unknown, filter_spec__in=specs))
        memory.set_many({GuideRendition.construct_cache_key(pictures[one.image_id], one.focal_point_key, one.filter_spec): one for one in read})
        drawn = [*(one for one in drawn if one.image_id not in unknown), *read]
    for picture in pictures.values():
        picture.prefetched_renditions = []
    for one in drawn:
        one.image = pictures[one.image_id]
        one.image.prefetched_renditions.append(one)


class LeftFile(models.Model):
    """A file that nothing shows any more, to be removed. Written with the change that left it, so that a fall in between loses nothing."""

    name = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("file to be removed")
        verbose_name_plural = _("files to be removed")


class GuideDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
