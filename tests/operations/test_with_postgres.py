"""The PostgreSQL of a run: there for the command, gone after it, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT

LINE = [sys.executable, "tests/with_postgres.py", "--"]


def start(folder: Path, *command: str) -> subprocess.Popen:
    env = os.environ | {"TMPDIR": str(folder)}
    return subprocess.Popen([*LINE, *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Open to all: pytest's own folders are not, and where the suite runs as root PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_the_command_finds_a_server_and_its_code_is_kept(folder):
    asking = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('show server_encoding').fetchone()); raise SystemExit(3)"

    run = start(folder, sys.executable, "-c", asking)
    said, complaints = run.communicate(timeout=60)

    assert (said, complaints, run.returncode) == ("('UTF8',)\n", "", 3)
    assert list(folder.iterdir()) == []


def test_nothing_is_left_when_it_is_told_to_end(folder):
    run = start(folder, sys.executable, "-c", "print('up', flush=True); import time; time.sleep(100)")
    assert run.stdout.readline() == "up\n"
    [cluster] = folder.iterdir()
    server = int((cluster / "data/postmaster.pid").read_text().split()[0])

    run.send_signal(signal.SIGTERM)
    run.wait(timeout=60)

    assert list(folder.iterdir()) == []
    assert not Path(f"/proc/{server}").exists()
