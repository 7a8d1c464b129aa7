"""Stories in the queue of the desk: for whom they wait, and when they are due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.stories import actions as stories
from forum.stories.models import Submission
from moderation.desk import read_load, read_queue
from moderation.models import Act
from moderation.promotion import promote
from moderation.story_actions import decide
from tests import build
from tests.moderation.conftest import a_second_version, a_sent_story, a_written_story, fresh, queries_of, queue_of

pytestmark = pytest.mark.django_db


def days_ago(story: Submission, days: int) -> Submission:
    """Sent so long ago, and due five working days after that."""
    at = timezone.now() - timedelta(days=days)
    Submission.objects.filter(pk=story.pk).update(sent_at=at, state_at=at, due_on=stories.working_days_after(timezone.localdate(at), 5))
    return fresh(story)


def test_what_waits_for_whom(ben, joan, sam, eve, admin, held, accepted):
    waiting = days_ago(a_sent_story(ben, title="The bus"), 3)
    a_written_story(ben, title="A draft")
    changes = a_sent_story(ben, title="The van")
    decide(by=joan, story=changes, act=Act.ASKED_CHANGES, note="<p>Who?</p>")

    assert queue_of(joan) == queue_of(eve) == [waiting, accepted]
    assert queue_of(sam) == [held]
    assert set(queue_of(admin)) == {waiting, accepted, held}
    assert [line.mark for line in read_queue(joan)[0]] == ["", "Accepted, needs a page"]


def test_a_story_with_its_page_waits_no_more(joan, accepted):
    promote(by=joan, submission=accepted)

    assert queue_of(joan) == []


def test_stories_stand_among_posts_by_what_is_due(admin, ben, held):
    young, old = days_ago(a_sent_story(ben, title="Young"), 1), days_ago(a_sent_story(ben, title="Old"), 12)

    assert queue_of(admin) == [old, held, young]


def test_the_numbers_over_the_queue(joan, ben, accepted):
    days_ago(a_sent_story(ben, title="Late"), 15)
    stories.open_for(by=joan, story=days_ago(a_sent_story(ben, title="In hand"), 1))

    load = read_load(joan)

    assert (load.all, load.stories, load.late, load.yours) == (3, 3, 1, 2)


def test_a_line_says_how_old_it_is_and_whose(joan, ben):
    stories.open_for(by=joan, story=days_ago(a_sent_story(ben), 15))
    a_second_version(a_sent_story(ben, title="Twice"))

    late, twice = read_queue(joan)[0]

    assert (late.urgency, late.yours, late.kind, late.by) == ("late", True, "Story", "Ben Okafor, Tamarack County, WI")
    assert "late" in late.age
    assert twice.mark == "Version 2"


def test_pages_of_the_queue_leave_no_story_out(admin, ben, newcomer, monkeypatch):
    monkeypatch.setattr("moderation.desk.A_PAGE", 2)
    waiting = {days_ago(a_sent_story(ben, title=f"Story {n}"), n) for n in (1, 4, 9)} | {build.a_question(newcomer, title=f"Who number {n}?") for n in range(2)}

    seen, key = [], None
    while True:
        lines, key = read_queue(admin, after=key)
        seen += [line.subject for line in lines]
        if key is None:
            break

    assert len(seen) == len(waiting) and set(seen) == waiting


def test_the_desk_asks_as_often_for_one_story_as_for_three(joan, ben, client_of):
    client = client_of(joan)
    a_sent_story(ben)
    client.get("/desk/")
    one = queries_of(client, "/desk/?show=stories")
    for n in range(2):
        a_second_version(a_sent_story(build.a_member(f"Gus{n} Weber"), title=f"Story {n}"))

    assert queries_of(client, "/desk/?show=stories") == one
