"""Printing beside the worker: in a process of its own, taken over when it falls, and nowhere in the processes that serve readers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.core.files.storage import FileSystemStorage

from config.operations import printing
from config.operations.printing import Printer
from guide.printing.changes import ask_for
from guide.printing.models import Edition
from tests import build
from tests.house.sources import ROOT
from tests.operations.test_serve import children_of, is_running, until

SERVES_READERS = """
import sys
from config.wsgi import application
from django.urls import get_resolver
import config.operations.work
assert get_resolver().url_patterns and application
print([name for name in ("weasyprint", "fontTools", "guide.printing.press") if name in sys.modules])
"""


def test_neither_the_site_nor_the_worker_loads_what_prints():
    found = subprocess.run([sys.executable, "-c", SERVES_READERS], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


@pytest.fixture
def printer(settings, monkeypatch) -> Iterator[Printer]:
    """Its process does nothing, for as long as it is left alone."""
    settings.PRINT_EDITIONS = True
    monkeypatch.setattr(printing.companion, "start", lambda *command: subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE))
    printer = Printer()
    yield printer
    if printer.process:
        printer.process.kill()
        printer.process.wait()
        printer.process.stdin.close()


@pytest.fixture
def something_due(db) -> None:
    ask_for(build.a_stage().locale_id)


def test_nothing_is_started_for_nothing(printer, db):
    assert printer.look() == 0
    assert printer.process is None


def test_one_process_is_started_for_all_that_is_due(printer, something_due):
    assert [printer.look(), printer.look()] == [1, 0]


def test_what_a_killed_process_had_is_free_at_once(printer, something_due):
    printer.look()
    had = Edition.objects.claim(me=printer.name)
    printer.process.kill()
    printer.process.wait()

    assert printer.look() == 1
    assert Edition.objects.claim(me="another").pk == had.pk


def test_a_process_that_hangs_is_ended(printer, something_due):
    printer.look()
    hanging = printer.process
    printer.began -= printing.LONGEST

    assert printer.look() == 1
    assert hanging.returncode == -9


def test_printing_can_be_turned_off(printer, something_due, settings):
    settings.PRINT_EDITIONS = False

    assert printer.look() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_prints_is_taken_over(start_worker):
    milestone = build.a_milestone()
    ask_for(milestone.locale_id)
    killed = start_worker()
    until(lambda: Edition.objects.exclude(claimed_by="").exists())
    its_printer = next(pid for pid in children_of(killed.pid) if is_running(pid))

    killed.kill()
    until(lambda: not is_running(its_printer))
    until(lambda: not Edition.objects.exclude(claimed_by="").exists())
    start_worker()
    until(lambda: not Edition.objects.due().exists())

    made = Edition.objects.made()
    assert made.count() == 3
    store = FileSystemStorage(location=ROOT / "var" / "test-media")
    for edition in made:
        with store.open(edition.file) as file:
            assert file.read(5) == b"%PDF-"
        store.delete(edition.file)


@pytest.fixture
def start_worker(database_url: str, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    started: list[subprocess.Popen] = []
    env = os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PRINT_EDITIONS": "true"}

    def start() -> subprocess.Popen:
        worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stderr=(tmp_path / "log").open("ab"))
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
