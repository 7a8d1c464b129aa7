"""“Was this page helpful?”: what readers press, and what they say was missing. Nobody's name or address is kept."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

MAY_SAY_WHY = timedelta(hours=1)
WORDS_AT_MOST = 500


class OpinionQuerySet(models.QuerySet):
    def by_page(self) -> OpinionQuerySet:
        """A row for each page: `page_id`, `yes`, `no`, and how many left words. The least helpful first."""
        counts = {"yes": Count("pk", filter=Q(helped=True)), "no": Count("pk", filter=Q(helped=False)), "said": Count("pk", filter=~Q(words=""))}
        return self.filter(page__isnull=False).order_by().values("page_id", "page__title", "page__url_path").annotate(**counts).order_by("-no", "-yes", "page__title")


class Opinion(models.Model):
    class Reason(models.TextChoices):
        NOT_FOUND = "not_found", _("I did not find what I was looking for")
        UNCLEAR = "unclear", _("It is hard to understand")
        NOT_PRACTICAL = "not_practical", _("I cannot use it where I am")
        OUTDATED = "outdated", _("It is out of date or wrong")
        OTHER = "other", _("Something else")

    key = models.UUIDField(default=uuid.uuid4, unique=True)  # who pressed may say why, under this key
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="opinions")
    revision_id = models.PositiveBigIntegerField(null=True)  # of the page as they read it
    helped = models.BooleanField()
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion about a page")
        verbose_name_plural = _("opinions about pages")
        indexes = [models.Index(fields=["page", "-at"], name="opinions_of_a_page")]

    def __str__(self) -> str:
        return str(_("helpful") if self.helped else _("not helpful"))

    @property
    def is_open(self) -> bool:
        """Whoever pressed may still say why."""
        return not self.reason and not self.words and timezone.now() - self.at < MAY_SAY_WHY

    def say_why(self, *, reason: str, words: str) -> bool:
        """Once. False when it was said before, or too long ago."""
        still_open = Opinion.objects.filter(pk=self.pk, reason="", words="", at__gt=timezone.now() - MAY_SAY_WHY)
        return bool(still_open.update(reason=reason, words=words))
