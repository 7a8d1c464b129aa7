"""The process that prints stands beside the worker: a whole guide takes seconds, and letters do not wait for it."""

from __future__ import annotations

import subprocess
import time
import uuid

from django.conf import settings

from config.operations import companion
from guide.printing.changes import something_is_due
from guide.printing.models import Edition

LONGEST = 15 * 60  # seconds; a printer that takes longer hangs


class Printer:
    """At most one printing process for a worker; it ends with the worker, however that ends."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.name = ""
        self.began = 0.0

    def look(self) -> int:
        """Starts it when something is due and none is at work."""
        if not settings.PRINT_EDITIONS or self._is_at_work():
            return 0
        self._clear()
        if not something_is_due():
            return 0
        self.name, self.began = uuid.uuid4().hex, time.monotonic()
        self.process = companion.start("print_editions", "--me", self.name, "--verbosity", "0")
        return 1

    def finish(self) -> None:
        """Waits for what was begun."""
        if self.process:
            self.process.wait()
        self._clear()

    def _is_at_work(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return False
        if time.monotonic() - self.began < LONGEST:
            return True
        self.process.kill()
        self.process.wait()
        return False

    def _clear(self) -> None:
        """What a killed printer had is free at once."""
        if self.process:
            self.process.stdin.close()
            Edition.objects.release(me=self.name)
            self.process = None
