from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.letters.models import Letter
from moderation.models import Decision
from tests import build


@pytest.fixture
def nan(db) -> User:
    """A second moderator."""
    return build.a_moderator("Nan Cole", email="nan@example.org")


@pytest.fixture
def held(newcomer) -> Question:
    """A first question, waiting for review."""
    return build.a_question(newcomer)


@pytest.fixture
def asked(ana) -> Question:
    """A question on the site."""
    return build.a_question(ana)


@pytest.fixture
def reply(asked, ben) -> Reply:
    """Ben's reply to it."""
    return build.a_reply(asked, ben)


def fresh(thing):
    """As the database has it now."""
    return type(thing).objects.get(pk=thing.pk)


def letters_to(person: User) -> list[str]:
    """The kinds of the letters that wait for this person to be sent."""
    return list(Letter.objects.due().filter(person=person).order_by("id").values_list("kind", flat=True))


def acts() -> list[str]:
    """What was decided, oldest first."""
    return list(Decision.objects.order_by("id").values_list("act", flat=True))


def let_a_minute_pass(decision: Decision) -> None:
    """Sets the row's clock back, past the manager that refuses to change rows."""
    rows = QuerySet(Decision).filter(pk=decision.pk)
    rows.update(at=decision.at - timedelta(seconds=61))
