"""The site under gunicorn, as it is served to the public, and requests to it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import machine

WORKERS = 2
PATIENCE = 60  # seconds
AT_REST = 30  # milliseconds of processor time in a second


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float
    location: str = ""


@dataclass
class Site:
    port: int
    process: int
    database: int = 0  # the process over the database's own; 0 when the database has none here

    def cpu(self) -> tuple[float, float]:
        """Milliseconds used so far by the application and by the database."""
        return machine.cpu_of_tree(self.process), machine.cpu_of_tree(self.database) if self.database else 0.0

    def memory(self) -> float:
        return machine.memory_of_tree(self.process)


@dataclass
class Visitor:
    """Someone with a browser: cookies, and an address of their own."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "192.0.2.1"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, words: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(words).encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None) -> Answer:
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        begun = time.perf_counter()
        caller = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        try:
            caller.request(method, path, body, {key: value for key, value in headers.items() if value} | (more or {}))
            response = caller.getresponse()
            said = response.read()
        finally:
            caller.close()
        return Answer(response.status, said, time.perf_counter() - begun, response.getheader("Location", ""))


def put_files_in_place() -> None:
    """Stylesheets, scripts and fonts as the public gets them, compressed; the CMS has many that nobody is measured with."""
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["wagtail*", "table_block"])


@contextmanager
def a_site(address_of_the_database: str) -> Iterator[Site]:
    """gunicorn with two workers for as long as the block lasts."""
    port = _free_port()
    settings.BENCHMARK_DIR.mkdir(parents=True, exist_ok=True)
    told = settings.BENCHMARK_DIR / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    environment = os.environ | {"DATABASE_URL": address_of_the_database, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    with open(told, "wb") as log:
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
    try:
        site = Site(port, server.pid, process_over_the_database())
        _wait(site, server, told)
        yield site
    finally:
        server.terminate()
        server.wait()


def _wait(site: Site, server: subprocess.Popen, told) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE and server.poll() is None:
        try:
            if Visitor(site).get("/benchmarks/hello/").status == 200:
                _wait_for_the_others(site)
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The site did not start:\n{told.read_text()}")


def _wait_for_the_others(site: Site) -> None:
    """One worker answers while the next is still starting: wait until nothing is at work."""
    before, now = -1.0, sum(site.cpu())
    while now - before > AT_REST:
        time.sleep(1)
        before, now = now, sum(site.cpu())


def process_over_the_database() -> int:
    """PostgreSQL's first process, where it runs on this machine: all that it does for us is below it."""
    if connection.vendor != "postgresql" or not machine.is_known():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    try:
        return machine.parent_of(process)
    except OSError:
        return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
