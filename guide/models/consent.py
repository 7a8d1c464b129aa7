"""The consent ledger: what the Coalition may publish of someone's, with the wording they agreed to. Rows are only added or ended."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.images.models import SourceImageIOError
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex
from wagtail.utils.file import hash_filelike

from guide import media_store
from guide.models.freshness import something_changed
from guide.models.media import GuideDocument, GuideImage
from guide.models.words import Initiative, Place

# What happened to a story's consent, in Wagtail's history of the page.
SPELLING_ONLY, TAKEN_BACK, HELD_BACK = "guide.spelling_only", "guide.taken_back", "guide.held_back"

# Draftail gives each paragraph a key of its own when a text without keys is opened and saved.
# How much of the words may be another where only the spelling is said to be.
ALIKE, LETTERS_AT_MOST = 0.9, 300
WORDS_LOOKED_INTO, MOST_LETTERS = 20, 400  # together: a bound on the work
REVISIONS_LOOKED_AT = 50
WORDS = {"title", "lead", "body"}
LINK, TAG = re.compile(r"<(?:a|embed)\b[^>]*>|^https?://\S+$"), re.compile(r"<[^>]*>")

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


def content_digest(story) -> str:
    """A digest of what readers would see of this story page, saved or not: the thing that a consent is bound to.

    A revision's page and the page that comes of publishing it have the same one, in every language of the interface. Six queries at most.
    """
    return hashlib.sha256(json.dumps(_seen(story), sort_keys=True, default=str).encode()).hexdigest()


def _seen(story) -> dict:
    """What comes from a list or a library stands here in words, not by its number: it may be changed there."""
    body = story.body.get_prep_value() if story.body else []
    place, initiative = story.place, story.initiative
    return {
        "title": story.title,
        "lead": story.lead,
        "body": _content(body),
        "pictures": _pictures(body),
        "documents": _documents(body),
        "place": [place.pk, place.city, place.county, place.state] if place else None,
        "initiative": [initiative.pk, initiative.name, initiative.link] if initiative else None,
        "credit": story.credit_line,
        "milestones": sorted(page.pk for page in story.milestones.all()),
        "functions": sorted(function.pk for function in story.functions.all()),
    }


def _content(raw):
    """A block's stored value without what the editor adds or leaves out by itself: ids, keys of paragraphs, empty fields."""
    if isinstance(raw, dict):
        kept = {name: _content(value) for name, value in raw.items() if name != "id"}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(raw, list):
        return [_content(value) for value in raw]
    return PARAGRAPH_KEY.sub("", raw) if isinstance(raw, str) else raw


def _pictures(body: list[dict]) -> list[list[str]]:
    """The digests of the files in the figures, in order, with who made them: a file may change under the same picture. One query, none without figures."""
    chosen = _chosen(body, "image")
    found = GuideImage.objects.in_bulk(filter(None, chosen)) if any(chosen) else {}
    return [[_digest_of_the_file(found[pk]), found[pk].credit] if pk in found else ["", ""] for pk in chosen]


def _documents(body: list[dict]) -> list[list[str]]:
    """The same of the files to print. One query, none without them."""
    chosen = [pk for pk in _chosen(body, "document") if pk]
    found = GuideDocument.objects.in_bulk(chosen) if chosen else {}
    return [[_digest_of_the_file(found[pk]), found[pk].title] if pk in found else ["", ""] for pk in chosen]


def _chosen(body: list[dict], name: str) -> list[int | None]:
    return [block["value"].get(name) for block in body if block["type"] == "figure"]


def _digest_of_the_file(kept: GuideImage | GuideDocument) -> str:
    """Kept with the picture or document; worked out once for one that came without."""
    if not kept.file_hash:
        try:
            with kept.open_file() as file:
                kept.file_hash = hash_filelike(file)
        except (OSError, SourceImageIOError):
            return "lost"
        type(kept).objects.filter(pk=kept.pk).update(file_hash=kept.file_hash)
    return kept.file_hash


