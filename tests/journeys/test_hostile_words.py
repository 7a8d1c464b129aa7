"""Hostile words in a real browser: stopped by the cleaner alone, stopped by the policy alone, and at work where neither stands.

The third is what makes the first two worth anything: a payload that does nothing in a bare page proves nothing.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from csp.utils import build_policy
from django.utils.text import slugify
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route

from forum import html
from tests.forum.corpus import LATENT, PAYLOADS, REFUSED, Harm
from tests.forum.corpus.payloads import ASKS, SIGNS

EVERYTHING = {name: source for name, (source, _harm) in PAYLOADS.items()} | LATENT | REFUSED
TOGETHER = 20  # pages opened at once: most of the time is waiting
LOOK_AGAIN = 100  # ms
PATIENCE = 30_000  # ms, on a busy machine; nothing waits so long that has happened
NEW_WINDOW = "a window that a page opened"
LEAK = "https://leak.example/"

OURS = {"P", "BR", "STRONG", "EM", "A", "UL", "OL", "LI", "BLOCKQUOTE"}
OF_A_PAGE = OURS - {"STRONG", "EM", "BLOCKQUOTE"} | {"B", "I"}
FORBIDDEN = set("\0\u200b\u202e\u2066\u2067\u2068\ufeff\uffff")

SCRIPTS = {
    # Stands in for htmx: the same attributes, the two things they can do.
    "/attributes.js": """
        for (const one of document.querySelectorAll('*')) {
          for (const {name, value} of [...one.attributes]) {
            const known = name.replace(/^data-/, '');
            if (known === 'hx-get') fetch(value, {mode: 'no-cors'}).catch(() => {});
            if (known.startsWith('hx-on:')) one.addEventListener(known.slice(6), () => new Function(value)());
          }
        }""",
    # A reader who touches everything, and a script that reads our HTML back and puts it in again.
    "/press.js": """
        const address = location.pathname;
        const press = () => {
          for (const one of [...document.querySelectorAll('body *')].slice(0, 400)) {
            for (const kind of ['pointerenter', 'mouseover', 'keydown']) one.dispatchEvent(new Event(kind, {bubbles: true}));
            one.focus?.();
            one.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, view: window}));
          }
        };
        const again = () => { document.body.innerHTML = document.body.innerHTML };
        [press, again, press, () => fetch(location.origin + '/done' + address)].forEach((act, at) => setTimeout(act, 100 + 100 * at));""",
}

STRANGE = """allowed => Object.keys(allowed).flatMap(section => [...document.getElementById(section).querySelectorAll('*')].flatMap(one => [
  ...(allowed[section].includes(one.tagName) && one.namespaceURI.endsWith('xhtml') ? [] : [`${section}: ${one.outerHTML}`]),
  ...[...one.attributes].filter(({name, value}) => !(one.tagName === 'A' && (
      (name === 'href' && /^(https?:[/][/]|mailto:)[^\\s"'<>]+$/.test(value)) || (name === 'rel' && value === 'nofollow ugc noopener')
  ))).map(({name, value}) => `${section}: ${one.tagName} ${name}=${value}`),
]))"""
OUTSIDE = "() => [...document.querySelectorAll('head > *, body > *')].map(one => one.tagName)"


@dataclass
class Kitchen:
    """Serves pages from 127.0.0.1 by their name, and knows which have said that they are done."""

    home: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    policy: str = ""
    done: set[str] = field(default_factory=set)

    def answer(self, path: str) -> tuple[str, bytes]:
        if path.startswith("/done/"):
            self.done.add(path.removeprefix("/done/"))
            return "text/plain", b""
        if path in SCRIPTS:
            return "text/javascript", SCRIPTS[path].encode()
        return "text/html; charset=utf-8", self.pages[path.strip("/")]

    def knows(self, address: str) -> bool:
        parts = urlsplit(address)
        ours = parts.path.startswith("/done/") or parts.path in SCRIPTS or parts.path.strip("/") in self.pages
        return address.startswith(f"{self.home}/") and ours and not parts.query


@dataclass
class Witness:
    """Opens pages by name, and writes down what each does."""

    context: BrowserContext
    kitchen: Kitchen
    pages: dict[str, Page] = field(default_factory=dict)
    ran: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.context.expose_binding(
            "ran", lambda source, *_words: self.ran[self._name(source["page"])].append(source["frame"].url)
        )
        self.context.route("**/*", self._route)
        self.context.on("dialog", lambda dialog: (self.ran[self._name(dialog.page)].append(dialog.message), dialog.dismiss()))

    def open(self, bodies: dict[str, str], *, policy: str = "", press: bool = True) -> None:
        self.kitchen.policy = policy
        scripts = "".join(f"<script defer src={path}></script>" for path in SCRIPTS if press or path != "/press.js")
        for name, body in bodies.items():
            source = f"<!doctype html><head><meta charset=utf-8><title>A page</title>{scripts}</head><body>{body}"
            self.kitchen.pages[slugify(name)] = source.encode("utf-8", "surrogatepass")
            page = self.pages[name] = self.context.new_page()
            page.goto(f"{self.kitchen.home}/{slugify(name)}", wait_until="commit")  # the next need not wait for this one
        if not press:
            for name in bodies:
                self.pages[name].wait_for_load_state("load")
        else:
            self.wait_for(lambda: self.kitchen.done >= {slugify(name) for name in bodies})

    def wait_for(self, happened: Callable[[], bool]) -> None:
        for _look in range(PATIENCE // LOOK_AGAIN):
            self.context.pages[0].wait_for_timeout(LOOK_AGAIN)
            if happened():
                return

    def asked_elsewhere(self) -> set[str]:
        return {name for name, addresses in self.asked.items() if not all(one.startswith(self.kitchen.home) for one in addresses)}

    def _route(self, route: Route) -> None:
        if self.kitchen.knows(route.request.url):
            route.continue_()
        else:
            asker = self._asker(route.request)
            self.asked[asker].append(route.request.url)
            if route.request.is_navigation_request():
                self.kitchen.done.add(slugify(asker))  # a page that is led away cannot say so itself
            route.abort()

    def _asker(self, request: Request) -> str:
        try:
            return self._name(request.frame.page)
        except Error:  # a window that is only being opened
            return NEW_WINDOW

    def _name(self, page: Page) -> str:
        return next((name for name, opened in self.pages.items() if opened == page), NEW_WINDOW)


@pytest.fixture
def kitchen() -> Iterator[Kitchen]:
    kitchen = Kitchen()

    class Waiter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = kitchen.answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if kitchen.policy:
                self.send_header("Content-Security-Policy", kitchen.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Waiter)
    kitchen.home = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield kitchen
    server.shutdown()
    server.server_close()


@pytest.fixture
def witness(browser: Browser, kitchen: Kitchen) -> Iterator[Witness]:
    context = browser.new_context()
    yield Witness(context, kitchen)
    context.close()


def together(names: Iterable[str]) -> list[list[str]]:
    names = list(names)
    return [names[at : at + TOGETHER] for at in range(0, len(names), TOGETHER)]


def the_first(names: list[str]) -> str:
    return f"from {names[0]}"


@pytest.mark.parametrize("names", together(EVERYTHING), ids=the_first)
def test_the_cleaner_alone_stops_it(names, witness):
    shown = {f"{slugify(name)}--{way}": words for name in names for way, words in cleaned(EVERYTHING[name]).items()}
    body = "".join(f"<section id={section}>{words}</section>" for section, words in shown.items())

    witness.open({"read": body}, press=False)
    strange, asked = strangers(witness.pages["read"], shown), dict(witness.asked)
    witness.open({"pressed": body})  # links now lead where they say: only script counts

    assert strange == []
    assert asked == {}
    assert witness.ran == {}


@pytest.mark.parametrize("names", together(EVERYTHING), ids=the_first)
def test_the_policy_alone_stops_it(names, witness):
    witness.open({name: EVERYTHING[name] for name in names}, policy=build_policy())

    assert witness.ran == {}
    assert witness.asked_elsewhere() & set(ASKS) == set()


@pytest.mark.parametrize("names", together(PAYLOADS), ids=the_first)
def test_it_is_at_work_where_nothing_stops_it(names, witness):
    standing = [name for name in names if PAYLOADS[name][1] is Harm.STANDS]
    acting = [name for name in names if name not in standing]

    witness.open({name: PAYLOADS[name][0] for name in standing}, press=False)
    witness.open({name: PAYLOADS[name][0] for name in acting})
    witness.wait_for(lambda: all(has_acted(name, witness) for name in acting))

    assert [name for name in standing if not stands(witness.pages[name], SIGNS[name])] == []
    assert [name for name in acting if not has_acted(name, witness)] == []


def test_the_policy_is_the_sites_own():
    policy = build_policy().split("; ")

    assert "script-src 'self'" in policy
    assert "base-uri 'none'" in policy
    assert not any("unsafe" in directive for directive in policy)


def cleaned(source: str) -> dict[str, str]:
    """The words by every way into a page: as an editor's HTML, as plain text, edited again as plain text, and as blocks of a guide page."""
    shown = {}
    for way, clean in {"html": html.clean, "plain": html.from_plain}.items():
        try:
            shown[way] = clean(source)
        except html.WordsRefused:
            continue
    if "html" in shown:
        shown["again"] = html.from_plain(html.to_plain(shown["html"]), limit=10**6)
        shown["blocks"] = "".join(value for kind, value in html.to_blocks(html.tree(shown["html"])) if kind == "prose")
    return shown


def strangers(page: Page, sections: dict[str, str]) -> list[str]:
    """Whatever stands in the page and has no business there."""
    allowed = {section: sorted(OF_A_PAGE if section.endswith("--blocks") else OURS) for section in sections}
    found = page.evaluate(STRANGE, allowed)
    if page.evaluate(OUTSIDE) != ["META", "TITLE", "SCRIPT", *["SECTION"] * len(sections)]:
        found.append("something left its section")
    return found + sorted(FORBIDDEN & set(page.evaluate("document.body.textContent")))


def has_acted(name: str, witness: Witness) -> bool:
    if PAYLOADS[name][1] is Harm.RUNS:
        return bool(witness.ran[name])
    return any(address.startswith(LEAK) for address in witness.asked[name])


def stands(page: Page, sign: str) -> bool:
    if sign.isascii():
        return page.evaluate("sign => document.querySelector(sign) !== null", sign)
    return sign in page.evaluate("document.body.textContent")
