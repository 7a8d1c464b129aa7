"""For a minute a decision can be taken back, and nothing was sent."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from forum.discussions import actions as forum
from forum.discussions.models import PostState, Tally
from moderation.actions import Overtaken, decide, report, undo
from moderation.models import Act, Report
from tests import build
from tests.moderation.conftest import acts, fresh, let_a_minute_pass, letters_to

pytestmark = pytest.mark.django_db


def test_an_approval_is_taken_back_whole(sam, newcomer, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    undoing = undo(by=sam, decision=decision)

    assert fresh(held).state == PostState.WAITING
    assert fresh(newcomer).first_posts_wait is True
    assert letters_to(newcomer) == []
    assert Tally.objects.get(page_key=held.page_key, passage="").questions == 0
    assert (undoing.act, undoing.undoes, undoing.by) == (Act.UNDID, decision, sam)


def test_a_decision_can_be_made_anew_and_its_letters_are_written_again(sam, newcomer, asked):
    reply = build.a_reply(asked, newcomer)
    undo(by=sam, decision=decide(by=sam, post=reply, act=Act.APPROVED))
    assert letters_to(asked.author) == []

    decide(by=sam, post=reply, act=Act.APPROVED)

    assert (letters_to(newcomer), letters_to(asked.author)) == (["approved"], ["reply"])
    assert acts() == [Act.APPROVED, Act.UNDID, Act.APPROVED]


def test_undoing_one_first_approval_leaves_the_other(sam, newcomer, held):
    second = build.a_question(newcomer, title="Who pays?")
    decision = decide(by=sam, post=held, act=Act.APPROVED)
    decide(by=sam, post=second, act=Act.APPROVED)

    undo(by=sam, decision=decision)

    assert fresh(newcomer).first_posts_wait is False
    assert letters_to(newcomer) == ["approved"]


def test_someone_approved_long_ago_stays_approved(sam, ben, reply):
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")

    undo(by=sam, decision=decide(by=sam, post=reply, act=Act.RESTORED))

    assert (fresh(reply).state, fresh(reply).reason) == (PostState.HIDDEN, "It names a child.")
    assert fresh(ben).first_posts_wait is False


def test_a_hidden_answer_is_chosen_again(sam, ana, reply):
    forum.choose_answer(by=ana, question=reply.question, reply=reply, instead_of=None)

    undo(by=sam, decision=decide(by=sam, post=reply, act=Act.HID, reason="It names a child."))

    assert (fresh(reply).state, fresh(reply.question).answer) == (PostState.VISIBLE, reply)
    assert letters_to(reply.author) == ["answer-chosen"]


def test_a_declined_post_waits_again(sam, newcomer, held):
    undo(by=sam, decision=decide(by=sam, post=held, act=Act.DECLINED, reason="Not here."))

    assert (fresh(held).state, fresh(held).reason, letters_to(newcomer)) == (PostState.WAITING, "", [])


def test_the_reports_are_open_again(sam, ana, reply):
    report(by=ana, post=reply, reason="unkind")
    decision = decide(by=sam, post=reply, act=Act.KEPT)

    undo(by=sam, decision=decision)

    assert Report.objects.open().get().decision is None


def test_a_report_made_anew_meanwhile_is_not_doubled(sam, ana, reply):
    report(by=ana, post=reply, reason="unkind")
    decision = decide(by=sam, post=reply, act=Act.KEPT)
    report(by=ana, post=reply, reason="spam")

    undo(by=sam, decision=decision)

    assert [one.reason for one in Report.objects.open()] == ["spam"]


def test_keeping_hidden_is_undone_to_the_reports_own_words(sam, ana, ben, reply):
    report(by=ana, post=reply, reason="child")
    words = fresh(reply).reason

    undo(by=sam, decision=decide(by=sam, post=reply, act=Act.HID, reason="It names a child."))

    assert (fresh(reply).state, fresh(reply).reason) == (PostState.HIDDEN, words)


def test_the_minute_ends(sam, newcomer, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)
    let_a_minute_pass(decision)

    with pytest.raises(Overtaken, match="The minute is over"):
        undo(by=sam, decision=fresh(decision))

    assert (fresh(held).state, letters_to(newcomer)) == (PostState.VISIBLE, ["approved"])


def test_only_who_decided_takes_it_back(sam, nan, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    with pytest.raises(PermissionDenied):
        undo(by=nan, decision=decision)

    assert acts() == [Act.APPROVED]


def test_a_second_press_undoes_once(sam, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    assert undo(by=sam, decision=decision) == undo(by=sam, decision=decision)
    assert acts() == [Act.APPROVED, Act.UNDID]


def test_what_was_decided_since_stays(sam, nan, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)
    decide(by=nan, post=held, act=Act.HID, reason="It names a child.")

    with pytest.raises(Overtaken, match="Nan Cole hid this"):
        undo(by=sam, decision=decision)

    assert fresh(held).state == PostState.HIDDEN


def test_an_undoing_is_not_undone(sam, held):
    undoing = undo(by=sam, decision=decide(by=sam, post=held, act=Act.APPROVED))

    with pytest.raises(Overtaken):
        undo(by=sam, decision=undoing)
