"""Whose claim is whose. A worker that is gone gives its claims up at once, not after the lease.

Each worker holds a lock on a file named after it. The system lets go of the lock however the process ends, `kill -9` included, so
another worker on the same machine sees at once that the first is gone. A worker on another machine waits for the lease to run out.
"""

from __future__ import annotations

import fcntl
import time
import uuid
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from forum.letters.models import Letter

DAY = 24 * 60 * 60


class SignOfLife:
    """`name` stands in the claims of this worker; the file's lock says that it lives."""

    def __init__(self) -> None:
        _sweep()
        self.name = uuid.uuid4().hex
        self.path = _folder() / self.name
        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def end(self) -> None:
        self.path.unlink(missing_ok=True)
        self.file.close()


def free_what_nobody_sends(*, me: str) -> int:
    """Frees the claims of workers of this machine that are gone, and those of `me`, who is sending nothing now; says how many."""
    claimed = Letter.objects.due().filter(claimed_until__gt=timezone.now()).exclude(claimed_by="")
    idle = [name for name in claimed.values_list("claimed_by", flat=True).distinct() if name == me or _is_gone(name)]
    freed = claimed.filter(claimed_by__in=idle).update(claimed_by="", claimed_until=None) if idle else 0
    for name in set(idle) - {me}:
        (_folder() / name).unlink(missing_ok=True)
    return freed


def _is_gone(name: str) -> bool:
    """False too when nobody here knows: the worker ran on another machine."""
    try:
        with (_folder() / name).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def _sweep() -> None:
    """Takes away what killed workers left a day ago: their claims ran out long since."""
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # another worker sweeps too
            if path.stat().st_mtime < time.time() - DAY and _is_gone(path.name):
                path.unlink()


def _folder() -> Path:
    folder = settings.VAR_DIR / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
