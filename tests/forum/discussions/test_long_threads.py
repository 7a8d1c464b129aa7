"""A page of a thread costs the same at any size, every reply is on exactly one, and every address leads to its reply."""

from __future__ import annotations

import random
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions.models import Reply
from forum.discussions.threads import RUN, read_run
from forum.discussions.views.reading import address_in_place
from tests import build
from tests.forum.discussions.trees import Page, grow


@pytest.fixture
def people(ana, ben):
    return [ana, ben, build.a_member("Gus Weber", role="Principal", city="Tulsa")]


def a_thread(size: int, people: list, *, seed: int = 1, **shape):
    question = build.a_question(people[0])
    return question, grow(question, size, by=people, seed=seed, **shape)


def all_runs(question, user) -> list[list]:
    runs, after = [], ""
    while True:
        run = read_run(question, user, after=after)
        runs.append([post.reply.number for post in run.posts])
        after = run.next_path
        if not after:
            return runs


@pytest.mark.parametrize("size", [0, 1, 3, RUN, RUN + 1, 230])
@pytest.mark.parametrize("seed", [1, 2])
def test_runs_hold_every_reply_once_in_reading_order(people, size, seed):
    question, made = a_thread(size, people, seed=seed)
    in_order = [reply.number for reply in sorted(made, key=lambda reply: reply.path)]

    runs = all_runs(question, AnonymousUser())

    assert [number for run in runs for number in run] == in_order
    assert [len(run) for run in runs[:-1]] == [RUN] * (len(runs) - 1)


def test_nothing_is_passed_over_when_replies_come_and_go_between_two_pages(people):
    question, made = a_thread(120, people)
    first = read_run(question, AnonymousUser())
    build.a_reply(made[0], people[1])
    Reply.objects.filter(path=first.next_path).update(state="hidden")

    second = read_run(question, AnonymousUser(), after=first.next_path)

    in_order = [reply.number for reply in sorted(made, key=lambda reply: reply.path)]
    shown = [post.reply.number for post in second.posts if post.reply.number <= 120]  # the one that came may stand here too
    assert len(shown) >= RUN - 1 and shown == in_order[RUN : RUN + len(shown)]


def test_the_address_of_any_of_500_replies_shows_it(people):
    question, made = a_thread(500, people, seed=3)

    for reply in made:
        address = address_in_place(question, reply)
        start = re.search(r"from=(\d+)", address)
        run = read_run(question, AnonymousUser(), start=start[1] if start else "")
        assert reply.number in [post.reply.number for post in run.posts], address
        assert address.endswith(f"#{reply.anchor}")


def test_the_address_of_a_reply_leads_to_its_page(people):
    question, made = a_thread(500, people, seed=4)
    client = Client()

    for reply in random.Random(5).sample(made, 15):
        page = client.get(reply.get_absolute_url(), follow=True)
        assert page.status_code == 200
        assert reply.anchor in Page(page.content.decode()).posts


def test_a_wide_thread_has_addresses_too(people):
    question, made = a_thread(300, people, bushy=True)

    for reply in (made[0], made[49], made[50], made[299]):
        assert reply.anchor in Page(Client().get(reply.get_absolute_url(), follow=True).content.decode()).posts


def test_the_pages_of_a_thread_are_linked_and_sound(people):
    question, made = a_thread(180, people)
    client, address, seen = Client(), question.get_absolute_url(), []

    while address:
        page = client.get(address).content.decode()
        read = Page(page)
        assert read.faults == []
        seen += read.posts
        more = re.search(r'href="([^"]*\?after=\d+#replies)"', page)
        address = more and more[1]

    assert seen == [reply.anchor for reply in sorted(made, key=lambda reply: reply.path)]


def test_a_later_page_leads_back_to_the_first(people):
    question, made = a_thread(60, people, bushy=True)

    page = Client().get(f"{question.get_absolute_url()}?after={made[49].path}").content.decode()

    assert f'href="{question.get_absolute_url()}#replies"' in page


# ---------------------------------------------------------------- what it costs


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in seen]


def costs(client: Client, people: list, sizes: tuple[int, ...], **shape) -> list[int]:
    addresses = [a_thread(size, people, **shape)[0].get_absolute_url() for size in sizes]
    for address in addresses:  # what is read once and kept, and that the member was here
        queries(client, address)
    return [len(queries(client, f"{address}?n=1")) for address in addresses]


def test_a_visitors_page_costs_the_same_with_20_200_and_2000_replies(people):
    found = costs(Client(), people, (20, 200, 2_000))

    assert len(set(found)) == 1
    assert found[0] <= 6


def test_a_members_page_costs_the_same_with_20_200_and_2000_replies(people, client_of):
    found = costs(client_of(people[1]), people, (20, 200, 2_000))

    assert len(set(found)) == 1
    assert found[0] <= 10


def test_a_moderators_page_costs_the_same_too(people, client_of, sam):
    found = costs(client_of(sam), people, (20, 200))

    assert len(set(found)) == 1
    assert found[0] <= 12


def test_one_reply_and_three_cost_the_same(people, client_of):
    assert len(set(costs(Client(), people, (1, 3)))) == 1
    assert len(set(costs(client_of(people[1]), people, (1, 3)))) == 1


@pytest.mark.parametrize("deep", [False, True])
def test_a_chosen_answer_costs_little_more(people, client_of, deep):
    question, made = a_thread(60, people, seed=6)
    chosen = max(made, key=lambda reply: reply.depth) if deep else made[0]
    question.answer, question.answer_chosen_by, question.answer_chosen_at = chosen, people[0], chosen.replied_at
    question.save()
    visitor, member = Client(), client_of(people[1])

    assert len(queries(visitor, question.get_absolute_url())) <= 6
    assert len(queries(member, question.get_absolute_url())) <= 10


def test_a_later_page_costs_no_more_than_the_first(people):
    question, made = a_thread(2_000, people)
    client, late = Client(), sorted(made, key=lambda reply: reply.path)[1_500].path

    assert len(queries(client, f"{question.get_absolute_url()}?after={late}")) <= len(queries(client, question.get_absolute_url()))


def test_a_lists_cost_does_not_depend_on_its_length(people, client_of):
    def cost(client, address="/questions/?show=newest") -> int:
        return len(queries(client, address))

    build.a_question(people[0])
    cost(Client())
    first = cost(Client(), "/questions/?show=newest&a=1"), cost(client_of(people[0]), "/my/questions/")
    for _ in range(2):
        build.a_question(people[0])
    third = cost(Client(), "/questions/?show=newest&a=3"), cost(client_of(people[0]), "/my/questions/")

    assert first == third
    assert third[0] <= 6
