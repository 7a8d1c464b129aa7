"""What a watcher is told: does the process live, can the site serve, and what is worth a look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from accounts.models import User
from config.operations import checks, health
from config.operations.models import Chore
from config.operations.work import CHORES, HEARTBEAT, take_turn




@pytest.fixture(autouse=True)
def nothing_known() -> None:
    checks._all_applied.cache_clear()


@pytest.fixture
def a_worker_was_here(db) -> None:
    take_turn(next(chore for chore in CHORES if chore.name == HEARTBEAT))


def ready() -> tuple[int, dict]:
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json()


def away(*words, **more):
    raise OperationalError("the database is away")


def test_a_process_that_lives_asks_nobody_else(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = Client().get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive", "reason": "The process answers."})


def test_a_site_that_can_serve(a_worker_was_here):
    assert ready() == (200, {"status": "ready", "reason": "All is well.", "warnings": []})


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_answers_are_never_kept(db, address):
    answer = Client().get(address)

    assert {"no-store", "no-cache", "private"} <= {word.strip() for word in answer.headers["Cache-Control"].split(",")}
    assert Client().post(address).status_code == 405


def test_without_a_worker_the_site_serves_and_warns(db):
    status, words = ready()

    assert (status, words["warnings"]) == (200, ["No worker was seen for two minutes: letters wait. Start manage.py worker."])


def test_a_worker_of_long_ago_is_none(a_worker_was_here):
    Chore.objects.update(begun_at=timezone.now() - timedelta(minutes=3))

    assert len(ready()[1]["warnings"]) == 1


def test_a_database_that_is_away(db, monkeypatch):
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", away)
        answer = ready()

    assert answer == (503, {"status": "not ready", "reason": "The database does not answer.", "warnings": []})


def test_a_database_that_breaks_off_in_the_middle(db, monkeypatch):
    monkeypatch.setattr(health, "NEEDED", (lambda: "", away))

    assert ready()[1]["reason"] == "The database broke off."


def test_a_database_behind_the_code(db):
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("letters")
    MigrationRecorder(connection).record_unapplied(*newest)

    status, words = ready()

    assert (status, words["reason"]) == (503, "The database is behind the code: run manage.py migrate.")


def test_a_disk_that_cannot_be_written(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "gone"

    status, words = ready()

    assert (status, words["reason"]) == (503, "The disk cannot be written: No such file or directory.")


def test_a_disk_that_is_nearly_full(db, monkeypatch):
    monkeypatch.setattr(checks, "SPACE_WANTED", 1 << 62)

    assert ready()[1]["reason"] == "The disk is nearly full."


def test_demonstration_people_on_a_public_site(db, settings):
    settings.DEMONSTRATION_ALLOWED = False
    User.objects.create(email="ana@example.org", is_demonstration=True)

    status, words = ready()

    assert (status, words["reason"]) == (503, checks.DEMONSTRATION)


def test_letters_that_go_to_files_on_a_public_site(a_worker_was_here, settings):
    settings.DEMONSTRATION_ALLOWED = False

    assert [warning.partition(" ")[0] for warning in ready()[1]["warnings"]] == ["EMAIL_URL"]
