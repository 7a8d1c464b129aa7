"""A database for one data set, made beside the one that DATABASE_URL names and dropped after the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from benchmarks.dataset import Size, make_dataset
from benchmarks.progress import a_bar
from guide.search.writing import index_all


@contextmanager
def a_database(address: str, size: Size) -> Iterator[str]:
    """Gives its address. With the starter guide, the data set, and figures for the planner."""
    if connection.vendor == "sqlite":
        yield from _a_file(size)
        return
    home, name = connection.settings_dict["NAME"], f"benchmark_{size.questions}_{size.replies}"
    _run(home, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    try:
        _use(name)
        _fill(size)
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        _run(home, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def a_guide() -> Iterator[str]:
    """A file with the starter guide and the demonstration people, as `make run` makes it. Gives its address."""
    address = _an_empty_file("guide.sqlite3")
    _make_tables()
    call_command("load_demonstration", verbosity=0)
    index_all(told=a_bar)
    yield address


def _a_file(size: Size) -> Iterator[str]:
    address = _an_empty_file("benchmark.sqlite3")
    _fill(size)
    yield address


def _an_empty_file(name: str) -> str:
    file = settings.BENCHMARK_DIR / name
    for old in file.parent.glob(f"{name}*"):
        old.unlink()
    _use(str(file))
    return f"sqlite:///{file}"


def _make_tables() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _fill(size: Size) -> None:
    _make_tables()
    call_command("load_starter_guide", with_demonstration=True, verbosity=0)
    make_dataset(size, progress=a_bar)
    index_all(told=a_bar)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # or it begins by itself in the middle of a measurement


def _use(name: str) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"]["pool"] = False  # it would hold on to the database before
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _run(home: str, *statements: str) -> None:
    _use(home)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
