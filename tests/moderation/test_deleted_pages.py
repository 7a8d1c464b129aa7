"""A page goes, its questions stay: the CMS asks where they should go, and whatever way a page is deleted none is lost."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connections, transaction
from wagtail.models import Locale, Page, PageLogEntry

from forum.discussions import actions as forum
from forum.discussions.models import Question, Tally
from moderation.desk import read_queue
from tests import build
from tests.moderation.conftest import fresh

pytestmark = pytest.mark.django_db


def tally_of(page: Page, passage: str = "") -> tuple[int, int, int]:
    found = Tally.objects.filter(page_key=page.translation_key, passage=passage).first() or Tally()
    return found.questions, found.answered, found.waiting


@pytest.fixture
def milestone(db):
    return build.a_milestone("Share power")


@pytest.fixture
def elsewhere(milestone):
    return build.a_milestone("Share data", stage=build.a_stage("Build it", number=2))


@pytest.fixture
def asked_there(milestone, ana, ben):
    """Three on the milestone: one answered, one about a passage, one waiting for review."""
    answered = build.a_question(ana, on=milestone)
    reply = build.a_reply(answered, ben)
    forum.choose_answer(by=ana, question=answered, reply=reply, instead_of=None)
    block = milestone.body[0]
    about_a_passage = build.a_question(ana, on=milestone, title="Why?", passage=block.id, heading="Reach out")
    return [answered, about_a_passage, build.a_question(build.a_newcomer(), on=milestone, title="Who?")]


def delete_address(page: Page) -> str:
    return f"/cms/pages/{page.pk}/delete/"


def bulk_address(*pages: Page) -> str:
    return "/cms/bulk/wagtailcore/page/delete/?" + "&".join(f"id={page.pk}" for page in pages)


def test_deleting_asks_first_where_the_questions_go(client_of, eve, milestone, elsewhere, asked_there):
    page = client_of(eve).post(delete_address(milestone), {"next": ""}).content.decode()

    assert "3 questions stand on what you are deleting. Nothing is deleted yet." in page
    assert f'<option value="{elsewhere.pk}">' in page
    assert f'<option value="{milestone.pk}">' not in page
    assert Page.objects.filter(pk=milestone.pk).exists()
    assert {fresh(question).page_id for question in asked_there} == {milestone.pk}


def test_the_questions_go_along_with_their_counts(client_of, eve, milestone, elsewhere, asked_there):
    answer = client_of(eve).post(delete_address(milestone), {"questions-page": elsewhere.pk}, follow=True)

    assert not Page.objects.filter(pk=milestone.pk).exists()
    assert {(q.page_id, q.page_key, q.placed, q.passage) for q in map(fresh, asked_there)} == {(elsewhere.pk, elsewhere.translation_key, True, "")}
    assert fresh(asked_there[1]).passage_heading == "Reach out"
    assert (tally_of(elsewhere), tally_of(milestone)) == ((2, 1, 1), (0, 0, 0))
    assert not Tally.objects.filter(page_key=milestone.translation_key).exists()
    assert PageLogEntry.objects.get(action="forum.take_questions").data == {"questions": [question.pk for question in asked_there]}
    assert "3 questions now stand on “Share data”." in answer.content.decode()


def test_an_ancestor_takes_no_question_down_with_it(client_of, eve, milestone, elsewhere, asked_there):
    stage = milestone.get_parent()
    client = client_of(eve)
    assert "3 questions stand on what you are deleting" in client.post(delete_address(stage)).content.decode()

    client.post(delete_address(stage), {"questions-page": elsewhere.pk})

    assert not Page.objects.filter(pk__in=[stage.pk, milestone.pk]).exists()
    assert {fresh(question).page_id for question in asked_there} == {elsewhere.pk}


def test_many_pages_at_once(client_of, eve, ana, milestone, elsewhere, asked_there):
    second = build.a_milestone("Share time", stage=milestone.get_parent().specific)
    also = build.a_question(ana, on=second)
    client, address = client_of(eve), bulk_address(milestone, second)
    assert client.get(address).status_code == 200
    assert "4 questions stand on what you are deleting" in client.post(address).content.decode()
    assert Page.objects.filter(pk__in=[milestone.pk, second.pk]).count() == 2

    client.post(address, {"questions-page": elsewhere.pk})

    assert not Page.objects.filter(pk__in=[milestone.pk, second.pk]).exists()
    assert {fresh(question).page_id for question in [*asked_there, also]} == {elsewhere.pk}
    assert tally_of(elsewhere) == (3, 1, 2)


def test_a_page_without_questions_goes_without_a_word(client_of, eve, milestone):
    client_of(eve).post(delete_address(milestone))

    assert not Page.objects.filter(pk=milestone.pk).exists()


@pytest.mark.parametrize("target", ["", "0", "x", "itself"])
def test_a_page_that_is_none_deletes_nothing(client_of, eve, milestone, asked_there, target):
    answer = client_of(eve).post(delete_address(milestone), {"questions-page": milestone.pk if target == "itself" else target})

    assert answer.status_code == 422
    assert Page.objects.filter(pk=milestone.pk).exists()
    assert {fresh(question).page_id for question in asked_there} == {milestone.pk}


def test_a_deletion_that_is_not_confirmed_moves_nothing(client_of, eve, milestone, elsewhere, asked_there):
    client_of(eve).post(delete_address(milestone), {"questions-page": elsewhere.pk, "confirm_site_name": "Something else"})

    assert Page.objects.filter(pk=milestone.pk).exists()
    assert {fresh(question).page_id for question in asked_there} == {milestone.pk}


def test_one_who_may_not_delete_moves_nothing(client_of, sam, milestone, elsewhere, asked_there):
    client_of(sam).post(delete_address(milestone), {"questions-page": elsewhere.pk})

    assert {fresh(question).page_id for question in asked_there} == {milestone.pk}


def test_the_home_of_the_guide_stays(client_of, eve, asked_there):
    home = build.the_home()

    answer = client_of(eve).post(delete_address(home))

    assert answer.status_code == 409
    assert "The home of the guide cannot be deleted" in answer.content.decode()
    assert Page.objects.filter(pk=home.pk).exists()


@pytest.mark.parametrize("way", ["the page", "its stage", "a queryset"])
def test_by_any_other_way_they_go_home_and_to_the_desk(sam, milestone, asked_there, way):
    visible = asked_there[:2]
    {
        "the page": lambda: milestone.delete(),
        "its stage": lambda: milestone.get_parent().delete(),
        "a queryset": lambda: Page.objects.filter(pk=milestone.pk).delete(),
    }[way]()

    home = build.the_home()
    assert {(q.page_id, q.page_key, q.placed) for q in map(fresh, asked_there)} == {(home.pk, home.translation_key, False)}
    assert tally_of(home) == (2, 1, 1)
    assert not Tally.objects.filter(page_key=milestone.translation_key).exists()
    assert set(visible) <= {line.subject for line in read_queue(sam)[0]}


def test_a_page_that_stays_in_another_language_keeps_them(milestone, asked_there):
    spanish = Locale.objects.get(language_code="es")
    for page in [*milestone.get_ancestors().filter(depth__gt=1), milestone]:
        page.specific.copy_for_translation(spanish)
    translated = Page.objects.get(translation_key=milestone.translation_key, locale=spanish)
    before = tally_of(milestone)

    milestone.delete()

    assert {(q.page_id, q.page_key, q.placed) for q in map(fresh, asked_there)} == {(translated.pk, milestone.translation_key, True)}
    assert tally_of(milestone) == before == (2, 1, 1)


def test_a_page_taken_off_the_site_keeps_them(milestone, asked_there):
    milestone.unpublish()

    assert {fresh(question).page_id for question in asked_there} == {milestone.pk}
    assert tally_of(milestone) == (2, 1, 1)


def test_a_thousand_questions_move_in_as_many_queries_as_one(client_of, eve, ana, milestone, elsewhere, django_assert_max_num_queries):
    Question.objects.bulk_create(
        Question(author=ana, title=f"Who number {n}?", page=milestone, page_key=milestone.translation_key, state="visible") for n in range(1_000)
    )
    client = client_of(eve)
    client.get("/cms/")

    with django_assert_max_num_queries(200):  # most are Wagtail's own
        client.post(delete_address(milestone), {"questions-page": elsewhere.pk})

    assert tally_of(elsewhere) == (1_000, 0, 1_000)


@pytest.mark.django_db(transaction=True)
def test_a_question_asked_while_its_page_is_deleted_is_not_lost(ana, milestone):
    asking, results = threading.Event(), []

    def ask() -> None:
        try:
            with transaction.atomic():
                results.append(forum.ask(by=ana, title="Who drives?", body="", page=milestone))
                asking.set()
                time.sleep(0.3)  # the other comes as far as it can
        finally:
            connections.close_all()

    def delete() -> None:
        try:
            asking.wait(60)
            Page.objects.get(pk=milestone.pk).delete()
        except Exception as problem:  # looked at below
            results.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deed) for deed in (ask, delete)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(results) == 1, results
    question, home = fresh(results[0]), build.the_home()
    assert (question.page_id, question.page_key) == (home.pk, home.translation_key)
    assert tally_of(home) == (1, 0, 1)
