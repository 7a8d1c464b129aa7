"""Where notes stand: known from what is published, and cleared at once where a note may stand no more."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from guide.field_notes.models import FieldNote
from guide.field_notes.placing import numbers_in
from guide.models import GuidePage, StagePage
from guide.models.freshness import something_changed
from guide.printing.changes import note as printing_note
from guide.printing.changes import withdraw
from guide.printing.models import Edition, Kind
from guide.search.marking import changed, take_out

UID = "field notes"
stands_first = Signal()  # note: readers see it from now on; in the transaction that says so, once a note


def follow_the_pages() -> None:
    """From now on; called once the models are there."""
    page_published.connect(_published, dispatch_uid=UID)
    page_unpublished.connect(_unpublished, dispatch_uid=UID)


def _published(sender: type[Page], instance: Page, **kwargs) -> None:
    if not isinstance(instance, GuidePage):
        return
    numbers = numbers_in(instance)
    FieldNote.objects.filter(shown_on=instance.pk).exclude(pk__in=numbers).update(shown_on=None)
    if numbers:
        FieldNote.objects.filter(pk__in=numbers).update(shown_on=instance.pk)
        _say_which_stand_first(numbers)


def _unpublished(sender: type[Page], instance: Page, **kwargs) -> None:
    FieldNote.objects.filter(shown_on=instance.pk).update(shown_on=None)


@transaction.atomic
def _say_which_stand_first(numbers: list[int]) -> None:
    for note in FieldNote.objects.select_for_update().standing().filter(pk__in=numbers, shown_on__isnull=False, first_stood_at=None).order_by("pk"):
        note.first_stood_at = timezone.now()
        note.save(update_fields=["first_stood_at"])
        stands_first.send(FieldNote, note=note)


def disappears(note: FieldNote) -> None:
    """Pages show nothing of it by themselves; what was made of them goes: kept pages, finds, and printed editions."""
    pages = _pages_naming(note)
    take_out(*_sources(pages))
    withdraw(_editions_of(pages))
    something_changed()


def appears(note: FieldNote) -> None:
    pages = _pages_naming(note)
    changed(*_sources(pages))
    printing_note({page.locale_id for page in pages})
    something_changed()
    _say_which_stand_first([note.pk])


def _pages_naming(note: FieldNote) -> list[Page]:
    numbers = {note.shown_on_id, *(int(pk) for pk in ReferenceIndex.get_references_to(note).values_list("object_id", flat=True))}
    return list(Page.objects.filter(pk__in=[number for number in numbers if number]).order_by("pk"))


def _sources(pages: list[Page]) -> list[str]:
    return [f"page:{page.pk}" for page in pages]


def _editions_of(pages: list[Page]) -> list[Edition]:
    """The whole guide, also in a language that a page is not translated into, and the stages that hold these pages."""
    if not pages:
        return []
    over = Q(pk__in=[])
    for page in pages:
        over |= Q(path=page.path) | Q(path=page.path[: -Page.steplen])
    stages = StagePage.objects.filter(over).values_list("pk", flat=True)
    return list(Edition.objects.made().filter(Q(kind=Kind.GUIDE) | Q(stage__in=list(stages))))
