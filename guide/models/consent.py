"""The consent ledger: what the Coalition may publish of someone's, with the wording they agreed to. Rows are only added or ended."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
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


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> ConsentQuerySet:
        """Neither withdrawn nor past their last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), withdrawn_at=None)


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
    # a later change that staff marked as spelling only: who, and why
    spelling_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    spelling_reason = models.CharField(max_length=300, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")


class NotAgreed(Exception):
    """The story may not stand on the site as it is. The message says to the editor what is missing."""


def content_digest(story) -> str:
    """A digest of what readers would see of this story page, saved or not: the thing that a consent is bound to."""
    images = [block.value["image"] for block in story.body if block.block_type == "figure" and block.value["image"]]
    seen = {
        "title": story.title,
        "lead": story.lead,
        "body": _without_ids(list(story.body.raw_data)),
        "pictures": [image.file_hash or image.file.name for image in images],
        "place": story.place_id,
        "initiative": story.initiative_id,
        "credit": story.credit_line,
        "milestones": sorted(page.pk for page in story.milestones.all()),
        "functions": sorted(function.pk for function in story.functions.all()),
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()


def _without_ids(raw):
    """Block ids are no content: the editor gives new ones when a block is moved."""
    if isinstance(raw, dict):
        return {name: _without_ids(value) for name, value in raw.items() if name != "id"}
    return [_without_ids(value) for value in raw] if isinstance(raw, list) else raw


def why_not_publishable(story) -> str:
    """A sentence for the editor; blank when an entry in force covers this content. One query for the entries."""
    entries = list(Consent.objects.in_force().filter(story_id=story.pk)) if story.pk else []
    if not settings.DEMONSTRATION_ALLOWED:
        entries = [entry for entry in entries if entry.kind != ConsentKind.DEMONSTRATION]
    if not entries:
        return str(_("Nobody has agreed to this story being published. Ask the author to read the final version and say yes."))
    digest = content_digest(story)
    if any(entry.content_digest in ("", digest) for entry in entries):
        return ""
    return str(_("The author said yes to another version. Ask them to read this one, or note that only spelling changed."))


def record_author_consent(story, *, by, name_as_given: str, uses: list[str], digest: str, wording: str) -> Consent:
    """The author's yes to exactly the content with this digest."""
    return Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=uses, wording=wording, name_as_given=name_as_given, content_digest=digest, given_by=by
    )


def note_spelling_only(story, *, by, reason: str) -> Consent:
    """Staff say that a later change touched spelling only: the author's last yes covers the new content too, with the reason on record."""
    last = Consent.objects.in_force().filter(story_id=story.pk, kind=ConsentKind.AUTHOR).latest("id")
    return Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=last.uses, wording=last.wording, name_as_given=last.name_as_given,
        content_digest=content_digest(story), given_by=last.given_by, spelling_by=by, spelling_reason=reason,
    )  # fmt: skip


def end_consents(story_id: int) -> int:
    """End every entry of the story; says how many."""
    return Consent.objects.in_force().filter(story_id=story_id).update(withdrawn_at=Now())


def record_earlier_publication(story) -> Consent:
    """The Coalition printed this story in its own guide: that is why it may stand here."""
    return _record(story, ConsentKind.EARLIER, wording="printed guide, 2011")


def record_demonstration(story) -> Consent:
    """An invented story on a demonstration site. Production refuses this kind."""
    return _record(story, ConsentKind.DEMONSTRATION, wording="demonstration")


def _record(story, kind: ConsentKind, *, wording: str) -> Consent:
    return Consent.objects.get_or_create(story=story, kind=kind, defaults={"uses": list(Use.values), "wording": wording})[0]
