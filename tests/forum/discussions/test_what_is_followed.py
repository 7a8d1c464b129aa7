"""A member sees on questions and pages that they follow them already."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.letters import following
from tests import build

pytestmark = pytest.mark.django_db


def said_by(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_question_says_so_to_who_follows_it(client_of, stranger_client, ana, ben):
    question = build.a_question(ana)
    following.follow("question", question.pk, person=ben)
    address = question.get_absolute_url()

    assert "Following<" in said_by(client_of(ben), address)
    assert "Following<" not in said_by(client_of(ana), address) + said_by(stranger_client, address)


def test_what_is_silenced_is_not_followed(client_of, ana, ben):
    question = build.a_question(ana)
    following.follow("question", question.pk, person=ben, pace="mute")

    assert "Following<" not in said_by(client_of(ben), question.get_absolute_url())


@pytest.mark.parametrize("how_many", [0, 2])
def test_a_page_says_so_with_and_without_questions(client_of, stranger_client, ana, ben, how_many):
    milestone = build.a_milestone()
    for number in range(how_many):
        build.a_question(ana, on=milestone, title=f"Question {number}?")
    following.follow("page", milestone.translation_key, person=ben, pace="weekly")

    assert "You follow this page" in said_by(client_of(ben), milestone.url)
    assert "Follow this page" in said_by(client_of(ana), milestone.url)
    assert "Follow this page" in said_by(stranger_client, milestone.url)
