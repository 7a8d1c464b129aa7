"""The screens of one's own data, held to the bars; one walk through them, as a member goes who changes their mind."""

from __future__ import annotations

import io
import zipfile

import pytest
from playwright.sync_api import expect

from accounts.own_data import copies
from tests import build
from tests.accounts.security.people import proved
from tests.accounts.security.test_passkeys import cookies_of
from tests.browsing import hold_to_the_bars
from tests.forum.stories import tales

pytestmark = pytest.mark.browser


def test_a_copy_then_leaving_then_staying(page_of, live_server, ana):
    tales.published(ana, build.a_story_moderator())
    page = page_of()
    page.context.add_cookies(cookies_of(proved(ana), live_server.url))

    page.goto("/my/data/")
    page.get_by_role("button", name="Ask for a copy").click()
    expect(page.get_by_text("We are making it.")).to_be_visible()
    copies.make_those_asked_for()
    page.reload()
    hold_to_the_bars(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").click()
    zipped = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert {"data.json", "index.html"} <= {*zipped.namelist()}

    page.get_by_role("link", name="Delete your account").click()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    hold_to_the_bars(page)
    page.get_by_label("Leave them on the site").check()
    page.get_by_label("I want my account to be deleted").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("You asked for it. On")).to_be_visible()
    hold_to_the_bars(page)
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_text("You stay. Nothing was deleted.")).to_be_visible()
