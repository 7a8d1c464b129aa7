"""The page that stops letters, and the letters themselves, in a real browser."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from forum.letters.models import LetterStop
from tests.browsing import hold_to_the_bars
from tests.letters.conftest import a_letter
from tests.letters.test_words import KINDS, WORDS


def test_stopping_and_taking_it_back(page_of, live_server, ana):
    token = LetterStop.for_more_like(a_letter(to=ana, about_question=12)).token
    page = page_of()

    page.goto(f"/letters/unsubscribe/{token}/")
    hold_to_the_bars(page)
    page.get_by_role("button", name="Stop these emails").click()
    page.get_by_role("heading", name="Stopped").wait_for()
    assert LetterStop.objects.get().question == 12
    hold_to_the_bars(page)
    page.get_by_role("button", name="I pressed this by mistake").click()
    page.get_by_role("heading", name="You get them again").wait_for()

    assert not LetterStop.objects.exists()


def test_a_link_that_is_not_whole(page_of):
    page = page_of()

    page.goto("/letters/unsubscribe/half-of-it/")

    hold_to_the_bars(page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_read_in_light_and_dark_wide_and_narrow(page_of, kind):
    page = page_of()

    page.set_content(render_to_string(f"emails/{kind}.html", WORDS | {"subject": "A letter", "code": "123456"}))

    hold_to_the_bars(page)