def why_not_publishable(story) -> str:
    """A sentence for the editor; blank when an entry in force covers this content. One query, one more with pictures, and those of the digest when it is needed."""
    if story.alias_of_id:
        return str(_("A story stands at one address only. Link to it instead of making an alias."))
    if reason := why_not_with_its_pictures(story):
        return reason
    entries = _entries(story)
    if not entries:
        return str(_("Nobody has agreed to this story being published. Ask the author to read the final version and say yes."))
    if any(entry.kind != ConsentKind.AUTHOR for entry in entries) or content_digest(story) in {entry.content_digest for entry in entries}:
        return ""
    return str(_("The author said yes to another version. Ask them to read this one, or note that only spelling changed."))


def why_not_with_its_pictures(page) -> str:
    """For any page of the guide: whose photos may stand on it. Blank when they may. One query, none without pictures."""
    given = media_store.of_another_story(page)
    return str(_("The picture “%(title)s” was given for a story, by its author, and may stand there alone. Choose another.") % {"title": given.title}) if given else ""


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

    The reason stands in the entry and in the page's history. NotAgreed when the author never said yes, or when more than the spelling
    is another; ValueError without a reason. It looks for what they agreed to among the page's revisions: some queries for each of them.
    """
    if not reason.strip():
        raise ValueError("A change in spelling needs its reason.")
    said = Consent.objects.filter(story_id=story.pk, kind=ConsentKind.AUTHOR).order_by("id")
    last = said.in_force().last()
    if last is None:
        raise NotAgreed(_("The author has not said yes yet, so there is nothing to carry over. Ask them to read the final version."))
    latest = _latest(story)
    read_by_the_author = said.filter(spelling_by=None, pk__lte=last.pk).last() or last  # small changes add up
    if why_not := _more_than_spelling(_as_agreed(latest, read_by_the_author.content_digest), latest):
        raise NotAgreed(why_not)
    entry = Consent.objects.create(
        story_id=story.pk, kind=ConsentKind.AUTHOR, uses=last.uses, wording=last.wording, name_as_given=last.name_as_given, ends_on=last.ends_on,
        content_digest=content_digest(latest), given_by=last.given_by, spelling_by=by, spelling_reason=reason,
    )  # fmt: skip
    log(instance=story, action=SPELLING_ONLY, user=by, data={"reason": reason, "consent": entry.pk})
    return entry


def _latest(story):
    """As the editor wrote it last, whatever the caller read before."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def _as_agreed(story, digest: str):
    """The page as its author read it; None when it is not kept any more, or says something else by now, such as under another name of its place."""
    kept = story.revisions.order_by("-created_at", "-id")[:REVISIONS_LOOKED_AT]
    pages = [type(story).objects.get(pk=story.pk)]
    pages = chain(pages, (revision.as_object() for revision in kept))
    return next((page for page in pages if content_digest(page) == digest), None)


def _more_than_spelling(before, after) -> str:
    """A sentence for the editor; blank when the words differ by little and nothing else does."""
    if before is None:
        return str(_("The version that the author agreed to is not kept any more, so nobody can compare them. Ask the author to read the latest one."))
    old, new = _seen(before), _seen(after)
    if any(old[name] != new[name] for name in old if name not in WORDS) or _skeleton(old) != _skeleton(new):
        return str(_("More than spelling changed: a picture, a link, the credit, the place or where the story belongs. Ask the author to read the latest version."))
    same, longer = _letters_alike(_text(old).split(" "), _text(new).split(" ")), max(len(_text(old)), len(_text(new)))
    if same < ALIKE * longer or longer - same > LETTERS_AT_MOST:
        return str(_("Too many words changed for spelling only. Ask the author to read the latest version."))
    return ""


def _skeleton(seen: dict) -> list:
    """The pieces of the text in order, with what is no words in them: kinds of pieces, pictures, links."""
    return [[block["type"], [bone for value in _values(block) for bone in (LINK.findall(value) if isinstance(value, str) else [value])]] for block in seen["body"]]


def _text(seen: dict) -> str:
    words = [seen["title"], seen["lead"], *(value for block in seen["body"] for value in _values(block["value"]) if isinstance(value, str))]
    return " ".join(TAG.sub(" ", " ".join(words)).split())


def _values(raw) -> Iterator:
    """Every word and number in what blocks keep."""
    inside = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else None
    if inside is None:
        yield raw
        return
    for one in inside:
        yield from _values(one)


