"""Pictures and files of the guide. Own models from the first migration, so that they can grow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class GuideImage(AbstractImage):
    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What the picture shows, for people who cannot see it. One or two sentences."),
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("Who made it."))

    admin_form_fields = [*Image.admin_form_fields, "credit"]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class GuideRendition(AbstractRendition):
    image = models.ForeignKey(GuideImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter")]


class GuideDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
