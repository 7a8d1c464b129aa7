"""What was changed, as staff and strangers see it, and two windows, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = pytest.mark.browser


def test_a_question_is_changed_and_its_history_read(page_of, ana, sam):
    asked = build.a_question(ana, title="Who has the key?", body="<p>We ask everyone in town.</p>")
    build.changed(asked, "<p>We ask everyone in school.</p>", title="Who has the keys?")
    build.changed(asked, "<p>Timmy has it.</p>", private=True, title="Who has the keys?")
    page, other = page_of(ana, watched=False), page_of(ana)
    for window in (page, other):
        window.goto(f"/questions/{asked.pk}/edit/")
    other.get_by_label("Details").fill("Nobody has it.")
    other.get_by_role("button", name="Save your changes").click()
    expect(other.get_by_role("link", name="edited")).to_be_visible()
    page.get_by_label("Details").fill("Everybody has it.")
    page.get_by_role("button", name="Save your changes").click()
    expect(page.get_by_role("heading", name="Both versions beside each other")).to_be_visible()
    hold_to_the_bars(page)

    staff = page_of(sam)
    staff.goto(asked.get_absolute_url())
    staff.get_by_role("link", name="edited").click()
    expect(staff.get_by_text("Not shown to others")).to_be_visible()
    hold_to_the_bars(staff)

    staff.get_by_role("link", name="Put these words back").first.click()
    expect(staff.get_by_role("heading", name="Put former words back")).to_be_visible()
    hold_to_the_bars(staff)
