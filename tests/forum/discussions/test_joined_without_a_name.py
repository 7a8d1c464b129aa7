"""Staff join two questions and cannot know that one person asked both, with their name and without it. The thread does not tell it afterwards."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum.discussions import actions, joining
from forum.discussions.models import Question, Reply
from forum.discussions.threads import read_run
from moderation import actions as moderation
from moderation.unanswered import others_for
from tests import build
from tests.build import fresh
from tests.forum.discussions.words import text_of


@pytest.fixture
def hidden(ana) -> Question:
    """Ana's question, without her name."""
    return fresh(build.a_question(ana, title="Who unlocks?", without_name=True))


def chosen(question: Question, by, ben) -> Reply:
    reply = build.a_reply(question, ben)
    actions.choose_answer(by=by, question=question, reply=reply, instead_of=None)
    return reply


def join(gone: Question, host: Question) -> Question:
    joining.join(fresh(gone), to=fresh(host), at=timezone.now())
    return fresh(host)


def test_a_choice_made_without_a_name_does_not_name_who_made_it(hidden, ana, ben, client):
    reply = chosen(hidden, ana, ben)
    host = join(hidden, build.a_question(ben))

    assert host.answer is None and "Ana" not in text_of(client.get(host.get_absolute_url()))
    assert fresh(joining.separate(fresh(hidden), at=timezone.now())).answer == reply


def test_a_choice_made_by_name_is_not_put_under_the_alias_of_the_same_person(hidden, ana, ben):
    named = build.a_question(ana)
    chosen(named, ana, ben)

    assert join(named, hidden).answer is None


def test_a_choice_of_staff_comes_along(hidden, sam, ben):
    reply = chosen(hidden, sam, ben)

    assert join(hidden, build.a_question(ben)).answer == reply


def test_an_answer_that_comes_back_in_another_thread_names_nobody(hidden, ana, ben, sam):
    reply = chosen(hidden, ana, ben)
    moderation.decide(by=sam, post=reply, act="hid", reason="A name of a child.")
    host = join(hidden, build.a_question(ben))
    moderation.decide(by=sam, post=fresh(reply), act="restored", reason="It was none.")

    assert fresh(reply).is_visible and fresh(host).answer is None


def test_the_number_of_those_who_have_it_too_rises_as_with_anybody(hidden, ana, ben):
    assert [join(gone, build.a_question(ana)).me_too_count for gone in (hidden, build.a_question(ben))] == [1, 1]


def test_the_desk_offers_everybody_for_a_question_without_a_name(hidden, sam):
    unnamed = build.a_question(sam, without_name=True)

    assert sam in others_for(unnamed, None) and sam not in others_for(build.a_question(sam), None)


@pytest.mark.parametrize("without_name", [True, False])
def test_no_tag_says_who_is_behind_an_alias(ana, without_name):
    host = build.a_question(ana, without_name=not without_name)
    join(build.a_question(ana, without_name=without_name), host)
    build.a_reply(fresh(host), ana)

    assert [post.asked_this for post in read_run(fresh(host), AnonymousUser()).posts] == [False, True]
