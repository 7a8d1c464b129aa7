"""Entries end: with a newer yes, with a wish for something else, or with the story taken off the site for good."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from guide import media_store
from guide.models.consent.content import content_digest
from guide.models.consent.ledger import TAKEN_BACK, Consent, ConsentKind, ConsentQuerySet, GoneAddress, hold_page
from guide.models.freshness import something_changed
from guide.models.words import Initiative, Place


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
    """Take the story off the site for good, in every language it stands in: pages, schedules and entries, and its addresses answer that it was taken back.

    Twice is once.
    """
    pages = _held_in_every_language(story.pk)
    for page in pages:
        _take_off(page, by=by)
    for page in pages:
        media_store.take_away(page.pk)
    _forget_names_on_lists(story.pk, pages)
    something_changed()


def _held_in_every_language(story_id: int) -> list:
    """Its own page first, as everyone holds it; then its translations. All before any picture: whoever publishes holds a page, then its pictures."""
    own = hold_page(story_id).specific
    others = Page.objects.filter(translation_key=own.translation_key).exclude(pk=own.pk)
    return [own, *(page.specific for page in others.select_for_update(of=("self",)).order_by("pk"))]


def _take_off(page, *, by) -> None:
    was_public = page.first_published_at is not None
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)  # the author may, and is no editor
    if end_consents(page.pk):
        log(instance=page, action=TAKEN_BACK, user=by)
    if was_public:
        GoneAddress.objects.update_or_create(path=page.address, defaults={"at": timezone.now()})


def _forget_names_on_lists(story_id: int, pages: list) -> None:
    """The place and the initiative that are on the lists in the author's words, unless another page names them by now."""
    for model, name in ((Initiative, "initiative"), (Place, "place")):
        row = model.objects.filter(made_for=story_id).first()
        if row is None or _is_named_besides(row, pages):
            continue
        for page in pages:
            _forget_name(page, name, row)
        row.delete()


def _forget_name(page, name: str, row: Initiative | Place) -> None:
    type(page).objects.filter(pk=page.pk, **{name: row}).update(**{name: None})
    for revision in page.revisions.all():
        if revision.content.get(name) == row.pk:
            revision.content[name] = None
            revision.save(update_fields=["content"])


def _is_named_besides(row: Initiative | Place, pages: list) -> bool:
    """By another page as it stands or as its latest draft has it, or from another list."""
    ids = [page.pk for page in pages]
    named = ReferenceIndex.get_references_to(row).exclude(object_id__in=[str(pk) for pk in ids], base_content_type=ContentType.objects.get_for_model(Page))
    return named.exists() or row.stories.exclude(pk__in=ids).exists()
