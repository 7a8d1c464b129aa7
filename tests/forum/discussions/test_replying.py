"""A reply to a question or to a reply, its letters, and what it costs."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import DEPTH_STORED, STEP, Draft, PostState, Question, Reply
from forum.letters.models import Letter
from tests import build
from tests.forum.discussions.replying import WORDS, letters, reply_to, send
from tests.forum.discussions.words import a_key, hidden, page_of, text_of


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def test_a_member_replies_and_sees_it_in_its_place(client_of, ana, ben, question):
    answer = send(client_of(ben), question)
    page = client_of(ben).get(answer.headers["Location"])

    reply = Reply.objects.get()
    assert (reply.author, reply.body, reply.state, reply.number, reply.path, reply.parent) == (ben, "<p>Ask the librarian. She has a key.</p>", "visible", 1, "000001", None)
    assert answer.headers["Location"] == f"{question.get_absolute_url()}?posted=question%3A{question.pk}#reply-1"
    assert WORDS in text_of(page)
    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others, question.standing, question.last_number) == (1, 1, "talking", 1)
    assert question.last_reply_at == reply.replied_at


def test_a_reply_answers_a_reply(client_of, ana, ben, question):
    first = build.a_reply(question, ben)

    answer = send(client_of(ana), question, to=first)

    second = Reply.objects.get(number=2)
    first.refresh_from_db()
    assert (second.parent, second.path, first.child_count) == (first, "000001000002", 1)
    assert answer.headers["Location"].endswith("#reply-2")
    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others) == (2, 1)


def test_the_page_to_write_a_reply_quotes_what_it_answers(client_of, ana, ben, question):
    first = build.a_reply(question, ben, body="<p>The custodian has one.</p>")

    page = client_of(ana).get(f"{reply_to(question)}?to={first.number}")

    assert "Reply to Ben Okafor" in text_of(page)
    assert "The custodian has one." in text_of(page)
    assert hidden(page, "about") == f"question:{question.pk}:1"


def test_a_newcomers_reply_waits_and_nobody_is_told(client_of, newcomer, ben, question):
    send(client_of(newcomer), question, agree="on")

    question.refresh_from_db()
    reply = Reply.objects.get()
    assert (reply.state, question.reply_count, question.standing, question.last_number) == ("waiting", 0, "waiting", 1)
    assert letters() == []
    mine = text_of(client_of(newcomer).get(question.get_absolute_url()))
    assert "Waiting for review" in mine and "Only its author and Coalition staff can see this" in mine
    assert WORDS not in text_of(client_of(ben).get(question.get_absolute_url()))


def test_when_it_is_approved_it_counts_and_the_asker_is_told(newcomer, ana, question):
    reply = build.a_reply(question, newcomer)

    assert actions.show(reply, expected=("waiting",)) is True
    assert actions.show(reply, expected=("waiting",)) is False

    question.refresh_from_db()
    assert (question.reply_count, question.replies_by_others, question.standing) == (1, 1, "talking")
    assert letters() == [("reply", ana.email)]


def test_the_first_reply_agrees_to_the_house_rules(client_of, newcomer, question):
    without = send(client_of(newcomer), question)

    assert without.status_code == 422
    assert without.context["form"].errors == {"agree": ["Tick the box to say that you are 16 or older and have read the house rules"]}
    assert WORDS in page_of(without)
    assert Reply.objects.count() == 0


def test_numbers_go_on_whatever_becomes_of_replies(newcomer, ana, ben, question):
    build.a_reply(question, ben)
    build.a_reply(question, newcomer)
    actions.withdraw(by=ben, post=Reply.objects.get(number=1))

    build.a_reply(question, ben)

    assert list(Reply.objects.order_by("number").values_list("number", "state")) == [(1, "withdrawn"), (2, "waiting"), (3, "visible")]


def test_beyond_the_greatest_depth_a_reply_stands_beside_the_one_it_answers_and_names_it(client_of, ana, ben, question):
    reply = None
    for n in range(DEPTH_STORED + 3):
        reply = build.a_reply(reply or question, (ana, ben)[n % 2])

    deepest = Reply.objects.order_by("number")[DEPTH_STORED - 1 :]
    assert [row.depth for row in deepest] == [DEPTH_STORED] * 4
    assert [row.path[:-STEP] for row in deepest] == [deepest[0].path[:-STEP]] * 4
    assert [row.parent.number for row in deepest] == [7, 8, 9, 10]
    page = page_of(Client().get(question.get_absolute_url()))
    named = re.findall(r'class="replyto">.*? to <a href="/questions/\d+/replies/(\d+)/">', page)
    assert named == [str(row.parent.number) for row in Reply.objects.order_by("path") if row.number > 3]


# ---------------------------------------------------------------- letters


def test_the_asker_is_told_and_whoever_is_answered_each_once(ana, ben, question):
    gus = build.a_member("Gus Weber")
    first = build.a_reply(question, ben)
    build.a_reply(first, gus)

    assert letters() == sorted([("reply", ana.email), ("reply", ben.email)])  # hers tells of both


def test_nobody_is_written_to_about_their_own_words(ana, ben, question):
    first = build.a_reply(question, ana)
    build.a_reply(first, ana)

    assert letters() == []


def test_an_asker_who_is_answered_gets_one_letter(ana, ben, question):
    mine = build.a_reply(question, ana)

    build.a_reply(mine, ben)

    assert letters() == [("reply", ana.email)]


def test_hiding_and_showing_again_writes_no_second_letter(ana, ben, question):
    reply = build.a_reply(question, ben)
    actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",))
    actions.show(reply, expected=("hidden",))

    assert Counter(letters()) == {("reply", ana.email): 1}


def test_a_letter_is_written_in_the_transaction_of_its_cause(ana, ben, question):
    with pytest.raises(RuntimeError), transaction.atomic():
        build.a_reply(question, ben)
        assert letters() == [("reply", ana.email)]
        raise RuntimeError

    assert (letters(), Reply.objects.count()) == ([], 0)
    question.refresh_from_db()
    assert (question.reply_count, question.last_number) == (0, 0)


def test_when_the_letter_cannot_be_written_nothing_is_posted(client_of, ben, question, monkeypatch):
    """The post and its letter's row are one: a row that fails takes the reply back, and the words stay a draft."""
    monkeypatch.setattr("forum.discussions.emails.happened", lambda *words, **more: 1 / 0)
    client = client_of(ben)
    client.raise_request_exception = False

    answer = send(client, question, draft=(key := a_key()))

    assert answer.status_code == 500
    assert (Reply.objects.count(), letters()) == (0, [])
    assert Draft.objects.get(key=key).words == {"body": WORDS}


