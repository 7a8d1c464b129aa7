"""The entries of the ledger: only added, or ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# What happened to a story's consent, in Wagtail's history of the page.
SPELLING_ONLY, TAKEN_BACK, HELD_BACK = "guide.spelling_only", "guide.taken_back", "guide.held_back"


class ConsentKind(models.TextChoices):
    AUTHOR = "author", _("the author’s consent")
    EARLIER = "earlier", _("published earlier by the Coalition")
    DEMONSTRATION = "demonstration", _("demonstration")


class Use(models.TextChoices):
    SITE = "site", _("this site")
    PRINT = "print", _("print")
    TRAINING = "training", _("training")
    SOCIAL = "social", _("social media")


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> ConsentQuerySet:
        """Neither withdrawn nor past their last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), withdrawn_at=None)


class Consent(models.Model):
    story = models.ForeignKey("guide.StoryPage", null=True, on_delete=models.SET_NULL, related_name="consents")
    kind = models.CharField(max_length=14, choices=ConsentKind)
    uses = models.JSONField(default=list)  # values of Use
    wording = models.CharField(max_length=40)  # the version of the words agreed to
    name_as_given = models.CharField(max_length=200, blank=True)  # as long as the credit of a story
    content_digest = models.CharField(max_length=64, blank=True)  # the content it is bound to; blank: whatever the page says
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(db_default=Now())
    ends_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # a later change that staff marked as spelling only: who, and why
    spelling_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    spelling_reason = models.CharField(max_length=300, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.CheckConstraint(name="a_yes_names_its_content", condition=~Q(kind=ConsentKind.AUTHOR) | ~Q(content_digest="")),
        ]


class GoneAddress(models.Model):
    """Where a story stood that its author took back. Answers 410 as long as nothing is published there again."""

    path = models.TextField(unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("address of a story taken back")


class NotAgreed(Exception):
    """The story may not stand on the site as it is. The message says to the editor what is missing."""


def record_author_consent(story, *, by, name_as_given: str, uses: list[str], digest: str, wording: str) -> Consent:
    """The author's yes to exactly the content with this digest."""
    return Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=uses, wording=wording, name_as_given=name_as_given, content_digest=digest, given_by=by
    )


def record_earlier_publication(story) -> Consent:
    """The Coalition printed this story in its own guide: that is why it may stand here."""
    return _record(story, ConsentKind.EARLIER, wording="printed guide, 2011")


def record_demonstration(story) -> Consent:
    """An invented story on a demonstration site. Production refuses this kind."""
    return _record(story, ConsentKind.DEMONSTRATION, wording="demonstration")


def _record(story, kind: ConsentKind, *, wording: str) -> Consent:
    return Consent.objects.get_or_create(story=story, kind=kind, defaults={"uses": list(Use.values), "wording": wording})[0]


def hold_page(pk: int | None) -> Page | None:
    """The page's row, held to the end of the transaction; None when there is none."""
    return Page.objects.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None
