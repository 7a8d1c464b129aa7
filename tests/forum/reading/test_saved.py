"""Saved for later: a list of one's own, and a reminder on the morning one chose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum.discussions import actions
from forum.letters.happenings import Notice
from forum.letters.models import Letter, MailSettings
from forum.reading import shelf
from forum.reading.models import Bookmark
from forum.reading.reminders import remind
from tests import build
from tests.build import fresh
from tests.reading import read, words


def on_the_list(client) -> list[str]:
    return [words(title) for title in read("/my/saved/", client).select("main .row__title")]


def due_now() -> None:
    Bookmark.objects.update(remind_at=timezone.now() - timedelta(minutes=1))


def test_a_question_a_story_and_a_page_are_saved_and_taken_off(client_of, ana, ben):
    asked, story, page = build.a_question(ana, title="Who drives?"), build.a_story("Forty people and one bus"), build.a_milestone("Reach out")
    client = client_of(ben)

    for about in (f"question/{asked.pk}", f"page/{story.translation_key}", f"page/{page.translation_key}", f"question/{asked.pk}"):
        assert client.post(f"/my/saved/{about}/", {"remind_on": ""}).status_code == 302
    saved = on_the_list(client)
    client.post(f"/my/saved/page/{story.translation_key}/", {"take_off": "yes"})

    assert saved == ["Reach out", "Forty people and one bus", "Who drives?"]
    assert on_the_list(client) == ["Reach out", "Who drives?"]
    assert on_the_list(client_of(ana)) == []
    assert "Nothing saved yet" in read("/my/saved/", client_of(ana)).text


@pytest.mark.parametrize(("typed", "said"), [("2001-01-01", "Choose a day that is still to come"), ("soon", "Enter a day such as"), ("2999-01-01", "within a year")])
def test_a_day_that_cannot_be_is_explained_and_what_was_typed_stays(client_of, ana, ben, typed, said):
    asked = build.a_question(ana)

    answer = client_of(ben).post(f"/my/saved/question/{asked.pk}/", {"remind_on": typed})

    assert answer.status_code == 422 and said in answer.content.decode()
    assert BeautifulSoup(answer.content, "html.parser").select_one("#id_remind_on")["value"] == typed
    assert not Bookmark.objects.exists()


def test_a_reminder_comes_once_on_the_morning_of_the_day(client_of, ana, ben):
    asked = build.a_question(ana, title="Who drives?")
    day = shelf.today_of(ben) + timedelta(days=3)
    client_of(ben).post(f"/my/saved/question/{asked.pk}/", {"remind_on": day.isoformat()})
    too_soon = remind()
    at = timezone.localtime(Bookmark.objects.get().remind_at, ben.zone)
    due_now()

    reminded = [remind(), remind()]

    letter = Letter.objects.get(kind="reminder")
    assert (too_soon, reminded, at.date(), at.hour) == (0, [1, 0], day, 8)
    assert letter.person_id == ben.pk and "Who drives?" in letter.text and f"/questions/{asked.pk}/" in letter.text
    assert fresh(ben).unread_notices == 1
    assert "You wanted to be reminded of this" in client_of(ben).get("/my/notices/").content.decode()
    client_of(ben).get(asked.get_absolute_url())
    assert fresh(ben).unread_notices == 0


def test_no_reminder_of_what_may_not_be_read_and_no_letter_in_a_pause(ana, ben, sam):
    hidden, open_one = build.a_question(ana, title="Gone"), build.a_question(ana, title="Here")
    for asked in (hidden, open_one):
        shelf.save("question", str(asked.pk), by=ben, remind_on=shelf.today_of(ben) + timedelta(days=1))
    actions.take_away(hidden, to="hidden", expected=("visible",))
    MailSettings.objects.create(person=ben, paused_until=timezone.now() + timedelta(days=2))
    due_now()

    remind()

    assert not Letter.objects.filter(kind="reminder").exists()
    assert [notice.about for notice in Notice.objects.filter(person=ben)] == [f"question:{open_one.pk}"]


def test_the_list_costs_the_same_for_one_and_for_many(client_of, ana, ben, django_assert_max_num_queries):
    stories = [build.a_story(f"Story {n}") for n in range(2)]
    for n in range(4):
        shelf.save("question", str(build.a_question(ana, title=f"Question {n}").pk), by=ben)
    for story in stories:
        shelf.save("page", str(story.translation_key), by=ben)
    client = client_of(ben)
    client.get("/my/saved/")

    with django_assert_max_num_queries(9):
        client.get("/my/saved/")


def test_who_opens_the_page_has_seen_the_reminder(client_of, ben):
    page = build.a_milestone()
    shelf.save("page", str(page.translation_key), by=ben, remind_on=shelf.today_of(ben) + timedelta(days=1))
    due_now()
    remind()
    assert fresh(ben).unread_notices == 1

    client_of(ben).get(page.url)

    assert fresh(ben).unread_notices == 0
