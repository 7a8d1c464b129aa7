"""Lists of questions: all, by state, about one page; a page at a time."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.discussions.models import Question
from guide.models import Topic
from tests import build
from tests.forum.discussions.words import a_key, begin, check, page_of, text_of
from tests.reading import read, words


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


def test_a_row_names_its_page_and_one_that_waits_shows_its_first_words(three, stranger_client):
    rows = {words(row.select_one(".row__title")): row for row in read("/questions/", stranger_client).select(".rows > li")}

    assert all("on Broaden collaborative leadership" in words(row.select_one(".row__meta")) for row in rows.values())
    assert {title: words(text) for title, row in rows.items() if (text := row.select_one(".row__text"))} == {"Waiting": "We have no custodian."}


def test_questions_about_one_page(three, stranger_client, ana):
    other = build.a_question(ana, title="Elsewhere")

    about = stranger_client.get(f"/questions/?page={three.pk}&show=waiting")

    assert [question.title for question, _place in about.context["questions"]] == ["Waiting"]
    assert "Broaden collaborative leadership" in text_of(about)
    assert f'<input type="hidden" name="page" value="{three.pk}">' in page_of(about)
    assert titles(stranger_client, f"/questions/?page={other.page_id}") == ["Elsewhere"]


def test_questions_about_one_passage(ana, stranger_client, milestone_with_two):
    page, here = milestone_with_two
    address = f"/questions/?page={page.pk}&passage={page.body[0].id}"

    seen = stranger_client.get(address)

    assert [question.title for question, _place in seen.context["questions"]] == [here.title]
    assert [(chip.words, chip.without) for chip in seen.context["narrowing"].chips] == [("Reach out", f"page={page.pk}")]
    assert f'name="passage" value="{page.body[0].id}"' in seen.content.decode()
    for unknown in ("nonsense", "", "earlier"):
        assert len(stranger_client.get(f"/questions/?page={page.pk}&passage={unknown}").context["questions"]) == (0 if unknown == "earlier" else 2)


@pytest.fixture
def milestone_with_two(ana):
    page = build.a_milestone()
    here = build.a_question(ana, on=page, passage=page.body[0].id, title="Who reaches out first?")
    build.a_question(ana, on=page, title="Who else?")
    return page, here


def test_the_page_of_the_guide_links_to_all_its_questions(stranger_client, ana):
    page = build.a_milestone()
    for n in range(6):
        build.a_question(ana, on=page, title=f"Question {n}")

    link = re.search(r'href="(/questions/\?page=\d+)"', page_of(stranger_client.get(page.url)))[1]

    assert titles(stranger_client, link) == [f"Question {n}" for n in (5, 4, 3, 2, 1, 0)]


@pytest.fixture
def elsewhere(ana):
    """In Stage 2 on the stage itself, and on the home of the guide."""
    stage = build.a_stage("Develop an operating framework", number=2)
    build.a_question(ana, title="On the stage", on=stage)
    actions.ask(by=ana, title="Nowhere", body="", page=None)
    return stage


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("show=waiting&show=talking", ["Nowhere", "On the stage", "Talking", "Waiting"]),
        ("show=waiting&show=talking&show=answered", ["Nowhere", "On the stage", "Answered", "Talking", "Waiting"]),
        ("stage=1", ["Answered", "Talking", "Waiting"]),
        ("stage=1&show=talking", ["Talking"]),
        ("stage=1&stage=2&show=waiting&show=answered", ["On the stage", "Answered", "Waiting"]),
        ("stage=2&show=answered", []),
        ("stage=0&stage=1%27&show=none&topic=-1&before=x&page=0", ["Nowhere", "On the stage", "Answered", "Talking", "Waiting"]),
    ],
)
def test_several_states_and_stages(three, elsewhere, stranger_client, query, found):
    assert titles(stranger_client, f"/questions/?{query}") == found


def test_each_state_and_stage_says_how_many_there_are(three, elsewhere, stranger_client):
    with_a_topic, nobodys = Topic.objects.all()[:2]
    Question.objects.filter(title="Talking").update(topic=with_a_topic)

    shown = read("/questions/?stage=1&show=waiting")

    counts = {words(choice.label): words(choice.select_one(".n")) for choice in shown.select(".filters .choice")}
    assert counts == {"Waiting for an answer": "3", "Answered": "1", "Still talking": "1", "Needs more information": "0", "Closed": "0", "1. Decide to scale up": "3", "2. Develop an operating framework": "1"}
    assert [box["id"] for box in shown.select(".filters input[checked]")] == ["show-waiting", "stage-1"]
    assert [words(found) for found in shown.select("main [role=status]")] == ["1 question of 5"]
    said = [words(read(f"/questions/{query}").select_one("main [role=status]")) for query in ("", f"?page={three.pk}", f"?topic={with_a_topic.pk}", f"?topic={nobodys.pk}")]
    assert said == ["5 questions, newest first", "3 questions, newest first", "Newest first", ""]


def test_a_filter_is_taken_off_and_the_page_it_is_about_stays(three, stranger_client):
    shown = read(f"/questions/?page={three.pk}&show=waiting&show=talking&stage=1")

    assert [link["href"] for link in shown.select(".chips a")] == [f"?show=talking&page={three.pk}", f"?show=waiting&page={three.pk}", f"/questions/?page={three.pk}"]
    assert shown.select("input[name=stage]") == []


def test_the_search_field_leads_to_questions_in_the_search(db):
    form = read("/questions/").select_one("form[role=search]")

    assert (form["action"], [(field["name"], field.get("value")) for field in form.select("input")]) == ("/search/", [("kind", "question"), ("q", None)])


def test_pages_of_a_narrowed_list_hold_every_question_once_and_cost_the_same(ana, ben, stranger_client, django_assert_num_queries):
    pages = [build.a_milestone(title) for title in ("Reach out", "Agree on roles")]
    for n in range(23):
        talking = build.a_question(ana, on=pages[n % 2], title=f"Question {n}")
        if n % 3:
            build.a_reply(talking, ben)
    address, found = "/questions/?stage=1&show=waiting&show=talking", []
    second = Question.objects.order_by("pk")[1]
    with CaptureQueriesContext(connection) as few:
        stranger_client.get(f"{address}&before={second.pk}")

    with django_assert_num_queries(len(few)):
        first = stranger_client.get(address)
    found += [question.title for question, _place in first.context["questions"]]
    found += titles(stranger_client, html.unescape(re.search(r'href="(/questions/\?[^"]*before=[^"]*)"', first.content.decode())[1]))

    assert found == [f"Question {n}" for n in reversed(range(23))]


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
    assert "Waiting for review" in mine


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
