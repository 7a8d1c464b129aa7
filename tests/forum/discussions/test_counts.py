"""The stored counts are what one would count, after anything that may happen, alone and at once."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from forum.discussions import actions
from forum.discussions.models import PostState, Question, Reply, Tally
from forum.letters.models import Happening
from tests import build
from tests.forum.discussions.field import Field, assert_every_count_is_true
from tests.racing import at_once

EVERYTHING = ("ask", "reply", "approve", "decline", "hide", "restore", "withdraw", "choose", "unchoose", "move", "thank", "mend", "join", "divide", "separate", "close", "ask_back")


@pytest.fixture
def field_of(request):
    def make(seed: int, *, steps: int, people: list | None = None, pages: list | None = None) -> Field:
        return Field(seed, people or cast(), pages or milestones(), steps=steps)

    return make


def cast() -> list:
    return [build.a_member("Ana Ruiz"), build.a_member("Ben Okafor"), build.a_newcomer("Nell Ash"), build.a_moderator()]


def milestones() -> list:
    return [build.a_milestone(f"Milestone {n}", prompts=["Reach out", "Keep trying"]) for n in range(3)]


# ---------------------------------------------------------------- the tests


def test_anything_that_may_happen_leaves_true_counts(db, field_of, monkeypatch):
    """ACTS=10000 does that many, in some minutes."""
    monkeypatch.setattr("forum.discussions.emails.happened", lambda *words, **more: None)  # letters have tests of their own
    hand = field_of(seed=1, steps=int(os.environ.get("ACTS", 240)))

    done = hand.work()

    assert_every_count_is_true()
    assert min(done[act] for act in EVERYTHING) >= hand.steps / 200, done


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_the_counts_are_true_after_every_single_step(db, field_of, seed):
    hand = field_of(seed, steps=1)

    for _ in range(80):
        hand.work()
        assert_every_count_is_true()


def test_four_at_once_lose_no_count_and_lock_nobody_out(transactional_db, field_of):
    """Real threads, real transactions, the same questions and pages. A deadlock or a lost step would be an exception or a wrong count."""
    people, pages = cast(), milestones()
    steps = int(os.environ.get("ACTS", 240)) // 4
    hands = [field_of(seed, steps=steps, people=people, pages=pages) for seed in (6, 7, 8, 9)]
    hands[0].steps = 30
    hands[0].work()
    hands[0].steps = steps

    outcome = at_once(*[hand.work for hand in hands])

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert_every_count_is_true()
    assert Reply.objects.count() > 8  # how many depends on who came first


def test_many_replies_to_one_question_at_once_have_a_number_each(transactional_db):
    question, people = build.a_question(), [build.a_member(f"Ben {n}") for n in range(8)]

    def three(person):
        return [build.a_reply(question, person).number for _ in range(3)]

    outcome = at_once(*[lambda person=person: three(person) for person in people])

    assert sorted(sum(outcome, [])) == list(range(1, 25))
    assert_every_count_is_true()
    assert Happening.objects.filter(kind="reply").count() == 24


def test_first_questions_on_a_page_at_once_make_one_tally(transactional_db):
    page, people = build.a_milestone(), [build.a_member(f"Ana {n}") for n in range(6)]

    outcome = at_once(*[lambda person=person: build.a_question(person, on=page, passage=page.body[0].id) for person in people])

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert sorted(Tally.objects.values_list("passage", "questions", "waiting")) == sorted([("", 6, 6), (page.body[0].id, 6, 6)])


def test_two_pages_that_swap_questions_do_not_lock_each_other_out(transactional_db):
    here, there = milestones()[:2]
    ones, others = [build.a_question(on=here) for _ in range(4)], [build.a_question(on=there) for _ in range(4)]

    outcome = at_once(
        lambda: [actions.move_question(question=question, page=there) for question in ones],
        lambda: [actions.move_question(question=question, page=here) for question in others],
    )

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert_every_count_is_true()


def test_a_failure_half_way_leaves_no_count_behind(db, ana, monkeypatch):
    question = build.a_question(ana)
    monkeypatch.setattr("forum.discussions.counts._move_tallies", lambda moves: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        build.a_reply(question)

    monkeypatch.undo()
    question.refresh_from_db()
    assert (question.reply_count, question.last_number, Reply.objects.count()) == (0, 0, 0)
    assert_every_count_is_true()


def test_a_wrong_count_is_found(db, ana):
    """The checker itself can fail."""
    question = build.a_question(ana)
    build.a_reply(question)
    for spoil in (
        lambda: Question.objects.update(reply_count=2),
        lambda: Question.objects.update(standing="waiting"),
        lambda: Tally.objects.update(waiting=1),
        lambda: Reply.objects.update(child_count=1),
        lambda: Reply.objects.update(helped_count=1),
        lambda: Tally.objects.all().delete(),
    ):
        with pytest.raises(AssertionError), transaction.atomic():
            spoil()
            assert_every_count_is_true()
            raise RuntimeError("not found")
        assert_every_count_is_true()


# ---------------------------------------------------------------- moving, and pages that go


def test_a_moved_question_leaves_its_passage_and_keeps_its_words(ana):
    page, other = build.a_milestone(), build.a_milestone("Share the work")
    question = build.a_question(ana, on=page, passage=page.body[0].id, heading="Reach out")

    actions.move_question(question=question, page=other)

    question.refresh_from_db()
    assert (question.page_id, question.page_key, question.passage, question.passage_heading, question.placed) == (other.pk, other.translation_key, "", "Reach out", True)
    assert_every_count_is_true()


def test_a_page_that_is_deleted_sends_its_questions_home_with_their_counts(ana, ben):
    page, stage = build.a_milestone(), build.a_stage()
    for n in range(3):
        question = build.a_question(ana, on=page, passage=page.body[0].id, heading="Reach out")
    build.a_reply(question, ben)
    actions.take_away(build.a_question(ana, on=page), to=PostState.HIDDEN, expected=("visible",))

    stage.delete()

    home = build.the_home()
    assert set(Question.objects.values_list("page_id", "page_key", "placed")) == {(home.pk, home.translation_key, False)}
    assert Tally.objects.values_list("questions", "waiting").get(page_key=home.translation_key, passage="") == (3, 2)
    assert_every_count_is_true()


def test_asking_while_the_page_is_deleted_asks_on_the_page_or_says_that_it_is_gone(transactional_db):
    for _ in range(4):
        page, ana = build.a_milestone(), build.a_member()

        outcome = at_once(lambda page=page, ana=ana: build.a_question(ana, on=page), lambda page=page: page.delete())

        assert isinstance(outcome[0], Question | actions.PageIsGone), outcome
        assert not isinstance(outcome[1], Exception), outcome
        assert_every_count_is_true()


def test_a_tally_is_never_below_nothing(db, field_of):
    field_of(seed=10, steps=150).work()

    assert [counts for counts in Tally.objects.values_list("questions", "answered", "waiting", "missing", "closed") if min(counts) < 0] == []
