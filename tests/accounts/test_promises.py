"""Promised times and thresholds: administrators change them in the CMS, and every sentence and rule follows."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.promises.models import Promises, promised
from accounts.promises.words import working_days
from forum.stories import actions
from moderation.desk import read_queue
from moderation.reasons import words_of_a_report
from moderation.working_days import due_after, overdue_before
from tests import build
from tests.forum.stories import tales

pytestmark = pytest.mark.django_db

SCREEN = "/cms/settings/promises/promises/"
AS_SET = {"post_days": "2", "story_days": "12", "first_posts_wait": "on", "reports_hide_at": "4"}


def test_an_administrator_changes_them(client_of, admin):
    client = client_of(admin)
    screen = client.get(SCREEN, follow=True)
    assert "keep the day that their authors were told" in screen.content.decode()

    client.post(screen.redirect_chain[-1][0], AS_SET)

    now = promised()
    assert (now.post_days, now.story_days, now.first_posts_wait, now.child_reports_hide, now.reports_hide_at) == (2, 12, True, False, 4)
    assert Promises.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"post_days": "0"}, {"story_days": "61"}, {"story_days": ""}, {"post_days": "soon"}])
def test_what_cannot_be_promised_is_refused(client_of, admin, wrong):
    screen = Promises.objects.create()

    answer = client_of(admin).post(f"{SCREEN}{screen.pk}/", AS_SET | wrong)

    assert answer.status_code == 200 and "error" in answer.content.decode()
    assert promised().story_days == 5


def test_nobody_else_does(client_of, eve, sam, ana):
    screen = Promises.objects.create()
    for person in (eve, sam, build.a_story_moderator(), ana):
        client_of(person).post(f"{SCREEN}{screen.pk}/", AS_SET)

    assert promised().post_days == 1
    assert "promises" not in client_of(eve).get("/cms/").content.decode()


def test_it_is_read_once(django_assert_num_queries):
    Promises.objects.create(story_days=7)

    with django_assert_num_queries(1):
        days = [promised().story_days for _reading in range(3)]

    assert days == [7, 7, 7]


def test_a_story_is_due_by_it_from_then_on(ana, ben):
    before = tales.sent(ana)
    Promises.objects.create(story_days=12)

    after = tales.sent(ben)

    today = timezone.localdate()
    assert before.due_on == actions.working_days_after(today, 5) == tales.fresh(before).due_on
    assert after.due_on == actions.working_days_after(today, 12)


def test_pages_name_it(client, client_of, ana):
    Promises.objects.create(post_days=2, story_days=12)
    story = tales.sent(ana)

    recall = client_of(ana).get(f"/my/stories/{story.pk}/recall/").content.decode()

    assert "an editor reads it within 12 working days." in recall
    assert "An editor reads every story within 12 working days." in client.get("/share/").content.decode()
    assert words_of_a_report("child").endswith("within two working days.")


@pytest.mark.parametrize(("days", "words"), [(1, "one working day"), (5, "five working days"), (11, "11 working days")])
def test_a_time_in_words(days, words):
    assert working_days(days) == words


def test_a_post_is_late_by_it():
    Promises.objects.create(post_days=2)
    thursday, monday = (datetime(2026, 11, day, 10, tzinfo=ZoneInfo("America/New_York")) for day in (19, 23))

    assert (due_after(thursday), overdue_before(monday)) == (monday, thursday)


def test_the_queue_stands_by_it(ana, ben, admin, newcomer):
    """As long as both have the same time, what came first stands first; a story with more time stands behind."""
    story, question = tales.sent(ana), build.a_question(newcomer)
    assert [line.key.kind for line in read_queue(admin)[0]] == ["question", "story"]

    Promises.objects.create(post_days=5)

    assert [(line.key.kind, line.key.post) for line in read_queue(admin)[0]] == [("story", story.pk), ("question", question.pk)]
