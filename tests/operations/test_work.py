"""What a worker does: each job apart from the others, each chore by one worker of all."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from accounts.models import Limit, User
from config.operations import work
from config.operations.models import Chore
from config.operations.work import CHORES, HEARTBEAT, Job, Shift, take_turn
from forum.letters.models import Letter
from tests import build
from tests.letters.conftest import a_letter


@pytest.fixture
def shift(db):
    shift = Shift()
    yield shift
    shift.post_office.end()


def job(do, every: timedelta | None = None) -> Job:
    return Job("a job", do, every)


def test_one_job_that_fails_stops_no_other(shift, ana, monkeypatch):
    monkeypatch.setattr(work, "CHORES", (job(lambda: 1 / 0, every=timedelta(minutes=1)),))
    letter = a_letter(to=ana)

    assert shift.round()

    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_a_failure_is_told_once_and_its_end_too(shift, caplog):
    caplog.set_level("INFO", "config.operations.work")

    for _ in range(3):
        assert not shift.attempt(job(lambda: 1 / 0))
    shift.attempt(job(lambda: 1))

    assert [record.getMessage() for record in caplog.records] == [
        "The job “a job” failed; it is tried again.",
        "The job “a job” works again.",
    ]


def test_a_chore_is_done_once_in_its_time(db):
    chore = job(lambda: 0, every=timedelta(minutes=1))

    assert [take_turn(chore), take_turn(chore)] == [True, False]

    Chore.objects.update(due_at=timezone.now())
    assert take_turn(chore)


def test_a_clock_set_back_holds_no_chore_up(db):
    chore = job(lambda: 0, every=timedelta(minutes=1))
    take_turn(chore)
    tomorrow = timezone.now() + timedelta(days=1)
    Chore.objects.update(begun_at=tomorrow, due_at=tomorrow)

    assert take_turn(chore)


def test_a_worker_whose_clock_is_a_little_behind_does_it_no_second_time(db):
    chore, now = job(lambda: 0, every=timedelta(minutes=1)), timezone.now()
    take_turn(chore)

    assert not Chore.objects.take(chore.name, every=chore.every, now=now - timedelta(seconds=5))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_takes_the_chore():
    chore, taken, go = job(lambda: 0, every=timedelta(minutes=1)), [], threading.Barrier(6)

    def look() -> None:
        go.wait()
        try:
            taken.append(take_turn(chore))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=look) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(taken) == [False] * 5 + [True]


def test_an_idle_worker_looks_less_and_less_often(shift, monkeypatch):
    waits = []
    monkeypatch.setattr(shift.stop, "wait", lambda seconds: waits.append(round(seconds, 1)) or len(waits) > 7 and shift.stop.set())

    shift.work()

    assert waits == [0.2, 0.4, 0.8, 1.6, 2, 2, 2, 2]


def test_a_busy_worker_does_not_wait(shift, ana, monkeypatch):
    a_letter(to=ana)
    waits = []
    monkeypatch.setattr(shift.stop, "wait", lambda seconds: waits.append(seconds) or len(waits) > 1 and shift.stop.set())

    shift.work()

    assert waits == [0, 0.2]


def test_an_idle_look_asks_the_database_little(shift, django_assert_num_queries):
    shift.round()

    with django_assert_num_queries(5):
        shift.round()


def test_a_database_that_is_away_is_waited_for(shift, ana, monkeypatch):
    a_letter(to=ana)
    away = [OperationalError("the server closed the connection")] * 3
    deliver = shift.post_office.deliver
    monkeypatch.setattr(shift.post_office, "deliver", lambda **how: (_ for _ in ()).throw(away.pop()) if away else deliver(**how))

    assert [shift.round() for _ in range(4)] == [False, False, False, True]


def test_once_does_every_chore_and_empties_the_outbox(db, ana):
    for _ in range(45):
        a_letter(to=ana)
    Limit.objects.create(key="old", count=1, ends_at=timezone.now() - timedelta(hours=1))
    User.objects.create(email="never@example.org", password="!", joined_at=timezone.now() - timedelta(days=2))
    a_letter(address="never@example.org", kind="sign-in-code", secret=True)

    call_command("worker", "--once")

    assert not Letter.objects.exclude(state="sent").exists()
    assert not Limit.objects.filter(key="old").exists()
    assert not User.objects.filter(email="never@example.org").exists()


def test_scheduled_pages_are_published(db):
    page = build.a_content_page("On its way")
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(seconds=-1)
    revision = page.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(seconds=1))

    call_command("worker", "--once")

    page.refresh_from_db()
    assert page.live


def test_the_chores_have_names_of_their_own():
    names = [chore.name for chore in CHORES]

    assert HEARTBEAT in names
    assert len(set(names)) == len(names)
    assert all(chore.every for chore in CHORES)
