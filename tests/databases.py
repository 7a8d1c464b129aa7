"""The suite's databases: migrated once, then copied.

Wagtail's migrations take twelve seconds, and what they write (the root page, the staff groups, the guide's home) is part of
the site. So a migrated template is made once for each state of the migrations, and every process of a run works on a copy of its
own. A test that commits leaves a used database behind; it is put back as it was, rather than emptied.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import inspect
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

DAY = 24 * 60 * 60


class SQLite:
    """Files: the template under var/test/, the copy in the run's own folder."""

    def __init__(self, run: str, folder: Path) -> None:
        self.template = settings.VAR_DIR / "test" / f"template-{digest_of_the_migrations()}.sqlite3"
        self.copy = folder / f"{run}.sqlite3"

    def make_template(self) -> None:
        with _one_at_a_time(self.template.with_name("sqlite.lock")):
            if self.template.exists():
                return
            for old in self.template.parent.glob("template-*.sqlite3"):
                if time.time() - old.stat().st_mtime > DAY:
                    old.unlink()
            unfinished = self.template.with_suffix(".unfinished")
            for left in unfinished.parent.glob(f"{unfinished.name}*"):  # its -wal and -shm too
                left.unlink(missing_ok=True)
            _migrate(str(unfinished))
            _into_one_file(unfinished)
            unfinished.rename(self.template)

    def put_in_place(self) -> None:
        """Through SQLite itself, page by page: other connections may be open, and see the old content or the new."""
        with contextlib.closing(sqlite3.connect(self.template)) as source, contextlib.closing(sqlite3.connect(self.copy)) as copy:
            source.backup(copy)
        _use(str(self.copy))

    def drop(self) -> None:
        for file in self.copy.parent.glob(f"{self.copy.name}*"):
            file.unlink()

    @property
    def url(self) -> str:
        return f"sqlite:///{self.copy}"


class PostgreSQL:
    """Databases beside the one of DATABASE_URL: a template, and a copy by CREATE DATABASE … TEMPLATE."""

    def __init__(self, run: str, folder: Path) -> None:
        self.home = connection.settings_dict["NAME"]
        self.template = f"test_template_{digest_of_the_migrations()}"
        self.copy = f"test_{run}"
        self.lock = settings.VAR_DIR / "test" / "postgresql.lock"

    def make_template(self) -> None:
        with _one_at_a_time(self.lock):
            if self._answers("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
                return
            unfinished = f"{self.template}_unfinished"
            self._run(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)", f"CREATE DATABASE {unfinished}")
            _migrate(unfinished)
            self._run(f"ALTER DATABASE {unfinished} RENAME TO {self.template}")

    def put_in_place(self) -> None:
        self.drop()
        self._run(f"CREATE DATABASE {self.copy} TEMPLATE {self.template}")
        _use(self.copy)

    def drop(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.copy} WITH (FORCE)")

    @property
    def url(self) -> str:
        return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{self.copy}"

    def _answers(self, question: str, *values: str) -> bool:
        _use(self.home)
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchone() is not None

    def _run(self, *statements: str) -> None:
        _use(self.home)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


Database = SQLite | PostgreSQL


def of_this_run(name: str, folder: Path) -> Database:
    kinds = {"sqlite": SQLite, "postgresql": PostgreSQL}
    return kinds[connection.vendor](name, folder)


def digest_of_the_migrations() -> str:
    """Changes with any migration of any app, ours or a package's."""
    digest = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()):
        digest.update(repr(key).encode() + Path(inspect.getfile(type(migration))).read_bytes())
    digest.update((settings.BASE_DIR / "guide" / "triggers.py").read_bytes())  # what migrate leaves behind besides the migrations
    return digest.hexdigest()[:12]


def _migrate(name: str) -> None:
    _use(name)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()


def _use(name: str) -> None:
    """Points Django at a database, and lets go of the one before."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _into_one_file(database: Path) -> None:
    """What the write-ahead log holds goes into the file itself, so that the file alone is the database."""
    with contextlib.closing(sqlite3.connect(database)) as found:
        found.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":  # ahead of the tests: the Makefile has both templates made at once
    django.setup()
    of_this_run("nobody", Path()).make_template()
