"""What is hidden, withdrawn, unpublished or deleted is found by nobody from that moment on, and what comes back is found again."""

import pytest
from django.db import transaction
from wagtail.models import Page

from forum.discussions import actions
from forum.discussions.models import PostState, Question, Reply
from guide.models import StoryPage
from guide.search.finding import did_you_mean
from guide.search.models import Entry, Mark
from guide.search.writing import index_waiting
from moderation import actions as moderation
from tests import build
from tests.guide.search.reading import look, the_worker_reads, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(ana, ben):
    asked = build.a_question(ana, title="Who has a zeppelin?")
    build.a_reply(asked, ben, body="<p>The museum has a dirigible.</p>")
    the_worker_reads()
    return asked


def test_a_question_takes_its_replies_out_and_brings_them_back(question, sam):
    decision = moderation.decide(by=sam, post=question, act="hid", reason="Not here.")

    assert (titles("zeppelin"), titles("dirigible")) == ([], [])
    assert not Entry.objects.filter(thread=f"thread:{question.pk}").exists()
    the_worker_reads()
    assert titles("dirigible") == []

    moderation.undo(by=sam, decision=decision)
    the_worker_reads()
    assert titles("zeppelin") == titles("dirigible") == ["Who has a zeppelin?"]


def test_a_reply_goes_alone(question, ben):
    actions.withdraw(by=ben, post=question.replies.get())

    assert (titles("dirigible"), titles("zeppelin")) == ([], ["Who has a zeppelin?"])


def test_a_word_that_was_hidden_is_not_offered_as_a_spelling(question, ben):
    actions.withdraw(by=ben, post=question.replies.get())

    assert did_you_mean(look("dirigibel"), language="en") is None


def test_what_waits_for_review_is_not_found_until_it_is_approved(newcomer, sam):
    held = build.a_question(newcomer, title="Who has a zeppelin?")
    the_worker_reads()
    assert titles("zeppelin") == []

    moderation.decide(by=sam, post=held, act="approved")
    the_worker_reads()

    assert titles("zeppelin") == ["Who has a zeppelin?"]


def test_hiding_that_fails_takes_nothing_out(question):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.take_away(question, to=PostState.HIDDEN, expected=("visible",))
        raise RuntimeError

    assert titles("zeppelin") == ["Who has a zeppelin?"]


def test_an_entry_written_a_moment_too_late_is_not_shown(question, client):
    """A worker may have read the post before it was hidden, and write after."""
    Reply.objects.filter(question=question).update(state="hidden")
    assert titles("dirigible") == ["Who has a zeppelin?"]
    assert "museum" not in client.get("/search/?q=dirigible").content.decode()

    Question.objects.filter(pk=question.pk).update(state="hidden")
    assert "Who has a" not in client.get("/search/?q=zeppelin").content.decode()


def test_a_page_is_found_while_it_is_published(client):
    page = build.a_milestone("Launch a Zeppelin")
    the_worker_reads()
    assert titles("zeppelin")

    page.unpublish()
    assert not Entry.objects.filter(page_id=page.pk).exists()
    page.save_revision().publish()
    the_worker_reads()
    assert "Launch a zeppelin" in titles("zeppelin")

    page.delete()
    assert titles("zeppelin") == []


def test_a_page_taken_off_by_hand_is_not_shown(client):
    page = build.a_milestone("Launch a Zeppelin")
    the_worker_reads()

    Page.objects.filter(pk=page.pk).update(live=False)

    assert "Launch" not in client.get("/search/?q=zeppelin").content.decode()


def test_a_story_that_is_unpublished_is_gone_at_once():
    story = build.a_story("Forty people and one zeppelin")
    the_worker_reads()
    assert titles("zeppelin", "story") == ["Forty people and one zeppelin"]

    StoryPage.objects.get(pk=story.pk).unpublish()

    assert titles("zeppelin") == []


def test_a_moved_page_is_found_under_its_new_stage_and_address(client):
    page, two = build.a_milestone("Launch a Zeppelin"), build.a_stage("Develop", number=2)
    the_worker_reads()

    page.move(two, pos="last-child")
    the_worker_reads()

    page.refresh_from_db()
    assert f'href="{page.url}"' in client.get("/search/?q=zeppelin&stage=2").content.decode()


def test_questions_of_a_deleted_page_are_found_at_home(ana, client):
    page = build.a_milestone()
    build.a_question(ana, on=page, title="Who has a zeppelin?")
    page.delete()
    the_worker_reads()

    assert titles("zeppelin") == ["Who has a zeppelin?"]


def test_posting_leaves_one_mark_and_no_more(ana, ben, django_assert_num_queries):
    question = build.a_question(ana)
    Mark.objects.all().delete()

    build.a_reply(question, ben)

    assert [mark.source for mark in Mark.objects.all()] == [f"reply:{question.replies.get().pk}"]
    assert Entry.objects.count() == 0
    assert index_waiting() == 1
