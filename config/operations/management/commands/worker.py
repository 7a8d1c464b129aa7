"""The process beside the site that does what is due."""

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import BaseCommand
from django.db import connection

from config.operations.checks import refuse_demonstration_people
from config.operations.work import Shift


class Command(BaseCommand):
    help = "Sends due letters, publishes what is scheduled, tidies up. Any number at once."
    requires_system_checks = []  # started again after a fall, it is back in a moment; `manage.py check` is for the rest

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, and end")

    def handle(self, *, once: bool, **options) -> None:
        refuse_demonstration_people()
        with _told_to_stop() as stop:
            shift = Shift(stop=stop)
            try:
                self.work(shift, once=once)
            finally:
                shift.post_office.end()

    def work(self, shift: Shift, *, once: bool) -> None:
        if once:
            return shift.empty()
        _keep_one_connection()
        shift.work()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set by the first SIGTERM or Ctrl-C: the letter in hand is finished. The second ends the process at once."""
    stop = threading.Event()

    def told(number: int, frame: object) -> None:
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    before = {ending: signal.signal(ending, told) for ending in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def _keep_one_connection() -> None:
    """A worker does one thing at a time. A pool would wait longer and longer before it looks for a database that went away."""
    connection.close()
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
