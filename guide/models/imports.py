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
