"""What is replied to may be taken away while one writes."""

from __future__ import annotations

import pytest

from forum.discussions import actions
from forum.discussions.models import Draft, PostState, Question, Reply
from tests import build
from tests.forum.discussions.replying import WORDS, reply_to, send
from tests.forum.discussions.words import a_key, hidden, page_of, text_of


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def hide(post) -> None:
    assert actions.take_away(post, to=PostState.HIDDEN, expected=("visible",), reason="A child is named.")


def test_a_reply_to_a_hidden_reply_keeps_the_words_and_shows_nothing_hidden(client_of, ana, ben, question):
    first = build.a_reply(question, ana, body="<p>The secret of the hidden one.</p>")
    hide(first)

    press = send(client_of(ben), question, to=first)

    assert press.status_code == 409
    assert "was taken away while you were writing" in text_of(press)
    assert WORDS in page_of(press)
    assert "secret" not in page_of(press)
    assert Reply.objects.count() == 1
    send(client_of(ben), question, draft=hidden(press, "draft"))
    assert Reply.objects.get(number=2).parent is None


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_a_reply_to_a_question_that_is_gone_keeps_the_words_and_shows_nothing_of_it(client_of, stranger_client, ben, question, state):
    client = client_of(ben)
    form = client.get(reply_to(question))
    hide(question) if state == "hidden" else actions.withdraw(by=question.author, post=question)

    for person in (client, stranger_client):
        press = send(person, question, draft=hidden(form, "draft") if person is client else a_key())
        assert press.status_code == 409
        assert WORDS in page_of(press)
        assert question.title not in page_of(press)

    assert Reply.objects.count() == 0
    again = client.get(f"{reply_to(question)}?draft={hidden(form, 'draft')}")
    assert again.status_code == 409 and WORDS in page_of(again)
    assert client_of(build.a_member("Gus Weber")).get(reply_to(question)).status_code == 404


@pytest.mark.parametrize("state", ["waiting", "declined"])
def test_a_question_that_one_never_could_read_is_404(client_of, ben, question, state):
    Question.objects.update(state=state)

    assert send(client_of(ben), question).status_code == 404
    assert Draft.objects.count() == 0


def test_a_waiting_reply_of_someone_else_is_404(client_of, newcomer, ben, question):
    held = build.a_reply(question, newcomer)

    assert send(client_of(ben), question, to=held).status_code == 404


def test_the_action_looks_again_under_the_lock(ana, ben, question):
    first = build.a_reply(question, ana)
    stale, stale_question = Reply.objects.get(), Question.objects.get()
    hide(first)

    with pytest.raises(actions.Overtaken, match="taken away"):
        actions.reply(by=ben, question=stale_question, parent=stale, body="<p>x</p>")
    hide(question)
    with pytest.raises(actions.Overtaken, match="taken away"):
        actions.reply(by=ben, question=stale_question, body="<p>x</p>")

    assert Reply.objects.count() == 1


def test_the_reply_of_another_question_cannot_be_answered_here(ana, ben, question):
    elsewhere = build.a_reply(build.a_question(ana, title="Another"), ana)

    with pytest.raises(actions.Overtaken):
        actions.reply(by=ben, question=question, parent=elsewhere, body="<p>x</p>")
