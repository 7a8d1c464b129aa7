"""Lists of questions: all, by state, about one page; a page at a time."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum.discussions import actions
from forum.discussions.models import Question
from tests import build
from tests.forum.discussions.words import a_key, begin, check, page_of, text_of


def titles(client: Client, address: str = "/questions/") -> list[str]:
    return [question.title for question, _place in client.get(address).context["questions"]]


@pytest.fixture
def three(ana, ben):
    """One waits, one is talked about, one has its answer."""
    page = build.a_milestone()
    waiting, talking, answered = [build.a_question(ana, on=page, title=title) for title in ("Waiting", "Talking", "Answered")]
    build.a_reply(talking, ben)
    actions.choose_answer(by=ana, question=answered, reply=build.a_reply(answered, ben), instead_of=None)
    return page


@pytest.mark.parametrize(
    ("show", "found"),
    [("", ["Answered", "Talking", "Waiting"]), ("newest", ["Answered", "Talking", "Waiting"]), ("waiting", ["Waiting"]), ("answered", ["Answered"])],
)
def test_questions_by_state(three, stranger_client, show, found):
    assert titles(stranger_client, f"/questions/?show={show}") == found


def test_questions_about_one_page(three, stranger_client, ana):
    other = build.a_question(ana, title="Elsewhere")

    about = stranger_client.get(f"/questions/?page={three.pk}&show=waiting")

    assert [question.title for question, _place in about.context["questions"]] == ["Waiting"]
    assert "Broaden collaborative leadership" in text_of(about)
    assert f'href="?show=answered&page={three.pk}"' in page_of(about)
    assert titles(stranger_client, f"/questions/?page={other.page_id}") == ["Elsewhere"]


def test_the_page_of_the_guide_links_to_all_its_questions(stranger_client, ana):
    page = build.a_milestone()
    for n in range(6):
        build.a_question(ana, on=page, title=f"Question {n}")

    link = re.search(r'href="(/questions/\?page=\d+)"', page_of(stranger_client.get(page.url)))[1]

    assert titles(stranger_client, link) == [f"Question {n}" for n in (5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize(("count", "pages"), [(0, [0]), (1, [1]), (20, [20]), (21, [20, 1]), (43, [20, 20, 3])])
def test_pages_of_a_list_hold_every_question_once(stranger_client, ana, count, pages):
    on = build.a_milestone()
    for n in range(count):
        build.a_question(ana, on=on, title=f"Question {n}")
    address, found = f"/questions/?page={on.pk}", []

    while address:
        found.append(titles(stranger_client, address))
        more = re.search(r'href="(/questions/\?[^"]*before=[^"]*)"', page_of(stranger_client.get(address)))
        address = more and more[1]

    assert [len(page) for page in found] == pages
    assert sum(found, []) == [f"Question {n}" for n in reversed(range(count))]


def test_an_empty_list_says_what_to_do(stranger_client):
    assert "No questions here yet" in text_of(stranger_client.get("/questions/"))
    assert "Nothing is waiting" in text_of(stranger_client.get("/questions/?show=waiting"))


def test_a_question_that_was_unplaced_stands_on_the_guide_home(stranger_client, ana):
    actions.ask(by=ana, title="Where does this go?", body="", page=None)

    assert "on Guide home" in text_of(stranger_client.get("/questions/"))


# ---------------------------------------------------------------- my own


def test_my_questions_hold_what_i_asked_what_waits_and_what_i_began(client_of, ana, ben, newcomer):
    question = build.a_question(ana)
    build.a_question(ben, title="Ben's")
    held = build.a_question(newcomer, title="Held")
    reply = build.a_reply(question, newcomer)

    mine = text_of(client_of(newcomer).get("/my/questions/"))

    assert (held.title in mine, reply.question.title in mine, "Ben's" in mine) == (True, True, False)
    assert "waiting for review" in mine


def test_who_has_asked_nothing_is_told_how(client_of, ana):
    assert "You have not asked anything yet" in text_of(client_of(ana).get("/my/questions/"))


def test_a_reply_that_was_begun_is_found_again(client_of, ana, ben):
    question = build.a_question(ana)
    first, client = build.a_reply(question, ana), client_of(ben)
    for about, words in ((f"question:{question.pk}", "Ask the librarian"), (f"question:{question.pk}:{first.number}", "Thank you"), ("question:x", "Odd"), (f"question:{question.pk}", " ")):
        client.post("/ask/keep/", {"draft": a_key(), "kind": "reply", "about": about, "body": words})

    page = client.get("/my/questions/")

    links = re.findall(r'href="(/questions/\d+/reply/[^"]*)">([^<]*)</a>', page_of(page))
    assert [words for _link, words in links] == ["Thank you", "Ask the librarian"]
    for link, words in links:
        assert words in page_of(client.get(link))
    assert "Not posted yet" not in text_of(client_of(ana).get("/my/questions/"))


def test_a_posted_draft_is_not_listed_any_more(client_of, ana):
    client = client_of(ana)
    key = begin(client, title="Who begins?")
    assert "Not posted yet" in text_of(client.get("/my/questions/"))

    client.post(check(key))

    assert "Not posted yet" not in text_of(client.get("/my/questions/"))
    assert Question.objects.count() == 1
