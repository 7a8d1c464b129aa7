"""The process that prints. The worker starts it when something is due; by hand it does the same, at once."""

import os
import signal
import sys
import uuid
from argparse import ArgumentParser

from django.core.management import BaseCommand

from guide.printing.changes import ask_for_all_languages
from guide.printing.making import print_what_is_due
from guide.printing.models import Edition

POLITENESS = 10  # readers and letters come first


class Command(BaseCommand):
    help = "Prints the editions of the guide that are due: PDFs of each stage, of the stages in short, and of the whole guide."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--me", default="", help="the name to claim editions under")
        parser.add_argument("--all", action="store_true", help="look at every edition, due or not")

    def handle(self, *, me: str, all: bool, **options) -> None:
        os.nice(POLITENESS)
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        me = me or uuid.uuid4().hex
        if all:
            ask_for_all_languages()
        try:
            looked_at = print_what_is_due(me=me)
        finally:
            Edition.objects.release(me=me)
        if options["verbosity"]:
            self.stdout.write(f"{looked_at} editions looked at.")
