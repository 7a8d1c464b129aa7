"""The screens of asking without one's name, held to the bars."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from moderation.looking_up import look_up
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_askers_page_about_their_name(page_of, ana, sam):
    asked = build.a_question(ana, without_name=True)
    look_up(by=sam, question=asked, reason="A child may be in danger.")
    page = page_of(ana)
    page.goto(f"/my/questions/{asked.pk}/name/")

    hold_to_the_bars(page)
    page.get_by_role("button", name="Show my name from now on").press("Enter")
    expect(page.get_by_role("article").first).to_contain_text("Ana Ruiz")


def test_a_moderator_looks_up_who_asked(page_of, ana, sam):
    asked = build.a_question(ana, without_name=True)
    page = page_of(sam)
    page.goto(f"/desk/questions/{asked.pk}/who-asked/")

    hold_to_the_bars(page)
    page.get_by_label("Why do you need to know?").fill("A child may be in danger.")
    page.get_by_role("button", name="Write this down and look").press("Enter")
    expect(page.get_by_role("definition").first).to_have_text("Ana Ruiz")
    hold_to_the_bars(page)