def _letters_alike(old: list[str], new: list[str]) -> int:
    """How many letters and spaces stand in both, in order: of whole words first, of single letters where words differ by little."""
    alike = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            alike += sum(len(word) + 1 for word in old[a:b])
        elif kind == "replace" and d - c <= WORDS_LOOKED_INTO and b - a <= WORDS_LOOKED_INTO:
            letters = SequenceMatcher(None, " ".join(old[a:b])[:MOST_LETTERS], " ".join(new[c:d])[:MOST_LETTERS], autojunk=False)
            alike += sum(match.size for match in letters.get_matching_blocks()) + 1
    return alike


def end_consents(story_id: int) -> int:
    """End every entry of the story; says how many. The database refuses it while the story stands on the site: see `withdraw`."""
    return Consent.objects.in_force().filter(story_id=story_id).update(withdrawn_at=Now())


def end_what_is_not_used(story) -> None:
    """The author wants something else than they agreed to: what stands on the site may stay there, and nothing they said yes to may go on it.

    The caller holds the page's row. Off the site every entry ends.
    """
    if not story.live:
        end_consents(story.pk)
        return
    said = list(_said(story))
    covering = _covering(story, said) or said[:1]  # the oldest is what it was published with
    Consent.objects.filter(pk__in=[entry.pk for entry in said if entry not in covering]).update(withdrawn_at=Now())


def end_what_was_replaced(story) -> None:
    """A newer yes stands on the site: what the author agreed to before may not come back without them. One query where there was one yes."""
    said = list(_said(story)) if story.live else []
    covering = _covering(story, said) if len(said) > 1 else []
    older = [entry.pk for entry in said if covering and entry.pk < covering[-1].pk and entry not in covering]
    if older:
        Consent.objects.filter(pk__in=older).update(withdrawn_at=Now())


def _said(story) -> ConsentQuerySet:
    return Consent.objects.in_force().filter(story_id=story.pk, kind=ConsentKind.AUTHOR).order_by("pk")


def _covering(story, entries: list[Consent]) -> list[Consent]:
    digest = content_digest(story)
    return [entry for entry in entries if entry.content_digest == digest]


@transaction.atomic
def withdraw(story, *, by) -> None:
    """Take the story off the site for good: page, schedule and entries, and its address answers that it was taken back. Twice is once."""
    page = _hold(story.pk).specific
    was_public = page.first_published_at is not None
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)  # the author may, and is no editor
    media_store.take_away(page.pk)
    _forget_names_on_lists(page)
    if end_consents(page.pk):
        log(instance=page, action=TAKEN_BACK, user=by)
    if was_public:
        GoneAddress.objects.update_or_create(path=page.address, defaults={"at": timezone.now()})
    something_changed()


def _forget_names_on_lists(page) -> None:
    """The place and the initiative that are on the lists in the author's words, unless another page names them by now."""
    for model, name in ((Initiative, "initiative"), (Place, "place")):
        row = model.objects.filter(made_for=page.pk).first()
        if row is None or _is_named_besides(row, page):
            continue
        type(page).objects.filter(pk=page.pk, **{name: row}).update(**{name: None})
        for revision in page.revisions.all():
            if revision.content.get(name) == row.pk:
                revision.content[name] = None
                revision.save(update_fields=["content"])
        row.delete()


def _is_named_besides(row, page) -> bool:
    """By a page as it stands or as its latest draft has it, or from another list."""
    named = ReferenceIndex.get_references_to(row).exclude(object_id=str(page.pk), base_content_type=ContentType.objects.get_for_model(Page))
    return named.exists() or row.stories.exclude(pk=page.pk).exists()


def record_earlier_publication(story) -> Consent:
    """The Coalition printed this story in its own guide: that is why it may stand here."""
    return _record(story, ConsentKind.EARLIER, wording="printed guide, 2011")


def record_demonstration(story) -> Consent:
    """An invented story on a demonstration site. Production refuses this kind."""
    return _record(story, ConsentKind.DEMONSTRATION, wording="demonstration")


def _record(story, kind: ConsentKind, *, wording: str) -> Consent:
    return Consent.objects.get_or_create(story=story, kind=kind, defaults={"uses": list(Use.values), "wording": wording})[0]
