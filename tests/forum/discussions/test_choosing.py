"""The answer is chosen by who asked, or by staff; who chose is kept; two at once never both win."""

from __future__ import annotations

import pytest

from forum.discussions import actions
from forum.discussions.counts import recount
from forum.discussions.models import Helped, PostState, Question, Reply, Tally
from forum.letters.models import Letter
from tests import build
from tests.forum.discussions.words import text_of
from tests.mail import tell_everybody
from tests.racing import at_once


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


@pytest.fixture
def reply(question, ben) -> Reply:
    return build.a_reply(question, ben, body="<p>The librarian has one.</p>")


def choose(client, reply: Reply, **words):
    return client.post(f"/questions/{reply.question_id}/replies/{reply.number}/choose/", {"instead_of": ""} | words)


def standing(question: Question) -> tuple:
    question.refresh_from_db()
    assert (question.answer_chosen_at is None) == (question.answer is None)
    return question.standing, question.answer, question.answer_chosen_by


def tally(question: Question) -> tuple:
    return Tally.objects.values_list("questions", "answered", "waiting").get(page_key=question.page_key, passage="")


# ---------------------------------------------------------------- works, and for whom


def test_who_asked_chooses_and_it_shows_everywhere(client_of, stranger_client, ana, ben, question, reply):
    answer = choose(client_of(ana), reply)

    assert answer.headers["Location"] == reply.get_absolute_url()
    assert standing(question) == ("answered", reply, ana)
    assert tally(question) == (1, 1, 0)
    for address in (question.get_absolute_url(), question.page.url):
        page = text_of(stranger_client.get(f"{address}?n=2"))
        assert "Answer chosen by Ana" in page and "The librarian has one." in page
    assert "Answered" in text_of(stranger_client.get("/questions/?show=answered"))
    tell_everybody()
    assert Letter.objects.filter(kind="answer-chosen").values_list("address", flat=True).get() == ben.email


@pytest.mark.parametrize("person", ["sam", "admin"])
def test_staff_who_moderate_discussions_choose_too_and_are_named(client_of, request, question, reply, person):
    staff = request.getfixturevalue(person)

    choose(client_of(staff), reply)

    assert standing(question) == ("answered", reply, staff)


@pytest.mark.parametrize("person", ["ben", "eve", "newcomer"])
def test_nobody_else_chooses(client_of, request, question, reply, person):
    answer = choose(client_of(request.getfixturevalue(person)), reply)

    assert answer.status_code == 403
    assert "The person who asked chooses the answer, or Coalition staff." in text_of(answer)
    assert standing(question) == ("talking", None, None)


def test_a_story_moderator_does_not_choose(client_of, question, reply):
    assert choose(client_of(build.a_story_moderator()), reply).status_code == 403


def test_a_stranger_signs_in(stranger_client, question, reply):
    assert choose(stranger_client, reply).headers["Location"].startswith("/accounts/login/")
    assert standing(question) == ("talking", None, None)


def test_the_button_stands_only_where_it_works(client_of, stranger_client, ana, ben, sam, question, reply):
    offers = ["Choose as the answer" in text_of(client.get(question.get_absolute_url())) for client in (client_of(ana), client_of(sam), client_of(ben), stranger_client)]

    assert offers == [True, True, False, False]


def test_who_chose_may_take_it_back(client_of, ana, question, reply):
    choose(client_of(ana), reply)

    choose(client_of(ana), reply, take_back="1")

    assert standing(question) == ("talking", None, None)
    assert tally(question) == (1, 0, 0)


def test_ones_own_reply_may_settle_it_without_a_letter(ana, question):
    mine = build.a_reply(question, ana)

    actions.choose_answer(by=ana, question=question, reply=mine, instead_of=None)

    assert standing(question) == ("answered", mine, ana)
    assert Letter.objects.filter(kind="answer-chosen").count() == 0


def test_choosing_the_same_twice_is_once(client_of, ana, question, reply):
    assert [choose(client_of(ana), reply).status_code for _ in range(2)] == [302, 302]
    assert tally(question) == (1, 1, 0)
    tell_everybody()
    assert Letter.objects.filter(kind="answer-chosen").count() == 1


# ---------------------------------------------------------------- someone was faster


def test_another_answer_that_was_chosen_meanwhile_is_told(client_of, ana, sam, ben, question, reply):
    other = build.a_reply(question, ben)
    choose(client_of(sam), other)

    answer = choose(client_of(ana), reply)

    assert answer.status_code == 409
    assert "Another answer was chosen a moment ago." in text_of(answer)
    assert standing(question) == ("answered", other, sam)


def test_one_answer_takes_the_place_of_the_one_that_was_seen(client_of, ana, ben, question, reply):
    other = build.a_reply(question, ben)
    choose(client_of(ana), other)

    choose(client_of(ana), reply, instead_of=other.pk)

    assert standing(question) == ("answered", reply, ana)
    assert tally(question) == (1, 1, 0)


def test_taking_back_a_choice_that_is_another_by_now_is_told(client_of, ana, sam, ben, question, reply):
    other = build.a_reply(question, ben)
    choose(client_of(ana), reply)
    choose(client_of(sam), other, instead_of=reply.pk)

    assert choose(client_of(ana), reply, take_back="1").status_code == 409
    assert standing(question) == ("answered", other, sam)


def test_two_choices_at_once_leave_one(transactional_db):
    for _ in range(6):
        question = build.a_question()
        replies = [build.a_reply(question) for _ in range(2)]

        outcome = at_once(*[lambda reply=reply, question=question: actions.choose_answer(by=question.author, question=question, reply=reply, instead_of=None) for reply in replies])

        lost = [isinstance(one, actions.Overtaken) for one in outcome]
        assert sorted(lost) == [False, True], outcome
        assert standing(question)[:2] == ("answered", replies[lost.index(False)])
        assert tally(question) == (1, 1, 0)


