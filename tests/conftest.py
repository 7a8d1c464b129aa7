"""The stage of the suite: a migrated database for each process, files and caches for each test, and the cast."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test import Client, TransactionTestCase
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler

from accounts.models import User
from accounts.promises import models as promises
from guide import spiral
from tests import build, databases

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test

pytest_plugins = ["tests.browsing", "tests.mail"]

hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what a browser is needed for, and on PostgreSQL leaves out what asks no database (docs/decisions/0018)."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
    if connection.vendor == "postgresql":
        left_out = [item for item in items if not asks_the_database(item)]
        items[:] = [item for item in items if asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)


def asks_the_database(item: pytest.Item) -> bool:
    """Without one of these pytest-django lets no test near it. Who takes `request` may ask for them by name."""
    by_name = "request" in inspect.signature(item.function).parameters
    return by_name or item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames or "db" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[databases.Database]:
    """A copy of the migrated template for this process; after a test that commits, a fresh copy in the same place."""
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    with django_db_blocker.unblock():
        database = databases.of_this_run(name, tmp_path_factory.mktemp("database"))
        database.make_template()
        database.put_in_place()
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: database.put_in_place()

    yield database

    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session", autouse=True)
def no_index_of_the_cms() -> None:
    """No test looks for a page in Wagtail's own search, and each save writes into its index twice (docs/decisions/0030)."""
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)


@pytest.fixture
def database_url(transactional_db, django_db_setup: databases.Database) -> str:
    """For a process that the test starts: DATABASE_URL of the test's own database."""
    return django_db_setup.url


@pytest.fixture(scope="module")
def one_transaction(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For a world that costs most of a second: it is built once for the tests of a file, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def a_clean_slate(settings, tmp_path: Path) -> Iterator[None]:
    """Files and letters of the test alone, and caches that remember nothing."""
    spiral._kept.clear()
    promises.keep(promises.Promises(), until=inf)  # as they stand in a new site, without a query
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.EMAIL_URL = f"file://{tmp_path / 'mail'}"
    settings.EMAIL_BACKEND = "forum.letters.backend.OutboxBackend"  # Django's test environment puts another in its place
    yield
    for cache in caches.all():
        cache.clear()


# ---------------------------------------------------------------- the cast (house.md, 22)


@pytest.fixture
def ana(db) -> User:
    """Asks."""
    return build.a_member("Ana Ruiz", email="ana@example.org")


@pytest.fixture
def ben(db) -> User:
    """Answers."""
    return build.a_member("Ben Okafor", email="ben@example.org")


@pytest.fixture
def newcomer(db) -> User:
    """Has never posted: the first post waits for review."""
    return build.a_newcomer("Nell Ash", email="new@example.org")


@pytest.fixture
def sam(db) -> User:
    """Moderates discussions."""
    return build.a_moderator("Sam Haddad", email="sam@example.org")


@pytest.fixture
def eve(db) -> User:
    """Edits the guide."""
    return build.an_editor("Eve Marsh", email="eve@example.org")


@pytest.fixture
def admin(db) -> User:
    """Runs the site."""
    return build.an_administrator("Ada Moore", email="admin@example.org")


@pytest.fixture
def stranger_client(db) -> Client:
    return Client()


def client_of(user: User) -> Client:
    """A client signed in as this person."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(name="client_of")
def client_of_someone(db) -> Callable[[User], Client]:
    """`client_of(ana).get("/")`"""
    return client_of
