"""Where a question began, and which passages of the guide may answer it: kept on the question and shown to whoever answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.discussions import actions
from forum.discussions.finding_pages import find_pages
from forum.discussions.models import Question
from guide.search.models import Mark
from tests import build
from tests.forum.discussions.words import begin, check, page_of, text_of
from tests.guide.search.reading import the_worker_reads

TITLE = "How do we bring principals in before there is money?"


@pytest.fixture
def milestone(db):
    return build.a_milestone(prompts=["Bring principals in early", "Keep trying"])


def read_and_find() -> int:
    the_worker_reads()
    return find_pages()


def look(question: Question):
    question.refresh_from_db()
    return Client().get(question.get_absolute_url())


# ---------------------------------------------------------------- where it began


def ask_elsewhere(client: Client, milestone, **chosen):
    key = begin(client, page=milestone, passage=milestone.body[0].id)
    client.post(f"/ask/{key}/details/", {"details": "", **chosen})
    seen = client.get(check(key))
    client.post(check(key))
    return Question.objects.get(), seen


def test_whoever_is_not_sure_is_seen_to_have_read_a_passage(client_of, ana, sam, milestone):
    question, seen = ask_elsewhere(client_of(ana), milestone, where="unsure")

    assert "Whoever answers also sees that you were reading Stage 1, Milestone 1: Broaden collaborative leadership." in text_of(seen)
    assert "Asked while reading Stage 1, Milestone 1: Broaden collaborative leadership, “Bring principals in early”" in text_of(look(question)).replace(" ,", ",")
    assert f'href="{milestone.url}">Stage 1, Milestone 1' in page_of(look(question))
    assert "Asked while reading" in text_of(client_of(sam).get(f"/desk/questions/{question.pk}/"))


def test_so_is_whoever_chose_another_page(client_of, ana, milestone):
    question, _seen = ask_elsewhere(client_of(ana), milestone, where="other", other_page=build.a_milestone("Share the work").pk)

    assert (question.page.title, question.came_from.pk, question.passage_heading) == ("Share the work", milestone.pk, "")
    assert question.came_from_heading == "Bring principals in early"


def test_where_the_page_was_chosen_already_nothing_more_is_said(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone, passage=milestone.body[0].id)
    client.post(check(key))

    question = Question.objects.get()
    assert (question.came_from, question.came_from_heading, question.passage_heading) == (None, "", "Bring principals in early")
    assert "Asked while reading" not in text_of(look(question))


def test_a_page_that_is_gone_is_not_named(ana, milestone):
    question = build.a_question(ana, on=build.a_milestone("Share the work"), came_from=milestone)
    milestone.unpublish()

    assert "Asked while reading" not in text_of(look(question))
    milestone.delete()
    assert look(question).status_code == 200


def test_moving_a_question_keeps_where_it_began(ana, milestone):
    question = build.a_question(ana, on=milestone, passage=milestone.body[0].id, heading="Bring principals in early")

    actions.move_question(question=question, page=build.a_milestone("Share the work"))
    actions.move_question(question=question, page=build.a_milestone("Look again"))

    question.refresh_from_db()
    assert (question.page.title, question.came_from.pk, question.came_from_heading) == ("Look again", milestone.pk, "Bring principals in early")


# ---------------------------------------------------------------- what may answer it


def test_the_worker_finds_passages_and_the_page_shows_them(ana, milestone):
    question = build.a_question(ana, on=build.a_milestone("Share the work"), title=TITLE)

    assert read_and_find() == 1

    assert f'href="{milestone.url}#passage-{milestone.body[0].id}">Bring principals in early</a>' in page_of(look(question))
    assert find_pages() == 0


def test_the_passage_it_was_asked_about_is_no_answer(ana, milestone):
    question = build.a_question(ana, on=milestone, title=TITLE, passage=milestone.body[0].id, heading="Bring principals in early")

    read_and_find()

    question.refresh_from_db()
    assert "Bring principals in early" not in [one["title"] for one in question.may_answer]


def test_pages_off_the_site_are_not_shown(ana, milestone):
    question = build.a_question(ana, on=build.a_milestone("Share the work"), title=TITLE)
    read_and_find()
    milestone.unpublish()

    assert "Bring principals in early" not in text_of(look(question))


def test_it_waits_until_the_search_has_read_the_guide(ana, milestone):
    build.a_question(ana, on=milestone, title=TITLE)

    assert Mark.objects.exists()
    assert find_pages() == 0
    the_worker_reads()
    assert find_pages() == 1


def test_the_guide_is_looked_through_again_after_a_week(ana, milestone):
    question = build.a_question(ana, on=build.a_milestone("Share the work"), title="Who unlocks the gymnasium doors on Saturdays?")
    read_and_find()
    build.a_milestone("Open the doors", prompts=["Unlock the gymnasium on Saturdays"])
    the_worker_reads()
    assert find_pages() == 0

    Question.objects.update(may_answer_due=timezone.now() - timedelta(seconds=1))
    assert find_pages() == 1
    question.refresh_from_db()
    assert [one["title"] for one in question.may_answer] == ["Unlock the gymnasium on Saturdays"]


def test_a_question_that_waits_for_review_is_not_looked_at(newcomer, milestone):
    build.a_question(newcomer, on=milestone, title=TITLE)

    assert read_and_find() == 0


def test_the_question_page_asks_nothing_more_for_it(ana, ben, client_of, milestone):
    other = build.a_milestone("Share the work")
    plain = build.a_question(ana, on=other, title="Zebras quarrel loudly?")
    rich = build.a_question(ana, on=other, title=TITLE, came_from=milestone)
    read_and_find()
    client = client_of(ben)
    for question in (plain, rich):
        client.get(question.get_absolute_url())
    with CaptureQueriesContext(connection) as without:
        client.get(plain.get_absolute_url())

    with CaptureQueriesContext(connection) as with_both:
        page = client.get(rich.get_absolute_url())

    assert "Asked while reading" in text_of(page) and "Bring principals in early" in text_of(page)
    assert len(with_both) == len(without)
