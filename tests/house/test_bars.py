"""The bars of every screen can fail: each helper of tests/browsing.py finds a planted fault."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import Watch, axe, hold_to_the_bars, no_sideways_scroll, wait_until

HOME = "http://localhost:1"
A_GOOD_PAGE = """<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>A page</h1><p>Words.</p>%s</main></body></html>"""


@pytest.fixture
def blank(browser: Browser) -> Page:
    page = browser.new_page()
    yield page
    page.close()


def test_a_good_page_passes(blank):
    blank.set_content(A_GOOD_PAGE % "")

    hold_to_the_bars(blank)


def test_axe_finds_a_picture_without_words(blank):
    blank.set_content(A_GOOD_PAGE % '<img src="data:,">')

    with pytest.raises(AssertionError, match="image-alt"):
        axe(blank)


def test_axe_looks_in_the_dark_too(blank):
    blank.set_content(A_GOOD_PAGE % "<style>@media (prefers-color-scheme: dark) { p { color: #eee; background: #fff } }</style>")

    with pytest.raises(AssertionError, match="1280 px, dark"):
        hold_to_the_bars(blank)


def test_sideways_scroll_names_what_is_too_wide(blank):
    blank.set_content(A_GOOD_PAGE % '<div class="wide" style="width: 400px">wide</div>')

    with pytest.raises(AssertionError, match="320: .*div.wide"):
        no_sideways_scroll(blank)


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ("<script>console.error('planted')</script>", "console: planted"),
        ("<script>planted()</script>", "script error: planted is not defined"),
        ('<img alt="" src="http://localhost:2/x.png">', "another host was asked: http://localhost:2/x.png"),
    ],
)
def test_the_watch_writes_down_what_no_page_may_do(browser, planted, complaint):
    context = browser.new_context()
    watch = Watch(HOME, context)
    page = context.new_page()

    page.set_content(A_GOOD_PAGE % planted)
    wait_until(page, lambda: watch.complaints)
    context.close()

    assert any(complaint in written for written in watch.complaints), watch.complaints


def test_a_quiet_page_has_no_complaints(browser):
    context = browser.new_context()
    watch = Watch(HOME, context)

    context.new_page().set_content(A_GOOD_PAGE % "<script>console.log('fine')</script>")
    context.close()

    assert watch.complaints == []
