"""A story is checked on one page, and sent once."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forum.letters.models import Letter
from tests import build
from tests.forum.discussions.words import page_of, text_of
from tests.forum.stories.writing import TITLE, a_photo, a_whole_draft, at, stored, words_of
from tests.racing import at_once

pytestmark = pytest.mark.django_db
AFFIRM = {"affirm": "on"}


def test_the_check_page_shows_all_of_it_with_a_way_to_change_each(client_of, ana):
    story = a_whole_draft(ana)
    photo = a_photo(story)
    story.photos.update(alt="Four people around a table.", people="unsure")

    page = client_of(ana).get(at(story, "check"))

    for words in (TITLE, "By October we had 212 children. None of us knew.", "We put **one** desk", "131 names", "Tamarack County, Wisconsin", "Broaden collaborative leadership", "Four people around a table.", "We will not use it until you are.", "Ana Ruiz", "in print, with credit"):
        assert words in text_of(page)
    assert at(story, f"photos/{photo.pk}") in page_of(page)
    changes = re.findall(r'<a href="([^"#]+)[^>]*>Change<span class="vh"> ([^<]+)</span>', page_of(page))
    assert [name for _address, name in changes] == ["title", "what was going on", "what you did", "what changed", "place", "milestones", "parts of the work", "photos", "credit", "where it may be used"]
    assert {client_of(ana).get(address).status_code for address, _name in changes} == {200}


def test_a_story_is_sent_and_its_author_reads_by_when(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)

    answer = client.post(at(story, "check"), AFFIRM, follow=True)

    story = stored(story)
    assert (story.state, story.versions.count()) == ("with_editor", 1)
    assert story.affirmed_at is not None
    said = text_of(answer)
    assert "Thank you. Your story is with an editor" in said and story.reference in said
    assert f"By {date_format(story.due_on, 'l, F j')}" in said
    assert [letter.kind for letter in Letter.objects.filter(person=ana)] == ["story-sent"]
    assert f'data-clear-keep="story-{story.pk}-story"' in page_of(answer)


def test_sending_wants_the_box_and_the_house_rules_once(client_of, newcomer):
    story, client = a_whole_draft(newcomer), client_of(newcomer)

    bare, half = client.post(at(story, "check")), client.post(at(story, "check"), AFFIRM)
    assert [bare.status_code, half.status_code, stored(story).state] == [422, 422, "draft"]
    assert text_of(bare).count("Tick the box to say that you were there or have permission") == 2
    assert text_of(half).count("Tick the box to say that you are 16 or older") == 2

    client.post(at(story, "check"), AFFIRM | {"agree": "on"})
    newcomer.refresh_from_db()
    assert (stored(story).state, newcomer.house_rules_accepted_at is None) == ("with_editor", False)


def test_an_unfinished_story_cannot_be_sent(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    a_photo(story)

    answers = [client.get(at(story, "check")), client.post(at(story, "check"), AFFIRM)]

    assert [answer.headers["Location"] for answer in answers] == [at(story)] * 2
    assert stored(story).state == "draft"


def test_four_presses_at_once_send_once(transactional_db, client_of):
    ana = build.a_member()
    story, client = a_whole_draft(ana), client_of(ana)

    def press() -> str:
        window = Client()
        window.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return window.post(at(story, "check"), AFFIRM).headers["Location"]

    where = at_once(*[press] * 4)

    assert where == [at(story, "sent")] * 4
    assert (stored(story).versions.count(), Letter.objects.filter(kind="story-sent").count()) == (1, 1)


def test_a_pause_keeps_the_story(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    User.objects.update(silenced_until=timezone.now() + timezone.timedelta(days=2))

    answers = [client.post(at(story, page), AFFIRM) for page in ("check", "story", "photos")] + [client.post("/share/")]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert (stored(story).state, words_of(story)["title"]) == ("draft", TITLE)
