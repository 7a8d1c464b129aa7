"""The consent ledger: what the Coalition may publish of someone's, with the wording they agreed to. Rows are only added or ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    AUTHOR = "author", _("the author’s consent")
    EARLIER = "earlier", _("published earlier by the Coalition")
    DEMONSTRATION = "demonstration", _("demonstration")


class Use(models.TextChoices):
    SITE = "site", _("this site")
    PRINT = "print", _("print")
    TRAINING = "training", _("training")
    SOCIAL = "social", _("social media")


class Consent(models.Model):
    story = models.ForeignKey("guide.StoryPage", null=True, on_delete=models.SET_NULL, related_name="consents")
    kind = models.CharField(max_length=14, choices=ConsentKind)
    uses = models.JSONField(default=list)  # values of Use
    wording = models.CharField(max_length=40)  # the version of the words agreed to
    name_as_given = models.CharField(max_length=160, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)  # the content it is bound to; blank: whatever the page says
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(db_default=Now())
    ends_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")


def record_earlier_publication(story) -> Consent:
    """The Coalition printed this story in its own guide: that is why it may stand here."""
    return _record(story, ConsentKind.EARLIER, wording="printed guide, 2011")


def record_demonstration(story) -> Consent:
    """An invented story on a demonstration site. Production refuses this kind."""
    return _record(story, ConsentKind.DEMONSTRATION, wording="demonstration")


def _record(story, kind: ConsentKind, *, wording: str) -> Consent:
    return Consent.objects.get_or_create(story=story, kind=kind, defaults={"uses": list(Use.values), "wording": wording})[0]
