"""Several workers at once: each letter is sent by one of them; a killed one loses nothing and repeats at most one letter a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from forum.letters import post_office
from forum.letters.actions import drop_letters, write_letter
from forum.letters.models import Letter
from tests.letters.conftest import Server, a_letter, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120  # seconds, on a busy machine; a moment otherwise


def many_letters(number: int) -> set[str]:
    """Their Message-IDs."""
    return {a_letter(address=f"reader{n}@example.org").message_id for n in range(number)}


def arrived(server: Server) -> Counter[str]:
    return Counter(letter["Message-ID"] for letter in server.sink.letters)


def all_sent() -> bool:
    return not Letter.objects.exclude(state="sent").exists()


def test_four_workers_send_each_letter_once(server, sink, open_office):
    written = many_letters(60)
    go = threading.Barrier(4)

    def work() -> None:
        office = open_office()
        go.wait()
        try:
            while office.deliver():
                pass
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)

    assert arrived(server) == Counter(dict.fromkeys(written, 1))
    assert all_sent()


def test_two_who_write_about_one_cause_write_one_letter(ana, readers):
    written, go = [], threading.Barrier(2)

    def write() -> None:
        go.wait()
        try:
            with transaction.atomic():
                written.append(write_letter(kind="sign-in-code", to=ana, context={"code": "1"}, once="cause"))
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(PATIENCE)

    assert sorted(letter is None for letter in written) == [False, True]
    assert Letter.objects.count() == 1


def test_taking_back_and_sending_at_once_agree(server, sink, open_office, readers, monkeypatch):
    monkeypatch.setattr(post_office, "AT_A_TIME", 5)
    for n in range(30):
        a_letter(address=f"reader{n}@example.org", about_question=12)
    dropped = []

    def take_back() -> None:
        try:
            wait_until(lambda: len(sink.arrived) > 3)
            dropped.append(drop_letters(question=12))
        finally:
            connections.close_all()

    undo = threading.Thread(target=take_back)
    undo.start()
    while open_office().deliver():
        pass
    undo.join(PATIENCE)

    states = Counter(Letter.objects.values_list("state", flat=True))
    assert states == {"sent": len(sink.arrived), "dropped": dropped[0]}
    assert sum(states.values()) == 30


@pytest.fixture
def start_worker(database_url, server) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts `manage.py worker` on the test's database and mail server; whatever still runs is killed at the end."""
    started: list[subprocess.Popen] = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",  # reads EMAIL_URL from the environment
        "DATABASE_URL": database_url,
        "EMAIL_URL": server.url,
        "DEBUG": "false",
    }

    def start(*options: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "worker", *options]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


def test_two_processes_send_each_letter_once(server, sink, start_worker):
    sink.takes = 0.01
    written = many_letters(50)

    workers = [start_worker(), start_worker()]
    wait_until(all_sent, PATIENCE)

    assert arrived(server) == Counter(dict.fromkeys(written, 1))
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]


def test_a_worker_told_to_stop_finishes_the_letter_in_hand(server, sink, start_worker):
    sink.takes = 0.5
    many_letters(5)
    worker = start_worker()
    wait_until(lambda: Letter.objects.exclude(claimed_by="").exists(), PATIENCE)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert Letter.objects.filter(state="sent").count() == len(sink.arrived) < 5
    assert not Letter.objects.exclude(claimed_by="").exists()


def test_kill_9_loses_nothing_and_repeats_at_most_one_letter_a_kill(server, sink, start_worker):
    sink.takes = 0.05
    written, kills = many_letters(40), 2

    for killed in range(kills):
        worker = start_worker()
        wait_until(lambda: len(sink.arrived) > 8 * (killed + 1), PATIENCE)
        worker.kill()
        worker.wait()
    start_worker()
    wait_until(all_sent, PATIENCE)  # the lease is ten minutes: nobody waited for it

    counts = arrived(server)
    assert set(counts) == written
    assert counts.total() - len(written) <= kills
    assert max(counts.values()) <= 1 + kills


def test_once_empties_what_is_due_and_ends(server, sink, start_worker):
    written = many_letters(25)

    assert start_worker("--once").wait(PATIENCE) == 0

    assert set(arrived(server)) == written
    assert all_sent()


def test_once_ends_when_the_server_is_down(server, start_worker):
    many_letters(3)

    worker = start_worker("--once")

    assert worker.wait(PATIENCE) == 0
    assert "does not take letters" in worker.stderr.read()
    assert set(Letter.objects.values_list("state", "attempts", "claimed_by")) == {("due", 0, "")}


def test_a_worker_outlives_a_server_that_was_down(server, start_worker):
    written = many_letters(3)
    worker = start_worker()
    wait_until(lambda: Letter.objects.filter(state="due", claimed_by="").count() == 3, PATIENCE)
    time.sleep(2)

    server.start()
    wait_until(all_sent, PATIENCE)

    assert arrived(server) == Counter(dict.fromkeys(written, 1))
    assert worker.poll() is None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a server that can cut connections")
def test_a_worker_outlives_a_database_that_cuts_its_connections(server, sink, start_worker):
    written = many_letters(30)
    sink.takes = 0.1
    worker = start_worker()

    for _ in range(3):
        wait_until(lambda: Letter.objects.exclude(claimed_by="").exists(), PATIENCE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        time.sleep(0.5)
    wait_until(all_sent, PATIENCE)

    assert arrived(server) == Counter(dict.fromkeys(written, 1))
    assert worker.poll() is None
