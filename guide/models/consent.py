"""The consent ledger: what the Coalition may publish of someone's, with the wording they agreed to. Rows are only added or ended."""

from __future__ import annotations

import hashlib
import json
import re

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.images.models import SourceImageIOError
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.utils.file import hash_filelike

from guide.models.freshness import something_changed
from guide.models.media import GuideImage

# What happened to a story's consent, in Wagtail's history of the page.
SPELLING_ONLY, TAKEN_BACK, HELD_BACK = "guide.spelling_only", "guide.taken_back", "guide.held_back"

# Draftail gives each paragraph a key of its own when a text without keys is opened and saved.
PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')


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


def content_digest(story) -> str:
    """A digest of what readers would see of this story page, saved or not: the thing that a consent is bound to.

    A revision's page and the page that comes of publishing it have the same one. Three queries at most.
    """
    body = story.body.get_prep_value() if story.body else []
    seen = {
        "title": story.title,
        "lead": story.lead,
        "body": _content(body),
        "pictures": _pictures(body),
        "place": story.place_id,
        "initiative": story.initiative_id,
        "credit": story.credit_line,
        "milestones": sorted(page.pk for page in story.milestones.all()),
        "functions": sorted(function.pk for function in story.functions.all()),
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()


def _content(raw):
    """A block's stored value without what the editor adds or leaves out by itself: ids, keys of paragraphs, empty fields."""
    if isinstance(raw, dict):
        kept = {name: _content(value) for name, value in raw.items() if name != "id"}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(raw, list):
        return [_content(value) for value in raw]
    return PARAGRAPH_KEY.sub("", raw) if isinstance(raw, str) else raw


def _pictures(body: list[dict]) -> list[str]:
    """The digests of the files in the figures, in order: a file may change under the same picture. One query, none without figures."""
    chosen = [block["value"].get("image") for block in body if block["type"] == "figure"]
    found = GuideImage.objects.in_bulk([pk for pk in chosen if pk]) if any(chosen) else {}
    return [_digest_of_the_file(found[pk]) if pk in found else "" for pk in chosen]


def _digest_of_the_file(image: GuideImage) -> str:
    """Kept with the picture; worked out once for one that came without."""
    if not image.file_hash:
        try:
            with image.open_file() as file:
                image.file_hash = hash_filelike(file)
        except (OSError, SourceImageIOError):
            return "lost"
        GuideImage.objects.filter(pk=image.pk).update(file_hash=image.file_hash)
    return image.file_hash


def why_not_publishable(story) -> str:
    """A sentence for the editor; blank when an entry in force covers this content. One query, and those of the digest when it is needed."""
    if story.alias_of_id:
        return str(_("A story stands at one address only. Link to it instead of making an alias."))
    entries = _entries(story)
    if not entries:
        return str(_("Nobody has agreed to this story being published. Ask the author to read the final version and say yes."))
    if any(entry.kind != ConsentKind.AUTHOR for entry in entries) or content_digest(story) in {entry.content_digest for entry in entries}:
        return ""
    return str(_("The author said yes to another version. Ask them to read this one, or note that only spelling changed."))


def _entries(story) -> list[Consent]:
    """In force here, and for this site."""
    entries = Consent.objects.in_force().filter(story_id=story.pk) if story.pk else []
    return [
        entry
        for entry in entries
        if Use.SITE in entry.uses and (settings.DEMONSTRATION_ALLOWED or entry.kind != ConsentKind.DEMONSTRATION)
    ]


def refuse_unless_agreed(story) -> None:
    """Raises NotAgreed. Inside a transaction the page's row is held, so that nobody takes the story back between this look and the publishing."""
    if transaction.get_connection().in_atomic_block:
        _hold(story.pk)
    if reason := why_not_publishable(story):
        raise NotAgreed(reason)


def _hold(story_id: int | None) -> Page | None:
    return Page.objects.select_for_update(of=("self",)).filter(pk=story_id).first() if story_id else None


def record_author_consent(story, *, by, name_as_given: str, uses: list[str], digest: str, wording: str) -> Consent:
    """The author's yes to exactly the content with this digest."""
    return Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=uses, wording=wording, name_as_given=name_as_given, content_digest=digest, given_by=by
    )


@transaction.atomic
def note_spelling_only(story, *, by, reason: str) -> Consent:
    """Staff say that the changes since the author's yes touch spelling only: it covers the latest version too.

    The reason stands in the entry and in the page's history. NotAgreed when the author never said yes, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A change in spelling needs its reason.")
    last = Consent.objects.in_force().filter(story_id=story.pk, kind=ConsentKind.AUTHOR).order_by("id").last()
    if last is None:
        raise NotAgreed(_("The author has not said yes yet, so there is nothing to carry over. Ask them to read the final version."))
    entry = Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=last.uses, wording=last.wording, name_as_given=last.name_as_given, ends_on=last.ends_on,
        content_digest=content_digest(_latest(story)), given_by=last.given_by, spelling_by=by, spelling_reason=reason,
    )  # fmt: skip
    log(instance=story, action=SPELLING_ONLY, user=by, data={"reason": reason, "consent": entry.pk})
    return entry


def _latest(story):
    """As the editor wrote it last, whatever the caller read before."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def end_consents(story_id: int) -> int:
    """End every entry of the story; says how many. The database refuses it while the story stands on the site: see `withdraw`."""
    return Consent.objects.in_force().filter(story_id=story_id).update(withdrawn_at=Now())


@transaction.atomic
def withdraw(story, *, by) -> None:
    """Take the story off the site for good: page, schedule and entries, and its address answers that it was taken back. Twice is once."""
    page = _hold(story.pk).specific
    was_public = page.first_published_at is not None
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)  # the author may, and is no editor
    if end_consents(page.pk):
        log(instance=page, action=TAKEN_BACK, user=by)
    if was_public:
        GoneAddress.objects.update_or_create(path=page.address, defaults={"at": timezone.now()})
    something_changed()


def record_earlier_publication(story) -> Consent:
    """The Coalition printed this story in its own guide: that is why it may stand here."""
    return _record(story, ConsentKind.EARLIER, wording="printed guide, 2011")


def record_demonstration(story) -> Consent:
    """An invented story on a demonstration site. Production refuses this kind."""
    return _record(story, ConsentKind.DEMONSTRATION, wording="demonstration")


def _record(story, kind: ConsentKind, *, wording: str) -> Consent:
    return Consent.objects.get_or_create(story=story, kind=kind, defaults={"uses": list(Use.values), "wording": wording})[0]
