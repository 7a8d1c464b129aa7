"""Two people press at the same moment: one decision, one letter, one report; the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from forum.discussions import actions as forum
from forum.discussions.actions import Overtaken
from forum.discussions.counts import recount
from forum.discussions.models import PostState, Tally
from forum.history import actions as history
from moderation.actions import AlreadyDecided, approve_all, decide, report, undo
from moderation.models import Act, Report
from tests import build
from tests.moderation.conftest import acts, fresh, letters_to

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list:
    """What each deed gave, or the exception it ended with; all begin at the same moment."""
    go, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(number: int) -> None:
        go.wait()
        try:
            results[number] = deeds[number]()
        except Exception as problem:  # whatever it is, the test looks at it
            results[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[number]) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


@pytest.mark.parametrize("act", [Act.DECLINED, Act.APPROVED])
def test_two_moderators_make_one_decision_and_one_letter(sam, nan, newcomer, held, act):
    results = at_once(
        lambda: decide(by=sam, post=held, act=Act.APPROVED),
        lambda: decide(by=nan, post=held, act=act, reason="Take out the name."),
    )

    assert kinds(results) == ["AlreadyDecided", "Decision"]
    assert len(acts()) == 1
    assert len(letters_to(newcomer)) == 1
    told = next(result for result in results if isinstance(result, AlreadyDecided))
    assert told.decision in results
    assert fresh(held).state == told.decision.state_after


def test_one_moderator_in_two_windows(sam, newcomer, held):
    results = at_once(*[lambda: decide(by=sam, post=held, act=Act.APPROVED)] * 3)

    assert len(set(results)) == 1
    assert (acts(), letters_to(newcomer)) == ([Act.APPROVED], ["approved"])


def test_the_author_mends_it_while_it_is_approved(sam, newcomer, held):
    seen = f"{PostState.WAITING}||"
    results = at_once(
        lambda: decide(by=sam, post=held, act=Act.APPROVED, seen=seen),
        lambda: history.edit(by=newcomer, post=fresh(held), title="Buy this now", body=""),
    )

    question = fresh(held)
    approved = (question.state, question.title) == (PostState.VISIBLE, held.title)
    mended = (question.state, question.title) == (PostState.WAITING, "Buy this now")
    assert approved or mended
    assert sum(isinstance(result, Overtaken) for result in results) == 1


def test_the_author_takes_a_reply_back_while_it_is_hidden(sam, ben, reply):
    at_once(
        lambda: decide(by=sam, post=reply, act=Act.HID, reason="It names a child."),
        lambda: forum.withdraw(by=ben, post=fresh(reply)),
    )

    question, counted = fresh(reply.question), recount(fresh(reply.question))
    assert question.reply_count == counted.reply_count == 0
    assert fresh(reply).state in (PostState.HIDDEN, PostState.WITHDRAWN)


def test_two_undo_it_in_two_windows(sam, newcomer, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    results = at_once(*[lambda: undo(by=sam, decision=decision)] * 2)

    assert len(set(results)) == 1
    assert (acts(), fresh(held).state, letters_to(newcomer)) == ([Act.APPROVED, Act.UNDID], PostState.WAITING, [])


def test_an_undo_and_another_decision(sam, nan, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    results = at_once(
        lambda: undo(by=sam, decision=decision),
        lambda: decide(by=nan, post=held, act=Act.HID, reason="It names a child."),
    )

    assert kinds(results) in (["AlreadyDecided", "Decision"], ["Decision", "Overtaken"])
    assert fresh(held).state == (PostState.HIDDEN if acts()[-1] == Act.HID else PostState.WAITING)


def test_two_moderators_approve_the_same_many(sam, nan, newcomer):
    posts = [(build.a_question(newcomer, title=f"Who number {n}?"), "") for n in range(4)]

    results = at_once(lambda: approve_all(by=sam, posts=posts), lambda: approve_all(by=nan, posts=reversed(posts)))

    assert kinds(results) == ["AlreadyDecided", "list"]
    assert acts() == [Act.APPROVED] * 4
    assert Tally.objects.filter(passage="", questions__gt=0).count() == 4


def test_three_reports_about_a_child_hide_once(ana, ben, newcomer, reply):
    reporters = [ana, build.a_member("Gus Weber"), build.a_member("Ida Novak")]

    at_once(*[lambda person=person: report(by=person, post=reply, reason="child") for person in reporters])

    assert (acts(), letters_to(ben)) == ([Act.HID_BY_REPORT], ["hidden"])
    assert Report.objects.open().count() == 3
    assert fresh(reply.question).reply_count == 0


def test_one_member_reports_in_two_windows(ana, reply):
    results = at_once(*[lambda: report(by=ana, post=reply, reason="spam")] * 2)

    assert len(set(results)) == 1
    assert Report.objects.count() == 1
