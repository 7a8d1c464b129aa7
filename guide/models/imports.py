"""What an import did, kept so that staff can read it later."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportReport(models.Model):
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    dry_run = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("import report")


class SavedNote(models.Model):
    """A note of the old site's appendix, as an import read it: a page that is imported later, or again, finds the words of its marks here."""

    number = models.PositiveIntegerField()
    section = models.TextField(blank=True)
    words = models.TextField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("note of the old appendix")
