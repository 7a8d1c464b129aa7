"""A real browser for the tests, and what every screen is held to.

`page_of(user)` opens a page as that person (without one: as a stranger). Whatever the page does, it may not write an error to the
console nor ask another host for anything: that is looked at when the test ends. `hold_to_the_bars(page)` looks at one screen
in four modes with axe, and for sideways scroll on a narrow phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from accounts.models import User
from tests.machine import chromium

PATIENCE = 30_000  # milliseconds, on a busy machine; what is there is seen at once
LOOK_AGAIN = 50
expect.set_options(timeout=PATIENCE)

WIDE, PHONE, NARROW = 1280, 390, 320
HEIGHT = 900
MODES = [(width, scheme) for width in (WIDE, PHONE) for scheme in ("light", "dark")]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN_AXE = """async ({tags, colorsOnly}) => {
  const colors = axe.getRules(["cat.color"]).filter(rule => rule.tags.some(tag => tags.includes(tag))).map(rule => rule.ruleId)
  const runOnly = colorsOnly ? {type: "rule", values: colors} : {type: "tag", values: tags}
  return {violations: (await axe.run({runOnly, resultTypes: ["violations"], preload: !colorsOnly})).violations}
}"""
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--disable-sync"]

AN_EVENING = datetime(2026, 11, 22, 19, tzinfo=UTC)

PageOf = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium; no sandbox (root has none), no calls of its own, no small /dev/shm."""
    path = chromium()
    assert path, "Chromium is missing: python tests/machine.py installs it or says how."
    return browser_type_launch_args | {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage", *QUIET]}


@pytest.fixture
def page_of(live_server, browser: Browser, settings) -> Iterator[PageOf]:
    """Opens pages: `page_of(ana)`, `page_of()` for a stranger, `page_of(ana, width=390)`, `page_of(java_script_enabled=False)`.

    `watched=False` is for tests that provoke errors on purpose.
    """
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    opened: list[tuple[BrowserContext, Watch | None]] = []

    def open_page(user: User | None = None, *, width: int = WIDE, watched: bool = True, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": HEIGHT}, **options)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        opened.append((context, Watch(live_server.url, context) if watched else None))
        return context.new_page()

    yield open_page

    for context, _watch in opened:
        context.close()
    complaints = [complaint for _context, watch in opened if watch for complaint in watch.complaints]
    assert complaints == []


@dataclass
class Watch:
    """Writes down what no page may do."""

    home: str
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self.heard)
        self.context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self.context.on("request", self.asked)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_only_the_page_itself_refused(message):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != urlsplit(self.home).netloc:
            self.complaints.append(f"another host was asked: {request.url}")


def stop_the_clock(page: Page) -> None:
    """Before the first page: time stands still in it until `page.clock.run_for`, so that a pause is as long as the test says."""
    page.clock.install(time=AN_EVENING)
    page.clock.pause_at(AN_EVENING + timedelta(hours=1))


def wait_until(page: Page, happened: Callable[[], object]) -> None:
    """For what no `expect` can see. Playwright's own waiting evaluates strings, which the policy of the site forbids."""
    for _look in range(PATIENCE // LOOK_AGAIN):
        if happened():
            return
        page.wait_for_timeout(LOOK_AGAIN)
    raise AssertionError(f"not within {PATIENCE} ms")


def hold_to_the_bars(page: Page) -> None:
    """The screen as it stands: no axe finding in four modes, no sideways scroll at 320 px. Ends at 1280 px, light.

    After a press, wait for what the next screen says before: this looks at whatever is there.
    """
    page.wait_for_load_state()
    for width, scheme in MODES:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        axe(page, f"{page.url} at {width} px, {scheme}", colors_only=scheme == "dark")
    no_sideways_scroll(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.emulate_media(color_scheme="light")


def axe(page: Page, where: str = "", *, colors_only: bool = False) -> None:
    """`colors_only` after the same screen in light: the evening changes nothing else (tests/design/test_tokens.py)."""
    if not page.evaluate("() => 'axe' in window"):  # once a page, for it is half a megabyte to be read
        page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
    results = AxeResults(page.evaluate(RUN_AXE, {"tags": AXE_TAGS, "colorsOnly": colors_only}))
    assert results.violations_count == 0, f"{where or page.url}\n{results.generate_report()}"


def no_sideways_scroll(page: Page, width: int = NARROW) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    wanted = page.evaluate("document.documentElement.scrollWidth")
    assert wanted <= width, f"{page.url} wants {wanted} px where there are {width}: {_widest(page, width)}"


def _widest(page: Page, width: int) -> list[str]:
    return page.evaluate(
        """width => [...document.body.querySelectorAll('*')]
            .filter(one => one.getBoundingClientRect().right > width + 1)
            .map(one => one.tagName.toLowerCase() + '.' + [...one.classList].join('.')).slice(0, 8)""",
        width,
    )


def _session_of(user: User, address: str) -> dict:
    client = Client()
    client.force_login(user)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": address}


def _is_only_the_page_itself_refused(message: ConsoleMessage) -> bool:
    """Chromium calls a page answered 403 or 404 an error of its own; what we say on such a page is no error."""
    return message.text.startswith("Failed to load resource") and bool(message.page) and message.location.get("url") == message.page.url
