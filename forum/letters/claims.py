"""Whose claim is whose. A worker that is gone gives its claims up at once, not after the lease.

Each worker holds a lock on a file named after it. The system lets go of the lock however the process ends, `kill -9` included, so
another worker on the same machine sees at once that the first is gone. A worker on another machine waits for the lease to run out.

In the file stands which letters the worker handed over, until it has marked them as sent, many in one statement. Whoever frees its claims
reads it first: a kill repeats the letter in hand at most.
"""

from __future__ import annotations

import fcntl
import time
import uuid
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from forum.letters.models import Letter

DAY = 24 * 60 * 60


class SignOfLife:
    """`name` stands in the claims of this worker; the file's lock says that it lives. Its lines are the letters that it handed over."""

    def __init__(self) -> None:
        _sweep()
        self.name = uuid.uuid4().hex
        self.path = _folder() / self.name
        self.file = self.path.open("ab", buffering=0)
        fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def note(self, letter: int) -> None:
        """It went out. Whoever kills this process cannot take the line away. OSError when the disk is full."""
        line = b"%d\n" % letter
        if self.file.write(line) < len(line):
            raise OSError("The line could not be written whole.")

    def forget_notes(self) -> None:
        self.file.truncate(0)

    def end(self) -> None:
        self.path.unlink(missing_ok=True)
        self.file.close()


def free_what_nobody_sends(*, me: str) -> int:
    """Settles the claims of workers of this machine that are gone, and those of `me`, who is sending nothing now; says how many.

    What they handed over is marked as sent, the rest is free. A worker of another machine is waited for until its lease runs out.
    """
    names = list(Letter.objects.due().exclude(claimed_by="").order_by("claimed_by").values_list("claimed_by", flat=True).distinct())
    idle = [name for name in names if name == me or _is_gone(name)]
    settled = sum(_settle(name) for name in idle)
    for name in set(idle) - {me}:
        (_folder() / name).unlink(missing_ok=True)
    return settled


@transaction.atomic
def _settle(name: str) -> int:
    """Safe to do twice, and by two at once: only claims of that name are looked at."""
    theirs = Letter.objects.held_by(name)
    return theirs.filter(pk__in=_noted(name)).mark_sent() + theirs.free()


def _noted(name: str) -> list[int]:
    try:
        return [int(line) for line in (_folder() / name).read_text().splitlines(keepends=True) if line.endswith("\n")]
    except FileNotFoundError:
        return []


def _is_gone(name: str) -> bool:
    """False too when nobody here knows: the worker ran on another machine."""
    try:
        with (_folder() / name).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def _sweep() -> None:
    """Takes away what killed workers left a day ago; not while letters stand under their names, which nobody has settled yet."""
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # another worker sweeps too
            if path.stat().st_mtime < time.time() - DAY and _is_gone(path.name) and not Letter.objects.held_by(path.name).exists():
                path.unlink()


def _folder() -> Path:
    folder = settings.VAR_DIR / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
