"""Is the site fit to serve? Each check returns a sentence when it is not, and nothing when it is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from config.operations.models import Chore
from config.operations.work import HEARTBEAT

Check = Callable[[], str]

WORKER_MAY_REST = timedelta(minutes=2)
SPACE_WANTED = 50 * 1024 * 1024  # bytes

DEMONSTRATION = (
    "There are demonstration people in the database, and anybody knows their addresses. "
    "Start with an empty database, or close their accounts."
)


def database_answers() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    return ""


def migrations_are_applied() -> str:
    return "" if _migrated() else "The database is behind the code: run manage.py migrate."


@cache
def _all_applied() -> bool:
    """Kept while the process lives once it is true: its code does not change."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError("not yet")
    return True


def _migrated() -> bool:
    try:
        return _all_applied()
    except LookupError:
        return False


def disk_can_be_written() -> str:
    folder = settings.VAR_DIR
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0" * 4096)
            file.flush()
    except OSError as reason:
        return f"The disk cannot be written: {reason.strerror}."
    return "" if shutil.disk_usage(folder).free > SPACE_WANTED else "The disk is nearly full."


def nobody_is_a_demonstration() -> str:
    if settings.DEMONSTRATION_ALLOWED or not User.objects.filter(is_demonstration=True, is_active=True).exists():
        return ""
    return DEMONSTRATION


def a_worker_is_here() -> str:
    seen = Chore.objects.filter(name=HEARTBEAT, begun_at__gt=timezone.now() - WORKER_MAY_REST)
    return "" if seen.exists() else "No worker was seen for two minutes: letters wait. Start manage.py worker."


def letters_leave_the_house() -> str:
    """Files are for one's own machine."""
    if settings.DEMONSTRATION_ALLOWED or not settings.EMAIL_URL.startswith("file:"):
        return ""
    return "EMAIL_URL names a folder: letters, sign-in codes too, are written there and sent to nobody."


NEEDED: tuple[Check, ...] = (database_answers, migrations_are_applied, disk_can_be_written, nobody_is_a_demonstration)
WISHED: tuple[Check, ...] = (a_worker_is_here, letters_leave_the_house)


def refuse_demonstration_people() -> None:
    """Called where the site or a worker starts. ImproperlyConfigured, in a sentence, on a public site with demonstration people.

    A database that is away or empty refuses nobody: readiness asks again when it is there.
    """
    try:
        complaint = nobody_is_a_demonstration()
    except DatabaseError:
        return
    finally:
        _let_go_of_the_database()
    if complaint:
        raise ImproperlyConfigured(complaint)


def _let_go_of_the_database() -> None:
    """A server that forks after this must not share its connections."""
    if connection.in_atomic_block:
        return
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