def test_a_closed_account_gets_no_letter(ben, question):
    User.objects.filter(pk=question.author_id).update(is_active=False)

    build.a_reply(Question.objects.get(), ben)

    assert letters() == []


# ---------------------------------------------------------------- what it costs


def cost_of_posting(client: Client, question: Question, *, to: Reply | None, saved_before: bool) -> list[str]:
    key = a_key()
    if saved_before:
        about = f"question:{question.pk}:{to.number}" if to else f"question:{question.pk}"
        client.post("/ask/keep/", {"draft": key, "kind": "reply", "about": about, "body": WORDS})
    with CaptureQueriesContext(connection) as seen:
        assert send(client, question, to=to, draft=key).status_code == 302
    return [query["sql"][:110] for query in seen if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("saved_before", [True, False])
def test_posting_a_reply_takes_at_most_15_queries(client_of, ben, question, saved_before):
    asked = cost_of_posting(client_of(ben), question, to=None, saved_before=saved_before)

    assert len(asked) <= 15, "\n".join(asked)
    assert len(letters()) == 1


def test_answering_a_reply_costs_little_else(client_of, ana, ben, question):
    first = build.a_reply(question, ben)
    assert len(letters()) == 1
    Letter.objects.all().delete()

    asked = cost_of_posting(client_of(build.a_member("Gus Weber")), question, to=first, saved_before=True)

    assert len(asked) <= 21, "\n".join(asked)
    assert len(letters()) == 2
