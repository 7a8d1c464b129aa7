"""What joining and dividing cost does not grow with the thread but for the words' rows themselves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.discussions import joining
from tests import build
from tests.forum.discussions.trees import grow

pytestmark = pytest.mark.django_db


def asked_to_join_and_divide(ana: User, ben: User, replies: int) -> tuple[list[str], list[str]]:
    host, same = build.a_question(ana), build.a_question(ben)
    grow(same, replies, by=[ana, ben])
    with CaptureQueriesContext(connection) as joined:
        here = joining.join(same, to=host, at=timezone.now())
    with CaptureQueriesContext(connection) as divided:
        joining.divide(here, title="", at=timezone.now())
    return tuple([one["sql"] for one in asked] for asked in (joined, divided))


def test_many_replies_are_carried_with_as_many_statements_as_few_and_without_their_words(ana, ben):
    few, many = asked_to_join_and_divide(ana, ben, 5), asked_to_join_and_divide(ana, ben, 60)

    assert [len(asked) for asked in many] == [len(asked) for asked in few]
    many_rows = [sql for asked in many for sql in asked if sql.startswith("SELECT") and 'ORDER BY "discussions_reply"."path"' in sql]
    assert many_rows
    assert not any('"discussions_reply"."body"' in sql for sql in many_rows)
