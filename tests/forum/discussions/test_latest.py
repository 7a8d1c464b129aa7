"""What was asked last stands on the guide's home."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone():
    return build.a_milestone("Reach Out")


def home() -> str:
    return Client().get("/").content.decode()


def statements_of_home() -> int:
    home()
    with CaptureQueriesContext(connection) as captured:
        home()
    return len(captured)


def test_the_newest_question_is_named_with_its_place(milestone):
    question = build.a_question(on=milestone, title="Who opens the gym on Saturday?")

    said = home()

    assert f'href="{question.get_absolute_url()}"' in said
    assert "<span>on Reach out</span>" in said


def test_a_question_that_is_hidden_is_not_named(milestone):
    question = build.a_question(on=milestone, title="Who opens the gym on Saturday?")
    actions.take_away(question, to="hidden", expected=("visible",))

    assert "Who opens the gym" not in home()
    assert "Questions from the field" not in home()


def test_more_questions_ask_no_more_of_the_database(milestone):
    build.a_question(on=milestone)
    one = statements_of_home()

    for number in range(4):
        build.a_question(build.a_member(f"Member {number}"), on=milestone)

    assert statements_of_home() == one
