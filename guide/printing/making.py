"""One printing: claim an edition, read it, press it when it says something new, put the file where readers find it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from guide import media_store
from guide.field_notes.models import all_still_stand
from guide.models.freshness import something_changed
from guide.printing.changes import withdraw
from guide.printing.manuscript import Manuscript, NothingToPrint, write
from guide.printing.models import Edition, Overtaken, Step
from guide.printing.stories import all_may_still_be_printed

logger = logging.getLogger(__name__)

FOLDER = "printed/"
TOLD_EVERY = 0.5  # seconds: pages are laid out faster than anyone reads

# What staff read. The details of a fault stand in the log.
PANGO_IS_MISSING = _("Nothing can be printed: this machine lacks the library Pango. On Debian or Ubuntu, install libpango-1.0-0 and libpangoft2-1.0-0.")
SOMETHING_BROKE = _("It could not be printed; the log of the worker says why. It is tried again.")
BECAME_UNPRINTABLE = _("A story or a field note in it was taken back while it was printed. It is printed again without it.")

Press = Callable[..., tuple[bytes, int]]


class CannotPrint(Exception):
    """The machine is not made for it. The message says to staff what to install."""


def print_what_is_due(*, me: str) -> int:
    """One edition after the other until none is due; says how many were looked at."""
    looked_at = 0
    while edition := Edition.objects.claim(me=me):
        looked_at += 1
        try:
            _print(edition)
        except Overtaken:
            logger.warning("Another printer has “%s” now.", edition)
    return looked_at


def _print(edition: Edition) -> None:
    try:
        make(edition)
    except Overtaken:
        raise
    except NothingToPrint:
        edition.is_done(file="", digest="", stories=[])
    except CannotPrint as reason:
        edition.give_up(str(reason))
    except Exception:
        logger.exception("“%s” could not be printed.", edition)
        edition.give_up(str(SOMETHING_BROKE))


def make(edition: Edition) -> None:
    """Prints it, unless its file says the same already."""
    began = time.monotonic()
    manuscript = write(edition)
    if edition.file and edition.digest == manuscript.digest and default_storage.exists(edition.file):
        edition.is_done()
        return
    press = the_press()
    edition.tell(Step.LAYING_OUT)
    with translation.override(edition.locale.language_code):
        data, pages = press(manuscript, progress=Progress(edition))
    edition.tell(Step.WRITING, pages)
    keep(edition, manuscript, data, pages=pages, seconds=time.monotonic() - began)


def the_press() -> Press:
    """Loads WeasyPrint, in a process that prints and in no other."""
    try:
        from guide.printing.press import press  # 60 MB, and it fails where Pango is missing
    except (ImportError, OSError) as missing:
        logger.error("WeasyPrint cannot be loaded: %s", missing)
        raise CannotPrint(PANGO_IS_MISSING) from missing
    return press


class Progress:
    """Tells the edition's row which page it is at, not too often."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.told_at = 0.0

    def __call__(self, pages: int) -> None:
        if time.monotonic() - self.told_at >= TOLD_EVERY:
            self.told_at = time.monotonic()
            self.edition.tell(Step.LAYING_OUT, pages)


def keep(edition: Edition, manuscript: Manuscript, data: bytes, **measured) -> None:
    """The new file takes the place of the old one at once, if every story and field note in it may still be printed."""
    file = default_storage.save(f"{FOLDER}{manuscript.name}-{manuscript.digest[:12]}.pdf", ContentFile(data))
    try:
        with transaction.atomic():
            if not (all_still_stand(manuscript.notes) and all_may_still_be_printed(manuscript.stories, hold=True)):
                raise CannotPrint(BECAME_UNPRINTABLE)
            _replace(edition, file, manuscript, size=len(data), **measured)
    except BaseException:
        default_storage.delete(file)
        raise


def _replace(edition: Edition, file: str, manuscript: Manuscript, **measured) -> None:
    before = Edition.objects.values_list("file", flat=True).get(pk=edition.pk)
    edition.is_done(
        file=file, digest=manuscript.digest, stories=manuscript.stories, name=manuscript.name, title=manuscript.title, made_at=timezone.now(), **measured
    )
    if before:
        media_store.leave([before])
    something_changed()


# ---------------------------------------------------------------- chores of the worker

LEFT_AFTER = timedelta(hours=1)  # no printing lasts so long


def withdraw_what_may_not_be_printed() -> int:
    """Consent can end by its date, or by a hand that nobody saw. Three queries when nothing did."""
    held = Edition.objects.made().exclude(stories=[])
    ended = [edition for edition in held if not all_may_still_be_printed(edition.stories)]
    withdraw(ended)
    return len(ended)


def remove_old_files() -> int:
    """What a killed printer wrote for no row, and what left the rows in another way."""
    known = set(Edition.objects.values_list("file", flat=True))
    try:
        names = [FOLDER + name for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    old = [name for name in names if name not in known and timezone.now() - default_storage.get_modified_time(name) > LEFT_AFTER]
    for name in old:
        default_storage.delete(name)
    return len(old)
