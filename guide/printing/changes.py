"""Which editions are to be printed: after a change, once nobody has published for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from guide import media_store
from guide.models import Characteristic, Function, GuideHome, GuidePage, Initiative, Place, StagePage, StoryPage
from guide.models.freshness import something_changed
from guide.printing.models import Edition, Kind, Unprinted
from guide.spiral import Spiral, read_spiral

QUIET = timedelta(seconds=20)  # an evening of publishing gives one printing, when it is over
LONGEST_WAIT = timedelta(minutes=3)  # or is interrupted this often

WORDS = (Function, Characteristic, Place, Initiative)


def watch() -> None:
    """What pages say, and the words of the lists that they name."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_page_changed, dispatch_uid="printing")
    post_delete.connect(_page_deleted, dispatch_uid="printing")
    for signal in (post_save, post_delete):
        for model in WORDS:
            signal.connect(_words_changed, sender=model, dispatch_uid="printing")
    page_unpublished.connect(_story_left, dispatch_uid="printing of stories")


def _page_changed(sender, instance: Page, **kwargs) -> None:
    if issubclass(sender, GuidePage):
        note([instance.locale_id])


def _page_deleted(sender, instance, **kwargs) -> None:
    if issubclass(sender, GuidePage):
        _forget_story(instance.pk)
        note([instance.locale_id])


def _words_changed(sender, **kwargs) -> None:
    note(Locale.objects.values_list("pk", flat=True))


def _story_left(sender, instance: Page, **kwargs) -> None:
    if issubclass(sender, StoryPage):
        _forget_story(instance.pk)


def note(locales: Iterable[int]) -> None:
    """Something of the guide in these languages changed. A row each, in the change's own transaction."""
    if settings.PRINT_EDITIONS:
        Unprinted.objects.bulk_create([Unprinted(locale_id=locale) for locale in locales])


def _forget_story(story: int) -> None:
    withdraw(Edition.objects.telling(story))


def withdraw(editions: list[Edition]) -> None:
    """Nobody can read these any more, from the end of this transaction on; what can be printed again is due."""
    if not editions:
        return
    with transaction.atomic():
        media_store.leave([edition.file for edition in editions])
        Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(file="", digest="", stories=[], due_at=timezone.now())
        something_changed()


# ---------------------------------------------------------------- for the worker


def look_over_everything() -> int:
    """Now and then all editions are compared with the guide: what nobody noted, such as another style sheet, shows after all."""
    languages = set(GuideHome.objects.live().values_list("locale", flat=True))
    note(languages)
    return len(languages)


def something_is_due() -> bool:
    """Takes up what changed, and says whether there is something to print. Two queries when there is nothing."""
    _take_up()
    return Edition.objects.due().free().exists()


def _take_up() -> None:
    now = timezone.now()
    changes = Unprinted.objects.order_by().values_list("locale").annotate(first=Min("at"), last=Max("at"), newest=Max("pk"))
    for locale, first, last, newest in changes:
        if last <= now - QUIET or first <= now - LONGEST_WAIT or last > now + QUIET:  # or the clock was set back
            with transaction.atomic():
                Unprinted.objects.filter(locale=locale, pk__lte=newest).delete()
                ask_for(locale)


def ask_for_all_languages() -> None:
    for locale in Locale.objects.values_list("pk", flat=True):
        ask_for(locale)


@transaction.atomic
def ask_for(locale: int) -> None:
    """The editions that there are in this language are due, and only those remain. Compared with its file each may prove unchanged."""
    home = GuideHome.objects.live().filter(locale=locale).first()
    wanted = _wanted(read_spiral(home), locale) if home else []
    there = {(edition.kind, edition.stage_id): edition for edition in Edition.objects.filter(locale=locale)}
    gone = [edition for key, edition in there.items() if key not in wanted]
    media_store.leave([edition.file for edition in gone if edition.file])
    Edition.objects.filter(pk__in=[edition.pk for edition in gone]).delete()
    new = [Edition(kind=kind, locale_id=locale, stage_id=stage) for kind, stage in wanted if (kind, stage) not in there]
    Edition.objects.bulk_create(new, ignore_conflicts=True)  # another worker takes up too
    Edition.objects.filter(locale=locale).update(due_at=timezone.now(), tries=0)


def _wanted(spiral: Spiral, locale: int) -> list[tuple[str, int | None]]:
    """A stage that is not translated yet has an edition in the language it is written in."""
    written = set(StagePage.objects.live().filter(locale=locale).values_list("pk", flat=True))
    stages = [(Kind.STAGE.value, stage.id) for stage in spiral.stages if stage.id in written]
    return [(Kind.GUIDE.value, None), *([(Kind.STAGES.value, None)] if stages else []), *stages]
