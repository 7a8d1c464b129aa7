"""The CMS in a real browser: `page_of` complains of any script error and of any request to another host."""

import pytest
from playwright.sync_api import expect

from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_sees_the_page_beside_its_text(page_of, eve):
    milestone = build.a_milestone("Convene Innovators", prompts=["Reach out"])
    page = page_of(eve, width=1400)
    page.goto("/cms/")
    page.goto(f"/cms/pages/{milestone.pk}/edit/")

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe[src]")

    expect(preview.get_by_role("heading", level=1)).to_have_text("Convene innovators")
    expect(preview.locator(".annot h3")).to_have_text("Reach out")


def test_the_lists_pictures_and_reports_ask_no_other_host(page_of, eve):
    page = page_of(eve, width=1400)

    for address in ("/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/snippets/", "/cms/reports/site-history/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("link", name="Pictures")).to_be_visible()
