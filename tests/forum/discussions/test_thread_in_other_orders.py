"""A thread newest first, or with what helped most first: flat, each reply once, a constant number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.discussions.models import Reply
from forum.discussions.ordering import FIELDS
from tests import build
from tests.forum.discussions.trees import grow
from tests.reading import read, words

ORDERS = {"newest": lambda reply: -reply.pk, "helpful": lambda reply: (-reply.helped_count, -reply.pk)}


@pytest.fixture
def thread(ana, ben):
    """45 replies in branches; they helped 0 to 3 people."""
    question = build.a_question(ana)
    made = grow(question, 45, by=[ana, ben], seed=3)
    for reply in made:
        reply.helped_count = reply.number % 4
    Reply.objects.bulk_update(made, ["helped_count"])
    return question


def pages_of(question, order: str, client=None):
    address = f"{question.get_absolute_url()}?order={order}"
    while address:
        page = read(address, client)
        yield page
        further = page.select_one("a[rel=next]")
        address = further and further["href"]


def numbers_on(page) -> list[int]:
    return [int(post["id"].removeprefix("reply-")) for post in page.select(".thread article.post")]


@pytest.mark.parametrize("order", ORDERS)
def test_each_reply_stands_once_in_the_order_asked_for(thread, order):
    found = [number for page in pages_of(thread, order) for number in numbers_on(page)]

    assert found == [reply.number for reply in sorted(thread.replies.all(), key=ORDERS[order])]


def test_a_reply_names_whom_it_answers_and_the_choice_stays(thread, ana, client_of):
    page = read(f"{thread.get_absolute_url()}?order=newest", client_of(ana))
    answering = {reply.number for reply in thread.replies.exclude(parent=None)}

    assert {int(post["id"].removeprefix("reply-")) for post in page.select("article.post:has(.replyto)")} == answering & set(numbers_on(page))
    assert not page.select(".thread .thread, .thread ol")
    assert words(page.select_one("#order option[selected]")) == "Newest"


def test_the_chosen_answer_is_marked_in_its_place(thread, ana, ben):
    answer = thread.replies.filter(author=ben)[0]
    actions.choose_answer(question=thread, reply=answer, by=ana, instead_of=None)

    [chosen] = [post for page in pages_of(thread, "helpful") for post in page.select("article.chosen")]

    assert chosen["id"] == answer.anchor


def test_what_is_gone_has_no_place_in_a_list(thread, ana, ben, client_of):
    hidden, gone = thread.replies.filter(author=ben, child_count__gt=0)[:2]
    Reply.objects.filter(pk=hidden.pk).update(state="hidden")
    Reply.objects.filter(pk=gone.pk).update(state="withdrawn")

    seen = {name: {number for page in pages_of(thread, "newest", client) for number in numbers_on(page)} for name, client in (("visitor", None), ("its author", client_of(ben)), ("sam", client_of(build.a_moderator("Sam Haddad"))))}

    assert {name: (hidden.number in numbers, gone.number in numbers) for name, numbers in seen.items()} == {"visitor": (False, False), "its author": (True, False), "sam": (True, False)}


@pytest.mark.parametrize("odd", ["order=x", "order=newest&behind=x", "order=helpful&behind=-1", "order=helpful&behind=99999999999-1", "order=newest&behind=99999999999999999999"])
def test_odd_words_in_the_address_begin_at_the_first(thread, odd):
    order = odd.removeprefix("order=").partition("&")[0]

    first = numbers_on(read(f"{thread.get_absolute_url()}?{odd}"))

    assert first == numbers_on(read(thread.get_absolute_url() if order == "x" else f"{thread.get_absolute_url()}?order={order}"))


@pytest.mark.parametrize("order", ORDERS)
def test_a_list_costs_the_same_at_any_length(ana, ben, client_of, order):
    client, costs = client_of(ben), []
    for size in (3, 60):
        question = build.a_question(ana)
        grow(question, size, by=[ana, ben])
        for _ in range(2):  # the first look is written down
            with CaptureQueriesContext(connection) as cost:
                client.get(f"{question.get_absolute_url()}?order={order}")
        costs.append(len(cost))

    assert costs[0] <= costs[1] <= costs[0] + 1, "whom they answer, where they stand on another page"


@pytest.mark.parametrize(("order", "index"), [("newest", "replies_newest"), ("helpful", "replies_most_helpful")])
def test_each_order_has_an_index(thread, order, index):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL says which index it would take.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert index in thread.replies.order_by(*FIELDS[order]).explain()
