"""New questions go to people who have been there: five at most, nobody twice in a week, and a no is taken for a no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import Question, Reply
from forum.finding_answers.links import asked_link
from forum.finding_answers.models import Helper, Request
from forum.finding_answers.routing import claim_the_week_of, route
from forum.finding_answers.who_may_know import who_may_know
from forum.letters.actions import compose_now
from forum.letters.following import follow
from forum.letters.models import Letter, LetterStop, MailSettings
from tests import build
from tests.build import fresh
from tests.forum.finding_answers.conftest import BEGINNING
from tests.forum.stories import tales

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(clock):
    """What people are known for came before the beginning."""
    clock(-20)
    return clock


@pytest.fixture
def milestone(db):
    return build.a_milestone("Reach out")


def answered(by: User, on, title: str = "Who knows?") -> Question:
    """An answer of theirs was chosen there."""
    asker = build.a_member("Old Asker")
    question = build.a_question(asker, on=on, title=title)
    actions.choose_answer(by=asker, question=question, reply=build.a_reply(question, by), instead_of=None)
    return question


def some_who_answered(number: int, on) -> list[User]:
    people = [build.a_member(f"Helper {letter}") for letter in "ABCDEFGH"[:number]]
    for one in people:
        answered(one, on)
    return people


def asked_people(question: Question) -> list[User]:
    return [one.person for one in question.requests.select_related("person").order_by("place")]


def test_two_are_asked_at_first_and_the_next_after_three_days_of_silence_up_to_five(clock, milestone, ana):
    helpers = some_who_answered(7, milestone)
    clock(0)
    question = build.a_question(ana, on=milestone)
    numbers = []
    for day in (0, 0.1, 2.9, 3, 6, 9, 13):
        clock(day)
        route()
        route()  # a second one at once asks nobody more
        numbers.append(len(asked_people(question)))

    assert numbers == [2, 2, 2, 4, 5, 5, 5]
    assert set(asked_people(question)) <= set(helpers) and Letter.objects.filter(kind="asked-to-help").count() == 5


def test_the_database_counts_to_five(milestone, ana, ben):
    question = build.a_question(ana, on=milestone)

    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(question=question, person=ben, place=6, why="answer")


def test_nobody_is_asked_twice_in_a_week_whichever_question(clock, milestone, ana, ben):
    answered(ben, milestone)
    clock(0)
    for number in range(3):
        build.a_question(ana, on=milestone, title=f"Who number {number}?")
    asked = []
    for day in (0, 1, 6.9, 7, 8, 14, 15):
        clock(day)
        route()
        asked.append(Request.objects.filter(person=ben).count())

    assert asked == [1, 1, 1, 1, 2, 2, 2]  # each question looks again once a day, and gives up after two weeks


def test_the_week_is_claimed_once(ben):
    now = timezone.now()

    assert [claim_the_week_of(ben.pk, now) for _worker in range(2)] == [True, False]
    assert claim_the_week_of(ben.pk, now + timedelta(days=7))


def test_the_author_of_a_story_comes_first_then_answers_then_what_is_close(clock, ana):
    stage = build.a_stage()
    here, near = build.a_milestone("Reach out", stage=stage), build.a_milestone("Keep trying", stage=stage)
    far = build.a_milestone("Elsewhere", stage=build.a_stage("Another", number=2))
    story = tales.published(build.a_member("Tala Story"), build.a_story_moderator(), milestone=here)
    teller, close, answerer = story.author, build.a_member("Nia Near"), build.a_member("Al Here")
    answered(build.a_member("Fay Far"), far)
    answered(close, near)
    answered(answerer, here)
    clock(0)
    question = build.a_question(ana, on=here)

    for day in (0, 3, 6):
        clock(day)
        route()

    assert asked_people(question) == [teller, answerer, close]
    letter = Letter.objects.filter(kind="asked-to-help", person=teller).get()
    clock(0)
    assert compose_now(letter)
    assert f"because your story “{story.page.title}” stands on this page" in letter.text


def test_a_village_asks_a_village(clock, milestone, ana):
    some_who_answered(3, milestone)
    neighbor = build.a_member("Vi Llage", community="rural")
    answered(neighbor, milestone)
    User.objects.filter(pk=ana.pk).update(community="rural")
    clock(0)
    question = build.a_question(ana, on=milestone)

    route()

    assert asked_people(question)[0] == neighbor


def test_followers_are_asked_only_if_they_said_so(clock, milestone, ana):
    willing, silent = build.a_member("Will Ing"), build.a_member("Si Lent")
    for person in (willing, silent):
        follow("page", milestone.translation_key, person=person)
    Helper.objects.create(person=willing, wish=Helper.Wish.FOLLOWED)
    clock(0)
    question = build.a_question(ana, on=milestone)

    route()

    assert asked_people(question) == [willing]


def test_who_is_away_silenced_leaving_or_wants_none_is_left_in_peace(clock, milestone, ana):
    gone, silenced, leaving, never, stopped, paused, muted = some_who_answered(7, milestone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=silenced.pk).update(silenced_until=BEGINNING + timedelta(days=30))
    User.objects.filter(pk=leaving.pk).update(leaves_at=BEGINNING + timedelta(days=5))
    Helper.objects.create(person=never, wish=Helper.Wish.NEVER)
    LetterStop(person=stopped, kind="asked-to-help").keep()
    MailSettings.objects.create(person=paused, paused_until=BEGINNING + timedelta(days=30))
    follow("page", milestone.translation_key, person=muted, pace="mute")
    answered(ana, milestone)
    clock(0)
    question = build.a_question(ana, on=milestone)

    route()

    assert asked_people(question) == []


def test_what_was_written_without_a_name_makes_nobody_be_asked(clock, milestone, ana, ben):
    answered(ben, milestone)
    Reply.objects.update(alias="heron-47")
    clock(0)
    question = build.a_question(ana, on=milestone)

    route()

    assert asked_people(question) == []


def test_not_me_is_kept_and_the_next_is_asked(clock, milestone, ana, client):
    some_who_answered(3, milestone)
    clock(0)
    question = build.a_question(ana, on=milestone)
    route()
    first = question.requests.get(place=1)
    opened = client.get(asked_link(first.pk, "not-me")).content.decode()
    unchanged = fresh(first).said
    for _press in range(2):
        done = client.post(asked_link(first.pk, "not-me")).content.decode()
    route()
    later = build.a_question(ana, on=milestone, title="And who cooks?")
    clock(10)
    route()

    assert "Not me: I do not know about this" in opened and unchanged == ""
    assert "Thank you for saying so" in done and fresh(first).said == "not-me"
    assert len(asked_people(question)) == 3
    assert first.person not in asked_people(later) and len(asked_people(later)) == 2


def test_i_can_answer_leads_to_the_form_and_waits_for_them(clock, milestone, ana, client):
    some_who_answered(4, milestone)
    clock(0)
    question = build.a_question(ana, on=milestone)
    route()
    first = question.requests.get(place=1)

    answer = client.post(asked_link(first.pk, "can"))
    clock(2)
    client.post(asked_link(first.pk, "can"))  # the same press again
    route()

    assert answer.headers["Location"] == f"/questions/{question.pk}/reply/" and fresh(first).said == "can"
    assert len(asked_people(question)) == 2


def test_who_is_asked_comes_to_late(clock, milestone, ana, ben, client):
    helper = some_who_answered(1, milestone)[0]
    clock(0)
    question = build.a_question(ana, on=milestone)
    route()
    build.a_reply(question, ben)
    letter = Letter.objects.get(kind="asked-to-help", person=helper)

    page_of_it = client.get(asked_link(question.requests.get().pk, "can")).content.decode()

    assert not compose_now(letter)
    assert "It needs nobody any more" in page_of_it


def test_the_letter_names_nobody_and_can_be_stopped(clock, milestone, ana, mailbox):
    helper = some_who_answered(1, milestone)[0]
    User.objects.filter(pk=helper.pk).update(language="es")
    clock(0)
    question = build.a_question(ana, on=milestone, title="Who drives?")
    route()
    letter = Letter.objects.get(kind="asked-to-help")
    asked = question.requests.get()
    compose_now(letter)

    assert letter.subject == "¿Lo sabes tú? Who drives?"
    assert all(asked_link(asked.pk, said) in letter.text and asked_link(asked.pk, said) in letter.html for said in Request.Said.values)
    assert ana.display_name not in letter.text + letter.html + str(letter.headers)
    assert LetterStop.for_more_like(letter).kind == "asked-to-help"


def test_a_link_of_somebodys_making_and_one_to_a_hidden_question(clock, milestone, ana, client):
    some_who_answered(1, milestone)
    clock(0)
    question = build.a_question(ana, on=milestone)
    route()
    link = asked_link(question.requests.get().pk, "can")
    Question.objects.filter(pk=question.pk).update(state="hidden")

    assert [client.get(address).status_code for address in (link, "/asked/1:x/can/", link.replace("/can/", "/maybe/"))] == [404, 404, 404]
    assert question.title not in client.get(link).content.decode()


def test_settings_keep_what_a_letter_stopped(client_of, ana):
    LetterStop(person=ana, kind="asked-to-help").keep()
    client = client_of(ana)
    shown = client.get("/my/asked/").context["form"].initial
    client.post("/my/asked/", {"wish": "followed"})
    after = client.get("/my/asked/").context["form"].initial

    assert (shown["wish"], shown["reminders"]) == ("never", True)
    assert (after["wish"], after["reminders"]) == ("followed", False)
    assert client.post("/my/asked/", {"wish": "often"}).status_code == 422


def test_many_who_may_know_cost_as_much_as_few(clock, milestone, ana):
    question = build.a_question(ana, on=milestone, title="Who drives?")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            who_may_know(fresh(question), timezone.now())
        return len(found)

    some_who_answered(1, milestone)
    few = queries()
    some_who_answered(5, milestone)

    assert queries() == few < 20