def test_choosing_and_hiding_at_once_never_leave_a_hidden_answer(transactional_db):
    for _ in range(6):
        question = build.a_question()
        reply = build.a_reply(question)

        chosen, hid = at_once(
            lambda question=question, reply=reply: actions.choose_answer(by=question.author, question=question, reply=reply, instead_of=None),
            lambda reply=Reply.objects.get(pk=reply.pk): actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",)),
        )

        assert hid is True and (chosen is None or isinstance(chosen, actions.Overtaken))
        assert standing(question) == ("waiting", None, None)
        assert tally(question) == (1, 0, 1)


# ---------------------------------------------------------------- replies that cannot be chosen


@pytest.mark.parametrize("state", ["waiting", "declined", "hidden", "withdrawn"])
def test_a_reply_that_is_not_visible_cannot_be_chosen(client_of, ana, sam, question, reply, state):
    Reply.objects.filter(pk=reply.pk).update(state=state)

    answers = [choose(client_of(person), reply).status_code for person in (ana, sam)]

    assert answers == ([404, 404] if state == "withdrawn" else [404, 409])
    assert standing(question) == ("talking", None, None)


def test_a_reply_of_another_question_cannot_be_chosen(client_of, ana, question, reply):
    elsewhere = build.a_reply(build.a_question(ana, title="Another"))
    build.a_reply(question, elsewhere.author)

    with pytest.raises(actions.Overtaken):  # it may have been put into a thread of its own meanwhile
        actions.choose_answer(by=ana, question=question, reply=elsewhere, instead_of=None)
    assert Question.objects.get(pk=question.pk).answer is None
    assert client_of(ana).post(f"/questions/{question.pk}/replies/9/choose/").status_code == 404


def test_nothing_is_chosen_on_a_question_that_is_gone(client_of, sam, ana, question, reply):
    actions.take_away(question, to=PostState.HIDDEN, expected=("visible",))

    assert choose(client_of(sam), reply).status_code == 403
    with pytest.raises(actions.Overtaken):
        actions.choose_answer(by=ana, question=Question.objects.get(), reply=reply, instead_of=None)
    assert standing(question) == ("talking", None, None)


@pytest.mark.parametrize(("others", "goes_back_to"), [(0, "waiting"), (1, "talking")])
def test_when_the_answer_is_hidden_the_question_goes_back(ana, ben, question, reply, others, goes_back_to):
    for _ in range(others):
        build.a_reply(question, ben)
    actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None)

    actions.take_away(reply, to=PostState.HIDDEN, expected=("visible",))
    assert standing(question) == (goes_back_to, None, None)
    assert tally(question) == (1, 0, int(others == 0))

    actions.show(reply, expected=("hidden",))
    assert standing(question) == ("talking", None, None)
    assert recount(Question.objects.get()).standing == "talking"


# ---------------------------------------------------------------- this helped


def say(client, reply: Reply):
    return client.post(f"/questions/{reply.question_id}/replies/{reply.number}/helped/")


def helped(reply: Reply) -> int:
    reply.refresh_from_db()
    assert reply.helped_count == Helped.objects.filter(reply=reply).count()
    return reply.helped_count


def test_a_member_says_that_it_helped_and_may_take_it_back(client_of, stranger_client, ana, question, reply):
    client = client_of(ana)

    assert say(client, reply).headers["Location"] == reply.get_absolute_url()
    assert helped(reply) == 1
    assert 'aria-pressed="true"' in client.get(question.get_absolute_url()).content.decode()
    assert "Helped 1 person" in text_of(stranger_client.get(question.get_absolute_url()))

    say(client, reply)
    assert helped(reply) == 0
    assert 'aria-pressed="false"' in client.get(question.get_absolute_url()).content.decode()


def test_each_member_counts_once(client_of, ana, sam, eve, reply):
    for person in (ana, sam, eve):
        say(client_of(person), reply)

    assert helped(reply) == 3


def test_nobody_thanks_themselves(client_of, ben, reply):
    answer = say(client_of(ben), reply)

    assert answer.status_code == 403
    assert "You can say this about replies of other people." in text_of(answer)
    assert helped(reply) == 0


@pytest.mark.parametrize("state", ["waiting", "declined", "hidden", "withdrawn"])
def test_what_is_not_visible_cannot_be_thanked(client_of, ana, sam, reply, state):
    Reply.objects.filter(pk=reply.pk).update(state=state)

    assert {say(client_of(person), reply).status_code for person in (ana, sam)} <= {403, 404}
    assert helped(reply) == 0


def test_one_member_in_a_race_counts_at_most_once(transactional_db):
    reply, ana = build.a_reply(build.a_question()), build.a_member("Ana Bell")
    for _ in range(12):
        outcome = at_once(*[lambda: actions.say_it_helped(by=ana, reply=reply)] * 5)

        assert sorted(outcome) in ([False, False, True, True, True], [False, False, False, True, True]), outcome
        assert helped(reply) == int(sum(outcome) == 3)


def test_eight_members_at_once_are_eight(transactional_db):
    reply = build.a_reply(build.a_question())
    people = [build.a_member(f"Ana {n}") for n in range(8)]

    outcome = at_once(*[lambda person=person: actions.say_it_helped(by=person, reply=reply) for person in people])

    assert outcome == [True] * 8
    assert helped(reply) == 8
