"""Approve, decline, hide, put back, keep: the post, its author's letter, the log and the site history move together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import PageLogEntry

from forum.discussions import actions as forum
from forum.discussions.counts import recount
from forum.discussions.models import PostState, Tally
from forum.history import actions as history
from forum.letters.models import Happening, Letter
from moderation.actions import AlreadyDecided, Changed, Overtaken, approve_all, decide, report
from moderation.cases import find_case
from moderation.models import Act, Decision, Report
from tests import build
from tests.moderation.conftest import acts, fresh, letters_to

pytestmark = pytest.mark.django_db


def test_approving_a_first_post_shows_it_and_frees_its_author(sam, newcomer, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    assert fresh(held).state == PostState.VISIBLE
    assert fresh(newcomer).first_posts_wait is False
    assert Tally.objects.get(page_key=held.page_key, passage="").questions == 1
    assert (decision.by, decision.state_before, decision.question) == (sam, PostState.WAITING, held)
    assert letters_to(newcomer) == ["approved"]


def test_the_letter_waits_a_minute(sam, newcomer, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    assert Letter.objects.get(person=newcomer).due_at == decision.at + timedelta(seconds=60)


def test_approving_a_first_reply_holds_back_the_askers_letter_too(sam, newcomer, asked):
    reply = build.a_reply(asked, newcomer)

    decision = decide(by=sam, post=reply, act=Act.APPROVED)

    assert fresh(asked).reply_count == 1
    assert Happening.objects.get(once=f"reply:{reply.pk}").due_at == Letter.objects.get(person=newcomer).due_at == decision.letters_leave_at
    assert letters_to(asked.author) == ["reply"]


def test_declining_keeps_the_words_and_says_why(sam, newcomer, held):
    decide(by=sam, post=held, act=Act.DECLINED, reason="Take out the name of the school.")

    declined = fresh(held)
    assert (declined.state, declined.reason, declined.body) == (PostState.DECLINED, "Take out the name of the school.", held.body)
    assert fresh(newcomer).first_posts_wait is True
    assert "Take out the name of the school." in Letter.objects.get(person=newcomer, kind="declined").text


def test_a_declined_post_that_was_mended_waits_again(sam, newcomer, held):
    decide(by=sam, post=held, act=Act.DECLINED, reason="Take out the name.")
    history.edit(by=newcomer, post=fresh(held), title=held.title, body="<p>Better.</p>")

    decide(by=sam, post=held, act=Act.APPROVED)

    assert fresh(held).state == PostState.VISIBLE
    assert acts() == [Act.DECLINED, Act.APPROVED]


def test_a_declined_post_can_be_approved_after_all(sam, newcomer, held):
    decide(by=sam, post=held, act=Act.DECLINED, reason="Not here.")

    decide(by=sam, post=held, act=Act.RESTORED)

    assert (fresh(held).state, fresh(held).reason) == (PostState.VISIBLE, "")
    assert letters_to(newcomer) == ["declined", "approved"]
    assert fresh(newcomer).first_posts_wait is False


def test_hiding_is_instant_and_reversible(sam, ben, reply):
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")
    assert (fresh(reply).state, fresh(reply.question).reply_count) == (PostState.HIDDEN, 0)

    decide(by=sam, post=reply, act=Act.RESTORED)
    assert (fresh(reply).state, fresh(reply.question).reply_count) == (PostState.VISIBLE, 1)
    assert letters_to(ben) == ["hidden", "restored"]


def test_the_asker_hears_once_of_a_reply_that_comes_back(sam, ana, reply):
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")
    decide(by=sam, post=reply, act=Act.RESTORED)

    assert letters_to(ana) == ["reply"]


def test_a_chosen_answer_that_comes_back_is_chosen_again(sam, ana, reply):
    forum.choose_answer(by=ana, question=reply.question, reply=reply, instead_of=None)
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")
    assert fresh(reply.question).answer is None

    decide(by=sam, post=reply, act=Act.RESTORED)

    question = fresh(reply.question)
    assert (question.answer, question.answer_chosen_by, question.standing) == (reply, ana, "answered")
    assert Tally.objects.get(page_key=question.page_key, passage="").answered == 1


def test_another_answer_chosen_meanwhile_stays(sam, ana, reply):
    other = build.a_reply(reply.question, build.a_member("Gus Weber"))
    forum.choose_answer(by=ana, question=reply.question, reply=reply, instead_of=None)
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")
    forum.choose_answer(by=ana, question=reply.question, reply=other, instead_of=None)

    decide(by=sam, post=reply, act=Act.RESTORED)

    assert fresh(reply.question).answer == other


def test_keeping_closes_the_reports_and_writes_to_nobody(sam, ana, ben, reply):
    report(by=ana, post=reply, reason="unkind")

    decision = decide(by=sam, post=reply, act=Act.KEPT)

    assert fresh(reply).state == PostState.VISIBLE
    assert Report.objects.get().decision == decision
    assert not Report.objects.open().exists()
    assert letters_to(ben) == []


@pytest.mark.parametrize("act", [Act.DECLINED, Act.HID])
def test_nobody_is_refused_without_a_reason(sam, held, act):
    with pytest.raises(ValidationError):
        decide(by=sam, post=held, act=act, reason=" \n ")

    assert (fresh(held).state, acts()) == (PostState.WAITING, [])


def test_nobody_decides_on_their_own_post(sam):
    own = build.a_question(sam)

    with pytest.raises(PermissionDenied):
        decide(by=sam, post=own, act=Act.HID, reason="Mine.")

    assert acts() == []


def test_a_member_decides_on_nothing(ana, held):
    with pytest.raises(PermissionDenied):
        decide(by=ana, post=held, act=Act.APPROVED)


@pytest.mark.parametrize(
    ("first", "second"),
    [(Act.APPROVED, Act.APPROVED), (Act.APPROVED, Act.DECLINED), (Act.DECLINED, Act.APPROVED), (Act.DECLINED, Act.DECLINED)],
)
def test_the_second_of_two_moderators_is_told_who_was_first(sam, nan, newcomer, held, first, second):
    decision = decide(by=sam, post=held, act=first, reason="Take out the name.")

    with pytest.raises(AlreadyDecided, match=r"^Sam Haddad (approved|declined) this at .+, before your decision arrived\. Nothing was sent twice\.$") as told:
        decide(by=nan, post=held, act=second, reason="Another reason.")

    assert told.value.decision == decision
    assert acts() == [first]
    assert len(letters_to(newcomer)) == 1


def test_two_hide_the_same_reply(sam, nan, ben, reply):
    decide(by=sam, post=reply, act=Act.HID, reason="It names a child.")

    with pytest.raises(AlreadyDecided):
        decide(by=nan, post=reply, act=Act.HID, reason="It names someone.")

    assert (acts(), fresh(reply).reason, letters_to(ben)) == ([Act.HID], "It names a child.", ["hidden"])


def test_a_second_press_gets_the_first_decision(sam, newcomer, held):
    first = decide(by=sam, post=held, act=Act.APPROVED)

    assert decide(by=sam, post=held, act=Act.APPROVED) == first
    assert (acts(), letters_to(newcomer)) == ([Act.APPROVED], ["approved"])


def test_words_that_changed_while_one_read_them_are_not_approved_unread(sam, newcomer, held):
    seen = find_case(sam, type(held), held.pk).seen
    history.edit(by=newcomer, post=held, title="Buy this now", body="<p>Cheap.</p>")

    with pytest.raises(Changed, match="Nell Ash changed this while you were reading"):
        decide(by=sam, post=held, act=Act.APPROVED, seen=seen)

    assert (fresh(held).state, acts()) == (PostState.WAITING, [])


def test_a_post_taken_back_meanwhile_stays_taken_back(sam, newcomer, held):
    forum.withdraw(by=newcomer, post=held)

    with pytest.raises(Changed, match="took this back"):
        decide(by=sam, post=held, act=Act.APPROVED)

    assert fresh(held).state == PostState.WITHDRAWN


def test_an_act_that_makes_no_sense_is_refused(sam, held):
    with pytest.raises(Overtaken):
        decide(by=sam, post=held, act=Act.KEPT)


def test_approving_many_is_all_or_nothing(sam, nan, newcomer):
    first, second = build.a_question(newcomer, title="Who drives?"), build.a_question(newcomer, title="Who pays?")
    decide(by=nan, post=second, act=Act.DECLINED, reason="Not here.")

    with pytest.raises(AlreadyDecided):
        approve_all(by=sam, posts=[(first, ""), (second, "")])

    assert (fresh(first).state, acts()) == (PostState.WAITING, [Act.DECLINED])
    assert letters_to(newcomer) == ["declined"]


def test_decisions_are_only_added(sam, held):
    decision = decide(by=sam, post=held, act=Act.APPROVED)

    for change in (
        lambda: decision.save(),
        lambda: decision.delete(),
        lambda: Decision.objects.filter(pk=decision.pk).update(reason="Another."),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.bulk_update([decision], ["reason"]),
    ):
        with pytest.raises(TypeError), transaction.atomic():
            change()

    assert fresh(decision).reason == ""


def test_the_site_history_of_the_page_holds_the_decision_by_ids_alone(sam, held):
    decision = decide(by=sam, post=held, act=Act.DECLINED, reason="Nell wrote the name of a child.")

    entry = PageLogEntry.objects.get(action="forum.decline")
    assert (entry.page_id, entry.user) == (held.page_id, sam)
    assert entry.data == {"question": held.pk, "reply": None, "decision": decision.pk}


def test_the_counts_are_right_after_all_of_it(sam, ana, reply):
    forum.choose_answer(by=ana, question=reply.question, reply=reply, instead_of=None)
    for act in (Act.HID, Act.RESTORED):
        decide(by=sam, post=reply, act=act, reason="It names a child.")

    stored, counted = fresh(reply.question), recount(fresh(reply.question))

    names = ("reply_count", "replies_by_others", "standing")
    assert [getattr(stored, name) for name in names] == [getattr(counted, name) for name in names]
