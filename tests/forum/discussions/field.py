"""A field of people who do anything that may happen to questions and replies, and the counts as one would count them by hand."""

from __future__ import annotations

import json
import random
from collections import Counter

from django.utils import timezone

from forum.discussions import actions, care, joining
from forum.discussions.models import DEPTH_STORED, STEP, FormerNumber, Helped, PostState, Question, Reply, Tally
from forum.discussions.reanchoring import look_over
from forum.history import actions as history


class Field:
    """People, pages, and a hand that does anything to them. What another does first is no fault of its own."""

    def __init__(self, seed: int, people: list, pages: list, *, steps: int) -> None:
        self.chance = random.Random(seed)
        self.people, self.pages, self.steps = people, pages, steps
        self.done: Counter[str] = Counter()

    def work(self) -> Counter[str]:
        acts = [self.ask, self.reply, self.reply, self.reply, self.approve, self.decline, self.hide, self.restore, self.withdraw, self.choose, self.unchoose, self.move, self.thank, self.mend, self.rewrite]
        acts += [self.join, self.divide, self.separate, self.put_back, self.close, self.ask_back]
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
        post = self.a_post("waiting", "declined", "visible")
        return post and history.edit(by=post.author, post=post, body="<p>Better.</p>", **({"title": "Who now?"} if isinstance(post, Question) else {}))

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

    def rewrite(self):
        """An editor changes passages of a page, or brings their words back, and the worker looks it over."""
        page = self.chance.choice(self.pages)
        blocks = [dict(block) if self.chance.random() < 0.6 else block | {"value": {"heading": "Budgets", "body": ""}} for block in page.body.raw_data]
        type(page).objects.filter(pk=page.pk).update(body=json.dumps(blocks))
        look_over(page.translation_key)
        return page

    def join(self):
        question, to = (self.one(Question.objects.filter(state="visible")) for _ in range(2))
        return question and to and question != to and joining.join(question, to=to, at=timezone.now()) or None

    def divide(self):
        reply = self.one(Reply.objects.filter(state="visible", question__state="visible"))
        return reply and joining.divide(reply, title="Who else?", at=timezone.now())

    def separate(self):
        question = self.one(Question.objects.filter(state="elsewhere", stand_ins__state="visible").exclude(stand_ins__asked_as=""))
        return question and joining.separate(question, at=timezone.now())

    def put_back(self):
        reply = self.one(Reply.objects.filter(state="elsewhere", stands_for__state="visible", question__state="visible"))
        return reply and joining.stand_in(reply.stands_for) is None and joining.put_back(reply.stands_for, at=timezone.now()) or None

    def close(self):
        question = self.one(Question.objects.filter(state="visible"))
        if question is None:
            return None
        return care.open_again(question) if question.is_closed else care.close(question, why="Settled.")

    def ask_back(self):
        reply = self.one(Reply.objects.filter(state="visible", question__state="visible", asked_as=""))
        return reply and care.ask_for_more(reply) or None

    def thank(self):
        reply = self.one(Reply.objects.filter(state="visible"))
        return reply and actions.say_it_helped(by=self.chance.choice(self.people), reply=reply) or None


# ---------------------------------------------------------------- counted by hand, from the rows alone


def assert_every_count_is_true() -> None:
    replies = list(Reply.objects.select_related("question"))
    former = set(FormerNumber.objects.values_list("question", "number"))
    helped = Counter(Helped.objects.values_list("reply_id", flat=True))
    children = Counter(reply.parent_id for reply in replies if reply.state == "visible" and reply.parent_id)
    tallies: dict[tuple, Counter] = {}
    for question in Question.objects.select_related("answer"):
        mine = [reply for reply in replies if reply.question_id == question.pk]
        seen = [reply for reply in mine if reply.state == "visible" and not reply.asked_as]
        others = [reply for reply in seen if reply.author_id != question.author_id]
        standing = "answered" if question.answer_id else "closed" if question.closed_at else "missing" if question.missing_in else "talking" if others else "waiting"
        assert not question.missing_in or question.missing_in in {reply.number for reply in others}
        assert (question.reply_count, question.replies_by_others, question.standing) == (len(seen), len(others), standing), question.pk
        assert question.helped_count == sum(helped[reply.pk] for reply in mine if reply.state == "visible"), question.pk
        numbers = [reply.number for reply in mine] + [number for asked, number in former if asked == question.pk]
        assert sorted(numbers) == list(range(1, question.last_number + 1)), question.pk
        if question.state != "elsewhere":
            assert question.answer is None or (question.answer.state == "visible" and question.answer.question_id == question.pk)
        assert_every_path_is_true(mine)
        if seen:
            assert question.last_reply_at >= max(reply.replied_at for reply in seen)
        if question.state == "visible":
            for passage in {"", question.passage}:
                tallies.setdefault((question.page_key, passage), Counter()).update(["questions", standing])
    assert {reply.pk: reply.child_count for reply in replies} == {reply.pk: children[reply.pk] for reply in replies}
    assert {reply.pk: reply.helped_count for reply in replies} == {reply.pk: helped[reply.pk] for reply in replies}
    stored = {(tally.page_key, tally.passage): (tally.questions, tally.answered, tally.waiting, tally.missing, tally.closed) for tally in Tally.objects.all()}
    counted = {spot: (tally["questions"], tally["answered"], tally["waiting"], tally["missing"], tally["closed"]) for spot, tally in tallies.items()}
    assert {spot: counts for spot, counts in stored.items() if any(counts)} == counted


def assert_every_path_is_true(replies: list[Reply]) -> None:
    """A reply stands under the one it answers, in its own thread, with its own number last."""
    paths = {reply.pk: reply.path for reply in replies}
    for reply in replies:
        above = paths[reply.parent_id] if reply.parent_id else ""  # a KeyError is a parent in another thread
        if len(above) >= STEP * DEPTH_STORED:
            above = above[:-STEP]
        assert reply.path == f"{above}{reply.number:06}"
