"""The command behind `make run`: the whole site on one's own machine."""

import os
import signal
import socket
import sys
import threading
from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.core.servers.basehttp import get_internal_wsgi_application, run
from django.db import connection, transaction
from wagtail.models import Page

from config.operations import companion

ADDRESS = "127.0.0.1"
DEFAULT = "http://localhost:8000"
PAUSE, LONGEST_PAUSE = 1, 60  # seconds before a worker that fell over is started again; twice as long each time

DEMONSTRATION_PEOPLE = {
    "ana@example.org": "asks",
    "ben@example.org": "answers, and shares stories",
    "new@example.org": "has never posted",
    "sam@example.org": "moderates",
    "eve@example.org": "edits the guide",
    "admin@example.org": "runs the site",
}


class Command(BaseCommand):
    help = "Serves the site and its worker on this machine, with the starter guide and demonstration people the first time."
    requires_system_checks = []  # migrate looks at the models; the rest is for `manage.py check`
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options) -> None:
        _refuse_in_production()
        _refuse_a_taken_port(port)
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda number, frame: sys.exit(0))
        _write_letters_for(port)
        self.prepare()
        with Worker():
            run(ADDRESS, port, get_internal_wsgi_application(), threading=True, on_bind=lambda _: self.welcome(port))

    def prepare(self) -> None:
        """Brings the database up to date; loads the guide and the people where there are none. Each whole or not at all."""
        self.stdout.write("Looking after the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)  # the migration makes none while the cache is elsewhere
        if not _has_a_guide():
            self.load("load_starter_guide", "Loading the starter guide …")
        if not get_user_model().objects.exists():
            self.load("load_demonstration", "Loading the demonstration people and their questions …")
        connection.close()

    def load(self, command: str, announcement: str) -> None:
        self.stdout.write(announcement)
        with transaction.atomic():
            call_command(command, verbosity=0)

    def welcome(self, port: int) -> None:
        width = max(map(len, DEMONSTRATION_PEOPLE))
        people = "\n".join(f"  {address:<{width}}  {part}" for address, part in DEMONSTRATION_PEOPLE.items())
        self.stdout.write(
            f"\nAsk the Field is at http://localhost:{port}\n\n"
            f"Sign in as one of these; the code arrives in a letter under var/mail/.\n\n{people}\n\n"
            "Ctrl-C stops the site and its worker.\n"
        )


class Worker:
    """The worker beside the site: started with it, started again when it falls over, stopped with it."""

    def __enter__(self) -> None:
        self.leaving = threading.Event()
        self.process = companion.start("worker")
        threading.Thread(target=self.watch, daemon=True).start()

    def __exit__(self, *reason) -> None:
        self.leaving.set()
        self.process.terminate()
        self.process.wait()

    def watch(self) -> None:
        pause = PAUSE
        while True:
            self.process.wait()
            if self.leaving.wait(pause):
                return
            print("The worker ended; starting it again.", file=sys.stderr)
            self.process = companion.start("worker")
            pause = min(2 * pause, LONGEST_PAUSE)


def _refuse_in_production() -> None:
    if not settings.DEBUG:
        raise CommandError("This serves one's own machine. For the public site see docs/running.md.")


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as reason:
            raise CommandError(f"Port {port} cannot be used ({reason.strerror}). Try another one: make run PORT={port + 1}")


def _write_letters_for(port: int) -> None:
    """Links in letters lead to this port, unless the environment or .env names another address of the site."""
    if settings.SITE_URL == DEFAULT:
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = os.environ["SITE_URL"] = f"http://localhost:{port}"  # the worker reads it there


def _has_a_guide() -> bool:
    """Whether any page stands below the guide's home, which the migrations make."""
    return Page.objects.filter(depth__gt=2).exists()
