"""The stored counts are what one would count, after anything that may happen, alone and at once."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import transaction

from forum.discussions import actions
from forum.discussions.models import Helped, PostState, Question, Reply, Tally
from forum.letters.models import Happening
from tests import build
from tests.racing import at_once


class Field:
    """People, pages, and a hand that does anything to them. What another does first is no fault of its own."""

    def __init__(self, seed: int, people: list, pages: list, *, steps: int) -> None:
        self.chance = random.Random(seed)
        self.people, self.pages, self.steps = people, pages, steps
        self.done: Counter[str] = Counter()

    def work(self) -> Counter[str]:
        acts = [self.ask, self.reply, self.reply, self.reply, self.approve, self.decline, self.hide, self.restore, self.withdraw, self.choose, self.unchoose, self.move, self.thank, self.mend]
        for _ in range(self.steps):
            act = self.chance.choice(acts)
            try:
                self.done[act.__name__] += act() is not None
            except actions.Overtaken:
                self.done["overtaken"] += 1
        return self.done

    def one(self, rows):
        """Any of them; the newer ones more often, so that threads grow."""
        keys = list(rows.order_by("-id").values_list("pk", flat=True)[:30])
        return rows.model.objects.select_related("author").get(pk=self.chance.choice(keys)) if keys else None

    def a_post(self, *states: str):
        return self.one(self.chance.choice([Question, Reply, Reply]).objects.filter(state__in=states))

    def ask(self):
        page = self.chance.choice([*self.pages, None])
        passage = self.chance.choice(["", page.body[0].id, page.body[1].id]) if page else ""
        return actions.ask(by=self.chance.choice(self.people), title="Who?", body="", page=page, passage=passage, heading="Reach out" if passage else "")

    def reply(self):
        question = self.one(Question.objects.filter(state="visible"))
        parent = self.one(question.replies.filter(state="visible")) if question and self.chance.random() < 0.7 else None
        return question and actions.reply(by=self.chance.choice(self.people), question=question, parent=parent, body="<p>Yes.</p>")

    def change(self, *states: str, to: str):
        post = self.a_post(*states)
        if post is None:
            return None
        return (actions.show(post, expected=states) if to == "visible" else actions.take_away(post, to=PostState(to), expected=states)) or None

    def approve(self):
        return self.change("waiting", to="visible")

    def decline(self):
        return self.change("waiting", to="declined")

    def hide(self):
        return self.change("visible", to="hidden")

    def restore(self):
        return self.change("hidden", "declined", to="visible")

    def withdraw(self):
        post = self.a_post("visible", "waiting", "declined")
        if post is None:
            return None
        actions.withdraw(by=post.author, post=post)
        return post

    def mend(self):
        post = self.a_post("waiting", "declined")
        return post and actions.edit(by=post.author, post=post, body="<p>Better.</p>", **({"title": "Who now?"} if isinstance(post, Question) else {}))

    def choose(self):
        reply = self.one(Reply.objects.filter(state="visible", question__state="visible"))
        if reply is None:
            return None
        actions.choose_answer(by=self.chance.choice(self.people), question=reply.question, reply=reply, instead_of=reply.question.answer_id)
        return reply

    def unchoose(self):
        question = self.one(Question.objects.exclude(answer=None))
        if question is None or question.answer is None:
            return None
        actions.take_back_the_choice(by=question.author, question=question, reply=question.answer)
        return question

    def move(self):
        question = self.one(Question.objects.all())
        if question:
            actions.move_question(question=question, page=self.chance.choice(self.pages))
        return question

    def thank(self):
        reply = self.one(Reply.objects.filter(state="visible"))
        return reply and actions.say_it_helped(by=self.chance.choice(self.people), reply=reply) or None


# ---------------------------------------------------------------- counted by hand, from the rows alone


def assert_every_count_is_true() -> None:
    replies = list(Reply.objects.select_related("question"))
    helped = Counter(Helped.objects.values_list("reply_id", flat=True))
    children = Counter(reply.parent_id for reply in replies if reply.state == "visible" and reply.parent_id)
    tallies: dict[tuple, Counter] = {}
    for question in Question.objects.select_related("answer"):
        mine = [reply for reply in replies if reply.question_id == question.pk]
        seen = [reply for reply in mine if reply.state == "visible"]
        others = [reply for reply in seen if reply.author_id != question.author_id]
        standing = "answered" if question.answer_id else "talking" if others else "waiting"
        assert (question.reply_count, question.replies_by_others, question.standing) == (len(seen), len(others), standing), question.pk
        assert question.last_number == len(mine) == len({reply.number for reply in mine})
        assert question.answer is None or (question.answer.state == "visible" and question.answer.question_id == question.pk)
        if seen:
            assert question.last_reply_at >= max(reply.replied_at for reply in seen)
        if question.state == "visible":
            for passage in {"", question.passage}:
                tallies.setdefault((question.page_key, passage), Counter()).update(["questions", standing])
    assert {reply.pk: reply.child_count for reply in replies} == {reply.pk: children[reply.pk] for reply in replies}
    assert {reply.pk: reply.helped_count for reply in replies} == {reply.pk: helped[reply.pk] for reply in replies}
    stored = {(tally.page_key, tally.passage): (tally.questions, tally.answered, tally.waiting) for tally in Tally.objects.all()}
    counted = {spot: (tally["questions"], tally["answered"], tally["waiting"]) for spot, tally in tallies.items()}
    assert {spot: counts for spot, counts in stored.items() if any(counts)} == counted


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


def test_2000_things_that_may_happen_leave_true_counts(db, field_of, monkeypatch):
    monkeypatch.setattr("forum.discussions.emails.happened", lambda *words, **more: None)  # letters have tests of their own
    hand = field_of(seed=1, steps=2_000)

    done = hand.work()

    assert_every_count_is_true()
    assert min(done[act] for act in ("ask", "reply", "approve", "decline", "hide", "restore", "withdraw", "choose", "unchoose", "move", "thank", "mend")) >= 20, done


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_the_counts_are_true_after_every_single_step(db, field_of, seed):
    hand = field_of(seed, steps=1)

    for _ in range(80):
        hand.work()
        assert_every_count_is_true()


def test_four_at_once_lose_no_count_and_lock_nobody_out(transactional_db, field_of):
    """Real threads, real transactions, the same questions and pages. A deadlock or a lost step would be an exception or a wrong count."""
    people, pages = cast(), milestones()
    hands = [field_of(seed, steps=100, people=people, pages=pages) for seed in (6, 7, 8, 9)]
    hands[0].steps = 30
    hands[0].work()
    hands[0].steps = 100

    outcome = at_once(*[hand.work for hand in hands])

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert_every_count_is_true()
    assert Reply.objects.count() > 40


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

    assert [counts for counts in Tally.objects.values_list("questions", "answered", "waiting") if min(counts) < 0] == []


