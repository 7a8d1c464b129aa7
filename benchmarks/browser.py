"""What a page is to a browser that was never here: what it fetches, how long it is too busy to answer, how far it moves while it settles.

Knows no part of the site: an address is all it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from tests.machine import whole_chromium

HEIGHT = 900
SETTLED = 300  # milliseconds without anything new after the foot of the page was reached
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

# A task over 50 ms keeps the reader waiting for the part above it; a page that moves under a reader's own hand is not counted.
WATCH = """() => {
    const seen = (window.seen = {blocking: 0, shift: 0, largest: 0});
    const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true});
    watch("longtask", (one) => { seen.blocking += Math.max(0, one.duration - 50); });
    watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
    watch("largest-contentful-paint", (one) => { seen.largest = one.startTime; });
}"""
TO_THE_FOOT = """async () => {
    for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
        scrollTo(0, at);
        await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    }
}"""


@dataclass(frozen=True)
class Opened:
    """`fetched` counts bytes as they come over the line, heads included; times are milliseconds; `shift` has no unit."""

    fetched: int
    requests: int
    blocking: float
    shift: float
    largest: float


@dataclass
class Line:
    """What goes over the line while a page is open."""

    requests: int = 0
    fetched: int = 0
    failed: list[str] = field(default_factory=list)

    def listen(self, page: Page, slower: float) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        page.on("response", lambda answer: answer.status >= 400 and self.failed.append(f"{answer.url} answered {answer.status}."))

    def _asked(self, told: dict) -> None:
        self.requests += not told["request"]["url"].startswith("data:")

    def _came(self, told: dict) -> None:
        self.fetched += int(told["encodedDataLength"])


class Broken(Exception):
    """Something of the page was not found, so that its figures mean nothing."""


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=whole_chromium(), args=FLAGS)
        yield browser
        browser.close()


def first_visit(browser: Browser, address: str, *, width: int, slower: float = 1) -> Opened:
    """With nothing kept from before, read to the foot. `slower` is how many times slower the processor is made."""
    context, line = browser.new_context(viewport={"width": width, "height": HEIGHT}), Line()
    try:
        page = context.new_page()
        line.listen(page, slower)
        page.add_init_script(f"({WATCH})()")
        page.goto(address, wait_until="networkidle")
        page.evaluate(TO_THE_FOOT)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED)
        seen = page.evaluate("window.seen")
    finally:
        context.close()
    if line.failed:
        raise Broken(" ".join(line.failed))
    return Opened(line.fetched, line.requests, seen["blocking"], seen["shift"], seen["largest"])


def in_the_middle(visits: list[Opened]) -> Opened:
    """The median of the times; of what was fetched and of what moved the most, for that must hold each time."""
    return Opened(
        max(one.fetched for one in visits),
        max(one.requests for one in visits),
        median(one.blocking for one in visits),
        max(one.shift for one in visits),
        median(one.largest for one in visits),
    )
