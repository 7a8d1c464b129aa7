"""Several reports weigh enough to hide a post until staff have read it: race-safe, logged, told to its author, and not twice."""

from __future__ import annotations

import pytest

from accounts.models import Trust
from accounts.promises.models import Promises
from forum.discussions.models import PostState
from forum.letters.models import Letter
from moderation.actions import decide, report
from moderation.cases import Case
from moderation.models import Act, Decision, Report
from tests import build
from tests.moderation.conftest import fresh
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def reports(post, *people, reason: str = "unkind") -> None:
    for person in people:
        report(by=person, post=post, reason=reason)


def test_three_members_hide_it_and_its_author_reads_so(reply, sam):
    people = [build.a_member() for _number in range(3)]

    reports(reply, *people[:2])
    before = fresh(reply).state
    reports(reply, people[2])

    assert (before, fresh(reply).state) == (PostState.VISIBLE, PostState.HIDDEN)
    decision = Decision.objects.get()
    assert (decision.act, decision.by) == (Act.HID_BY_REPORTS, None)
    letter = Letter.objects.get(person=reply.author, kind="hidden")
    assert "Several people told us" in letter.text and "not a judgment about you" in letter.text
    assert Case(fresh(reply), sam).acts == [Act.RESTORED, Act.HID]


@pytest.mark.parametrize(("make", "number"), [(build.a_newcomer, 6), (build.a_member, 3), (lambda: build.a_newcomer(trust=Trust.TRUSTED), 3), (build.a_moderator, 3)])
def test_what_each_report_weighs(reply, make, number):
    people = [make() for _number in range(number)]

    reports(reply, *people[:-1])
    before = fresh(reply).state
    reports(reply, people[-1])

    assert (before, fresh(reply).state) == (PostState.VISIBLE, PostState.HIDDEN)


def test_what_weighs_nothing(reply):
    watched = [build.a_member(trust=Trust.WATCHED) for _number in range(3)]
    reports(reply, None, *watched)
    reports(reply, *[build.a_member() for _number in range(3)], reason="place")

    assert fresh(reply).is_visible and Report.objects.open().count() == 7


def test_staff_set_the_number_and_may_switch_it_off(reply):
    Promises.objects.create(reports_hide_at=0)
    reports(reply, *[build.a_member() for _number in range(4)])
    assert fresh(reply).is_visible

    Promises.objects.update(reports_hide_at=2)
    Promises.objects.get().save()
    reports(reply, build.a_member())
    assert not fresh(reply).is_visible


def test_what_staff_put_back_is_not_hidden_again(reply, sam):
    reports(reply, *[build.a_member() for _number in range(3)])
    decide(by=sam, post=fresh(reply), act=Act.RESTORED)

    reports(reply, *[build.a_member() for _number in range(3)])

    assert fresh(reply).is_visible and Report.objects.open().count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_reports_at_once_one_hides_it(reply):
    people = [build.a_member() for _number in range(3)]

    at_once(*[lambda person=person: report(by=person, post=reply, reason="spam") for person in people])

    assert fresh(reply).state == PostState.HIDDEN
    assert (Report.objects.count(), Decision.objects.count(), Letter.objects.filter(kind="hidden").count()) == (3, 1, 1)
