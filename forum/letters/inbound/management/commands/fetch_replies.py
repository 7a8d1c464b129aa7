"""Answers to letters, fetched from the mailbox that INBOUND_MAILBOX_URL names."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from collections import Counter

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from forum.letters.inbound.fetching import Shut, fetch
from forum.letters.post_office import renew_connection


class Command(BaseCommand):
    help = "Fetches answers to letters from INBOUND_MAILBOX_URL and posts them. Safe to kill, and to run twice at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help="go on, and look again after so many seconds")

    def handle(self, *, every: int, **options) -> None:
        if not settings.INBOUND_EMAIL_DOMAIN or not settings.INBOUND_MAILBOX_URL:
            raise CommandError("Set INBOUND_EMAIL_DOMAIN and INBOUND_MAILBOX_URL first; docs/running.md says how.")
        if not every:
            return self.look(threading.Event())
        stop = threading.Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda number, frame: stop.set())
        while not stop.is_set():
            renew_connection()
            try:
                self.look(stop)
            except CommandError as reason:  # away for a while: the next look may find it
                self.stderr.write(str(reason))
            stop.wait(every)

    def look(self, stop: threading.Event) -> None:
        found: Counter[str] = Counter()
        try:
            for outcome in fetch(settings.INBOUND_MAILBOX_URL, stop=stop.is_set):
                found[outcome] += 1
                if self.stdout.isatty() and found.total() % 20 == 0:
                    self.stdout.write(f"{found.total()} so far")
        except Shut as reason:
            raise CommandError(str(reason)) from reason
        if found:
            self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in sorted(found.items())))
