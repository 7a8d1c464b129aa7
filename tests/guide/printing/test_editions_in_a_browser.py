"""The links to editions hold to the bars, and editors see the printing move."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from guide.printing.models import LEASE, Edition, Step
from tests import build
from tests.browsing import axe, hold_to_the_bars

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    stage = build.a_stage(lead="A few see it first.")
    build.an_edition("stage-1", kind="stage", stage=stage)
    build.an_edition("stages", kind="stages")
    build.an_edition()
    return stage


def test_links_to_editions_hold_to_the_bars(page_of, stage):
    page = page_of()

    for address in (stage.url, "/part-3/", "/"):
        page.goto(address)
        expect(page.get_by_role("link", name="(PDF)").first).to_be_visible()
        hold_to_the_bars(page)


def test_editors_see_the_printing_move_without_asking_again(page_of, stage, eve):
    Edition.objects.update(due_at=timezone.now(), claimed_by="a printer", claimed_until=timezone.now() + LEASE, step=Step.LAYING_OUT, pages_so_far=3)
    page = page_of(eve)
    page.goto("/cms/editions/")
    expect(page.get_by_text("page 3")).to_have_count(3)
    axe(page)

    Edition.objects.update(due_at=None, claimed_by="", claimed_until=None, step="")

    expect(page.get_by_text("Up to date").first).to_be_visible()
    expect(page.get_by_text("page 3")).to_have_count(0)
