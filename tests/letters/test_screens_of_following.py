"""The screens of following, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from forum.letters import following
from tests import build
from tests.browsing import hold_to_the_bars
from tests.mail import tell_everybody


@pytest.fixture
def ana_follows(transactional_db) -> User:
    ana = build.a_member("Ana Ruiz", role="Principal", city="Quillen City", state="UT")
    question = build.a_question(ana, title="Who drives on Saturdays, when the van of the library is at the garage?")
    following.follow("place", "UT", person=ana, pace="daily")
    following.follow("page", question.page.translation_key, person=ana, pace="at_once")
    build.a_reply(question)
    tell_everybody()
    return User.objects.get(pk=ana.pk)


def test_notices(page_of, ana_follows):
    page = page_of(ana_follows)
    page.goto("/my/notices/")

    hold_to_the_bars(page)

    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("button", name="Mark all as read")).to_have_count(0)
    expect(page.get_by_text("unread notice")).to_have_count(0)


def test_what_one_follows(page_of, ana_follows):
    page = page_of(ana_follows)
    page.goto("/my/following/")

    hold_to_the_bars(page)

    page.get_by_label("How soon: Utah").select_option("weekly")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("How soon: Utah")).to_have_value("weekly")


def test_settings(page_of, ana_follows):
    page = page_of(ana_follows)
    page.goto("/my/settings/")

    hold_to_the_bars(page)

    page.get_by_role("button", name="Pause all email for a month").click()
    page.get_by_text("No emails come until").wait_for()


def test_following_with_an_address_from_the_page_itself(page_of, ana_follows):
    page = page_of(java_script_enabled=False)
    page.goto("/questions/")
    page.get_by_role("link", name="Who drives on Saturdays").click()
    page.get_by_role("link", name="Follow this question").click()

    page.get_by_label("Your email address").fill("val@example.org")
    page.get_by_label("As they happen").check()
    page.get_by_role("button", name="Send me the link").click()

    page.get_by_role("heading", name="Look in your mail").wait_for()


def test_the_control(page_of, ana_follows):
    page = page_of()
    page.goto("/follow/place/UT/")

    hold_to_the_bars(page)
