"""Runs a command with a PostgreSQL of its own: made for the run, stopped and thrown away after it.

    python tests/with_postgres.py -- pytest -m "not browser"

The command finds it in DATABASE_URL. Nothing is kept and nothing is shared, so its files need not survive a power cut.
PostgreSQL refuses to run as root; there it runs as the user `postgres`, or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import postgres_programs, require_postgres

QUICK_NOT_SAFE = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    *("max_wal_size=4GB", "checkpoint_timeout=1h", "autovacuum=off", "jit=off", "max_connections=200", "shared_buffers=256MB"),
)
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
PATIENCE = 60  # seconds for the server to answer


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        sys.exit("Say which command to run: python tests/with_postgres.py -- pytest")
    require_postgres()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    with a_server() as url:
        return _run(arguments, os.environ | {"DATABASE_URL": url})


@contextmanager
def a_server() -> Iterator[str]:
    """A PostgreSQL that lives as long as the block; gives its address."""
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    someone = _someone_else()
    if someone:
        os.chown(folder, someone["user"], someone["group"])
    try:
        _make_cluster(programs, folder, someone)
        port = _free_port()
        server = _start(programs, folder, port, someone)
        try:
            _wait_until_it_answers(server, port, folder / "log")
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth keeping
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _someone_else() -> dict:
    """What `subprocess` needs to run as another than root; nothing for everybody else."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _make_cluster(programs: Path, folder: Path, someone: dict) -> None:
    command = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"]
    command += ["--encoding=UTF8", f"--locale={LOCALE}"]
    made = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **someone)
    if made.returncode:
        sys.exit(f"PostgreSQL could not make its files:\n{made.stdout}")


def _start(programs: Path, folder: Path, port: int, someone: dict) -> subprocess.Popen:
    settings = [part for setting in QUICK_NOT_SAFE for part in ("-c", setting)]
    command = [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port), *settings]
    with open(folder / "log", "wb") as log:
        # A session of its own: Ctrl-C reaches the tests first, and they still have a database to leave tidily.
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **someone)


def _wait_until_it_answers(server: subprocess.Popen, port: int, log: Path) -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE and server.poll() is None:
        if b"ready to accept connections" in log.read_bytes() and _listens(port):
            return
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(command: list[str], environment: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
