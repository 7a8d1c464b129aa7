"""Long branches fold, and whoever is led to a reply finds it in its place, under the eye."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum.discussions.folding import KEPT, LEAST
from forum.discussions.models import Reply
from tests import build
from tests.forum.discussions.trees import Page, grow

pytestmark = pytest.mark.django_db

FOLD = re.compile(r'<details class="fold"( open)?><summary>(\d+)')


def a_branch(question, size: int, by, *, chain: bool = False) -> list[Reply]:
    """A reply with `size` under it: each under the first, or each under the one before."""
    made = [build.a_reply(question, by)]
    for _turn in range(size):
        made.append(build.a_reply(made[-1] if chain else made[0], by))
    return made


def folds(client: Client, address: str) -> list[tuple[bool, int]]:
    """Of each fold on the page: does it stand open, and how many replies does it say it holds?"""
    return [(bool(is_open), int(number)) for is_open, number in FOLD.findall(client.get(address, follow=True).content.decode())]


@pytest.fixture
def asked(ana):
    return build.a_question(ana)


@pytest.mark.parametrize("under_the_first, found", [(KEPT + LEAST - 1, []), (KEPT + LEAST, [(False, LEAST)]), (15, [(False, 15 - KEPT)])])
def test_a_branch_folds_once_it_is_long(asked, ben, client, under_the_first, found):
    a_branch(asked, under_the_first, ben)

    assert folds(client, asked.get_absolute_url()) == found


def test_replies_to_the_question_do_not_fold(asked, ben, client):
    for _reply in range(15):
        build.a_reply(asked, ben)

    assert folds(client, asked.get_absolute_url()) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_page_with_folds_is_sound_and_holds_every_reply_under_its_ancestors(asked, ana, ben, client, seed):
    made = grow(asked, 20, by=[ana, ben], seed=seed)
    paths = {reply.anchor: reply.path for reply in made}

    page = Page(client.get(asked.get_absolute_url()).content.decode())

    assert page.faults == [] and page.deepest <= 3
    assert sorted(page.posts) == sorted(paths)
    assert all(paths[anchor].startswith(paths[above]) for anchor, around in page.posts.items() for above in around[:1])


@pytest.mark.parametrize("chain", [False, True])
def test_the_address_of_a_folded_reply_opens_its_folds(asked, ben, client, chain):
    a_branch(asked, 9, ben)
    second = a_branch(asked, 9, ben, chain=chain)

    shown = client.get(second[-1].get_absolute_url(), follow=True)

    assert folds(client, second[-1].get_absolute_url()) == [(True, 3 if chain else 4)]
    assert shown.redirect_chain[-1][0].endswith(f"#{second[-1].anchor}")


def test_the_address_of_a_reply_that_cannot_be_folded_says_nothing_of_folds(asked, ben, client):
    made = a_branch(asked, KEPT, ben)
    before = client.get(made[-1].get_absolute_url()).headers["Location"]

    one_more = build.a_reply(made[0], ben)

    assert "open=" not in before
    assert "open=" in client.get(one_more.get_absolute_url()).headers["Location"]


def test_a_fold_with_something_new_stands_open_for_whom_it_is_new(asked, ana, ben, client, client_of):
    made = a_branch(asked, 9, ben)
    reader = client_of(ana)
    reader.get(asked.get_absolute_url())
    assert folds(reader, asked.get_absolute_url()) == [(False, 4)]

    build.a_reply(made[0], ben)

    assert folds(reader, asked.get_absolute_url()) == [(True, 5)]
    assert folds(client, asked.get_absolute_url()) == [(False, 5)]


def test_whoever_posts_into_a_fold_sees_their_reply(asked, ben, client_of):
    made = a_branch(asked, 9, ben)

    posted = client_of(ben).post(f"/questions/{asked.pk}/reply/", {"to": made[0].number, "body": "One more."})

    assert "open=11" in posted.headers["Location"]
    assert folds(client_of(ben), posted.headers["Location"].partition("#")[0]) == [(True, 5)]


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30])
def test_an_odd_number_in_the_address_opens_nothing(asked, ben, client, typed):
    a_branch(asked, 9, ben)

    assert folds(client, f"{asked.get_absolute_url()}?open={typed}") == [(False, 4)]
