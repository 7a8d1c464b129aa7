"""Two workers at the same moment: nobody is asked twice, no question has two owners, no letter comes twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.discussions.models import Question
from forum.finding_answers.ladder import climb
from forum.finding_answers.models import InHand, Request
from forum.finding_answers.routing import claim_the_week_of, route
from forum.letters.models import Letter
from tests import build
from tests.forum.finding_answers.test_routing import answered
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_week_of_a_person_is_claimed_once(ben):
    now = timezone.now()

    said = at_once(*[lambda: claim_the_week_of(ben.pk, now)] * 4)

    assert sorted(said) == [False, False, False, True]


def test_two_workers_ask_one_person_about_one_of_two_questions(ana, ben, sam):
    page = build.a_milestone()
    answered(ben, page)
    for title in ("Who drives?", "Who cooks?"):
        build.a_question(ana, on=page, title=title)
    Question.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))

    said = at_once(route, route, climb, climb)

    assert not [one for one in said if isinstance(one, Exception)]
    assert [(one.person, one.place) for one in Request.objects.all()] == [(ben, 1)]
    assert InHand.objects.filter(owner=sam).count() == 2
    listed = [letter.text.count("Waits for 1 day") for letter in Letter.objects.filter(kind="unanswered")]
    assert sum(listed) == 2 and Letter.objects.filter(kind="asked-to-help").count() == 1
