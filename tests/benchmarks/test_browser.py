"""What a first visit is measured by: a planted page shows each figure, and a page that lies still shows none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser

from benchmarks.browser import Broken, Opened, first_visit, in_the_middle

BUSY = "<script>addEventListener('load', () => setTimeout(() => { const end = performance.now() + 150; while (performance.now() < end); }))</script>"
# What moves before anything was painted moves for nobody: it waits for the first paint, however late that comes. Until then
# an answer is owed to the page, so that nobody takes it for settled.
MOVES = """<script>new PerformanceObserver(() => setTimeout(() => {
    document.body.prepend(Object.assign(document.createElement('p'), {innerText: 'Late', style: 'height: 300px'}));
    requestAnimationFrame(() => requestAnimationFrame(() => fetch('/moved')));
}, 100)).observe({type: 'paint', buffered: true}); fetch('/when-moved')</script>"""
Planted = Callable[[str], str]


@pytest.fixture
def planted() -> Iterator[Planted]:
    """Serves these words as a page, 20,000 bytes under /heavy, and nothing under /when-moved until /moved was asked for."""
    pages, moved = {"/heavy": b"x" * 20_000, "/moved": b"", "/when-moved": b""}, Event()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved":
                moved.set()
            if self.path == "/when-moved":
                moved.wait(30)
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *said) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def plant(words: str) -> str:
        pages["/"] = f'<!doctype html><link rel="icon" href="data:,"><body><h1>Still</h1>{words}'.encode()
        return f"http://127.0.0.1:{server.server_port}/"

    yield plant

    server.shutdown()
    server.server_close()


def test_a_page_that_lies_still_shows_nothing(planted, browser: Browser):
    address = planted("<p>Words.</p>")
    seen = first_visit(browser, address, width=390)

    assert (seen.requests, seen.shift) == (1, 0)
    assert seen.blocking == 0 or 0 in (first_visit(browser, address, width=390).blocking for _again in range(9))  # a busy machine may hold a task up
    assert 50 < seen.fetched < 1_000
    assert seen.largest > 0


def test_what_is_heavy_busy_and_moving_shows(planted, browser: Browser):
    seen = first_visit(browser, planted(f"<script>fetch('/heavy').then(answer => answer.text())</script>{BUSY}{MOVES}"), width=390)

    assert seen.requests == 4
    assert 20_000 < seen.fetched < 21_500
    assert seen.blocking >= 90
    assert seen.shift > 0.02


def test_a_page_with_something_missing_is_not_measured(planted, browser: Browser):
    with pytest.raises(Broken, match="/gone.css answered 404"):
        first_visit(browser, planted('<link rel="stylesheet" href="/gone.css">'), width=390)


def test_what_must_hold_each_time_is_the_most():
    visits = [Opened(900, 5, 10, 0.0, 100), Opened(1_000, 6, 30, 0.1, 300), Opened(800, 5, 20, 0.0, 200)]

    assert in_the_middle(visits) == Opened(1_000, 6, 20, 0.1, 200)
