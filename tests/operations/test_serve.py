"""`make run` behind the scenes: first start, later starts, a taken port, and no process left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.operations.management.commands.serve import DEMONSTRATION_PEOPLE
from tests import build
from tests.house.sources import ROOT

PATIENCE = 300  # seconds; a first start takes ten, on a machine that is busy with other things many more


def environment(database_url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url,
        "EMAIL_URL": f"file://{folder / 'mail'}",
        "PYTHONUNBUFFERED": "1",
        "PRINT_EDITIONS": "false",  # they would go where the machine keeps its own files
    }


@pytest.fixture
def serve(database_url: str, tmp_path: Path, port: int, log: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts the site as `make run` does; whatever the test does, it is gone afterwards."""
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        env = environment(database_url, tmp_path)
        site = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log.open("wb"), stderr=subprocess.STDOUT)
        started.append(site)
        until(lambda: answers(port) or site.poll() is not None)
        assert site.poll() is None, log.read_text()
        return site

    yield start
    for site in started:
        site.kill()
        site.wait()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children_of(pid: int) -> list[int]:
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if state_and_parent(stat)[1:] == [str(pid)]]


def is_running(pid: int) -> bool:
    return state_and_parent(Path(f"/proc/{pid}/stat"))[0] not in ("", "Z")


def state_and_parent(stat: Path) -> list[str]:
    try:
        return stat.read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return [""]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_first_start_loads_the_guide_and_says_how_to_sign_in(serve, port, log):
    site = serve()
    home, robots = (urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}").read().decode() for page in ("", "robots.txt"))
    [worker] = children_of(site.pid)
    of_the_worker = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
    site.send_signal(signal.SIGINT)

    assert site.wait(timeout=PATIENCE) == 0
    assert "/part-3/" in home
    said = log.read_text()
    assert f"http://localhost:{port}" in said
    assert f"Sitemap: http://localhost:{port}/sitemap.xml" in robots
    assert f"SITE_URL=http://localhost:{port}".encode() in of_the_worker
    assert [address for address in DEMONSTRATION_PEOPLE if address not in said] == []


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_goes_with_the_site(serve, ending):
    build.a_part(), build.a_member()  # what is there is not loaded again
    site = serve()
    [worker] = children_of(site.pid)

    site.send_signal(ending)
    site.wait(timeout=PATIENCE)

    until(lambda: not is_running(worker))


def test_a_taken_port_is_said_in_a_sentence(settings):
    settings.DEBUG = True

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        with pytest.raises(CommandError, match=rf"Port {taken} cannot be used .* make run PORT={taken + 1}"):
            call_command("serve", port=taken)


def test_it_is_refused_in_production(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="one's own machine"):
        call_command("serve")
