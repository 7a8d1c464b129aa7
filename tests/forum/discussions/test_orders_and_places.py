"""Lists of questions in the order of what helped, and from where people ask; and the lists of a member's own."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.discussions.models import Question, Standing, guide_home
from forum.discussions.narrowing import Narrowing
from forum.letters.following import follow
from guide.spiral import read_spiral
from tests import build
from tests.forum.discussions.test_feeds import entries
from tests.forum.discussions.test_lists import titles
from tests.reading import read, words


@pytest.fixture
def helped(ana):
    """Seven questions on two milestones; all but the last helped somebody, three of them as many."""
    pages = [build.a_milestone(title) for title in ("Reach out", "Agree on roles")]
    for n, people in enumerate((1, 3, 2, 2, 2, 9, 0)):
        asked = build.a_question(ana, on=pages[n % 2], title=f"Question {n}")
        Question.objects.filter(pk=asked.pk).update(helped_count=people, standing=Standing.ANSWERED if n % 3 else Standing.TALKING)
    return pages


IN_ORDER = ["Question 5", "Question 1", "Question 4", "Question 3", "Question 2", "Question 0"]


@pytest.mark.parametrize(("query", "left"), [("", "012345"), ("&show=answered", "1245"), ("&show=answered&show=talking", "012345"), ("&stage=1", "012345"), ("&show=talking", "03")])
@pytest.mark.parametrize("a_page", [1, 2, 20])
def test_what_helped_most_stands_first_and_every_page_goes_on(helped, stranger_client, monkeypatch, query, left, a_page):
    monkeypatch.setattr("forum.discussions.views.reading.A_PAGE", a_page)
    address, found = f"/questions/?order=helpful{query}", []

    while address:
        page = read(address)
        found += [words(title) for title in page.select(".rows .row__title")]
        further = page.select_one("a[rel=next]")
        address = further and further["href"]

    assert found == [title for title in IN_ORDER if title[-1] in left]


@pytest.mark.parametrize("before", ["x", "-1", "3", "2-", "9" * 40, "2-99999999999999999999"])
def test_an_odd_place_in_the_order_begins_at_the_first(helped, stranger_client, before):
    assert titles(stranger_client, f"/questions/?order=helpful&before={before}") == IN_ORDER


def test_the_lists_lead_to_each_other_and_keep_what_was_narrowed(helped, stranger_client):
    page = read("/questions/?order=helpful&stage=1")

    tabs = {words(link): (link["href"], link.get("aria-current")) for link in page.select(".linktabs a")}
    assert tabs == {"Newest": ("?stage=1", None), "Most helpful": ("?stage=1&order=helpful", "page"), "Waiting for an answer": ("?show=waiting&stage=1", None)}
    assert "Helped 9 people" in words(page.select_one(".rows li"))
    assert page.select_one(".filters input[name=order]")["value"] == "helpful"
    assert "order" not in page.select_one("link[rel=alternate]")["href"]
    assert "No reply has helped anybody here yet" in read("/questions/?order=helpful&show=closed").text


def test_one_milestone_is_asked_for(helped, stranger_client):
    assert titles(stranger_client, f"/questions/?milestone={helped[1].pk}") == ["Question 5", "Question 3", "Question 1"]
    assert titles(stranger_client, f"/questions/?milestone={helped[1].pk}&stage=1&order=helpful") == ["Question 5", "Question 1", "Question 3"]
    assert titles(stranger_client, "/questions/?milestone=0&milestone=-") == [f"Question {n}" for n in range(6, -1, -1)]


# ---------------------------------------------------------------- where people ask from


@pytest.fixture
def in_new_mexico(ana, ben, eve):
    """Ana shows that she is there, Ben hides it, Eve wrote it out."""
    for person, state, shown in ((ana, "NM", True), (ben, "NM", False), (eve, "New Mexico", True)):
        person.state, person.show_place = state, shown
        person.save()
        build.a_question(person, title=f"{person.first_name} asks")
    return ana


def test_a_place_finds_those_who_show_it(in_new_mexico, client, stranger_client):
    assert titles(stranger_client, "/questions/?state=NM") == ["Eve asks", "Ana asks"]
    assert titles(stranger_client, "/questions/?state=ME") == []
    assert titles(stranger_client, "/questions/?state=nowhere") == ["Eve asks", "Ben asks", "Ana asks"]
    assert entries(client, "/feeds/questions/?state=NM") == ["Eve asks", "Ana asks"]


def test_no_place_says_where_an_alias_is_and_none_says_who_left(in_new_mexico, stranger_client, eve):
    actions.ask(by=in_new_mexico, title="Nobody asks", body="", page=build.a_milestone("Alone"), without_name=True)
    eve.erased_at = eve.joined_at
    eve.save()

    assert [titles(stranger_client, f"/questions/?state=NM{more}") for more in ("", "&show=waiting", "&show=waiting&show=closed")] == [["Ana asks"]] * 3
    assert "Nobody asks" in titles(stranger_client)


# ---------------------------------------------------------------- along an index

@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite explains in another way")
@pytest.mark.parametrize("narrowed", [{}, {"show": "answered"}, {"milestone": True}, {"milestone": True, "show": "answered"}])
@pytest.mark.parametrize(("order", "along"), [({}, "questions_"), ({"order": "helpful"}, "questions_helpful"), ({"order": "helpful", "before": "2-5"}, "questions_helpful")])
def test_each_list_is_read_in_its_order_along_an_index_and_sorts_nothing(helped, narrowed, order, along):
    asked = QueryDict(mutable=True)
    asked.update({name: helped[1].pk if value is True else value for name, value in (narrowed | order).items()})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        with CaptureQueriesContext(connection) as read_by:
            Narrowing(asked, spiral=read_spiral(guide_home())).listed(20, before=order.get("before", ""))
        first = next(one["sql"] for one in read_by if 'FROM "discussions_question"' in one["sql"])
        cursor.execute("EXPLAIN " + first)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert re.search(rf"Scan using {along}\w* on discussions_question", plan), plan
    assert "before" in order or "Sort" not in plan, plan  # a further page joins two stretches, each in its order


# ---------------------------------------------------------------- my own


def mine(client, of: str = "") -> list[str]:
    return [question.title for question, _place in client.get(f"/my/questions/?of={of}").context["questions"]]


@pytest.fixture
def ours(ana, ben, newcomer):
    """Ben follows one question, replied to another, and has a third too; what he asked stands under an alias."""
    on = build.a_milestone()
    followed, answered, too, _other = [build.a_question(ana, on=on, title=title) for title in ("Followed", "Answered", "Mine too", "Other")]
    follow("question", followed.pk, person=ben)
    build.a_reply(answered, ben)
    actions.say_me_too(by=ben, question=too)
    return actions.ask(by=ben, title="Mine alone", body="", page=on, without_name=True)


@pytest.mark.parametrize(("of", "found"), [("", {"Mine alone"}), ("odd", {"Mine alone"}), ("answered", {"Answered"}), ("too", {"Mine too"})])
def test_each_of_my_lists_holds_what_i_did(ours, client_of, ben, of, found):
    assert set(mine(client_of(ben), of)) == found


def test_what_i_follow_is_what_the_settings_say_too(ours, client_of, ben, eve):
    assert mine(client_of(ben), "followed") == ["Mine too", "Followed"]
    assert "You follow no questions yet" in read("/my/questions/?of=followed", client_of(eve)).text


def test_my_list_says_what_i_asked_without_my_name(ours, client_of, ana, ben):
    build.a_question(ben, title="With my name")

    rows = {words(row.select_one(".row__title")): "Asked without your name" in row.text for row in read("/my/questions/", client_of(ben)).select(".rows > li")}

    assert rows == {"Mine alone": True, "With my name": False}


@pytest.mark.parametrize("of", ["asked", "followed", "answered", "too"])
def test_a_list_of_mine_costs_the_same_with_one_and_with_three(ana, ben, client_of, of):
    client, costs, on = client_of(ben), [], build.a_milestone()
    for many in (1, 2):
        for _ in range(many):
            build.a_question(ben, on=on)
            others = build.a_question(ana, on=on)
            build.a_reply(others, ben)
            actions.say_me_too(by=ben, question=others)
        with CaptureQueriesContext(connection) as cost:
            client.get(f"/my/questions/?of={of}")
        costs.append(len(cost))

    assert costs[0] == costs[1]
