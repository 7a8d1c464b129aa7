"""Unanswered questions at the desk: the oldest first, who has each in hand, and the end of looking for an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.discussions.actions import Overtaken
from forum.discussions.models import Question
from forum.finding_answers.ladder import climb
from forum.finding_answers.models import InHand, SetAside
from forum.letters.models import Letter
from moderation import unanswered
from moderation.actions import AlreadyDecided
from moderation.models import Act
from tests import build
from tests.build import fresh
from tests.moderation.conftest import acts, letters_to

pytestmark = pytest.mark.django_db

LIST = "/desk/?show=unanswered"


def asked_days_ago(question: Question, days: float) -> Question:
    Question.objects.filter(pk=question.pk).update(asked_at=timezone.now() - timedelta(days=days))
    return fresh(question)


def test_the_oldest_stands_first_with_its_age_its_owner_and_what_was_promised(sam, client_of, ana):
    old, young = asked_days_ago(build.a_question(ana, title="Who drives?"), 5), build.a_question(ana, title="Who cooks?")
    climb()

    lines, more = unanswered.read_unanswered(sam)
    page = client_of(sam).get(LIST).content.decode()

    assert [(line.subject, line.age, line.urgency, line.yours) for line in lines] == [(old, "5 days, 3 days late", "late", True), (young, "just now", "", True)]
    assert more is None and f'href="/desk/unanswered/{old.pk}/"' in page
    assert "without an answer" in page and "of them in your hand" in page


def test_further_down_begins_behind_the_last_line(sam, client_of, ana, monkeypatch):
    monkeypatch.setattr(unanswered, "A_PAGE", 2)
    page, asked = build.a_milestone(), []
    for number in range(3):
        asked.append(build.a_question(ana, on=page, title=f"Who number {number}?"))

    first, more = unanswered.read_unanswered(sam)
    second, end = unanswered.read_unanswered(sam, after=more)

    assert [line.subject for line in first + second] == asked and end is None
    assert f"show=unanswered&amp;after={str(more).replace('~', '~')}" in client_of(sam).get(LIST).content.decode()


def test_many_cost_as_much_as_few(sam, client_of, ana):
    client, page = client_of(sam), build.a_milestone()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    build.a_question(ana, on=page)
    climb()
    few = queries()
    for number in range(4):
        build.a_question(ana, on=page, title=f"Who number {number}?")
    climb()

    assert queries() == few


def test_an_empty_list_says_so_and_others_do_not_see_it(sam, client_of, ana):
    assert "Nothing more is waiting here." in client_of(sam).get(LIST).content.decode()
    asked = build.a_question(ana)
    page = client_of(build.a_story_moderator()).get(LIST).content.decode()

    assert asked.title not in page and "/questions/?show=waiting" in page


def test_handing_over_and_taking_it(sam, nan, client_of, ana):
    asked = build.a_question(ana)
    climb()
    first, second = InHand.objects.get().owner, None
    other = nan if first == sam else sam
    given = client_of(first).post(f"/desk/unanswered/{asked.pk}/hand-over/", {"to": other.pk, "from_whom": first.pk}, follow=True).content.decode()
    second = InHand.objects.get().owner
    client_of(first).post(f"/desk/unanswered/{asked.pk}/hand-over/", {"mine": "1", "from_whom": other.pk})

    assert second == other and f"{other.shown_name} has it in hand now" in given
    assert letters_to(other) == ["unanswered"] and letters_to(first) == []
    assert InHand.objects.get().owner == first


def test_of_two_who_hand_over_at_once_one_is_told(sam, nan, client_of, ana):
    asked = build.a_question(ana)
    third = build.a_moderator("Tia Third")
    InHand.objects.create(question=asked, owner=third)
    unanswered.hand_over(by=sam, question=asked, to=sam, from_whom=third.pk)

    late = client_of(nan).post(f"/desk/unanswered/{asked.pk}/hand-over/", {"mine": "1", "from_whom": third.pk})

    assert late.status_code == 409 and "Someone else took this question a moment ago" in late.content.decode()
    assert InHand.objects.get().owner == sam


def test_before_the_worker_came_anybody_can_take_it(sam, ana):
    asked = build.a_question(ana)

    unanswered.hand_over(by=sam, question=asked, to=sam, from_whom=None)
    unanswered.hand_over(by=sam, question=asked, to=sam, from_whom=None)

    assert InHand.objects.get().owner == sam


def test_setting_aside_needs_a_reason_that_the_asker_reads_and_can_be_undone(sam, client_of, ana):
    asked, client = build.a_question(ana), client_of(sam)
    address = f"/desk/unanswered/{asked.pk}"
    without = client.post(f"{address}/set-aside/", {"reason": "  "})
    client.post(f"{address}/set-aside/", {"reason": "Answered by phone."})
    client.post(f"{address}/set-aside/", {"reason": "Answered by phone."})  # the same press again
    page, left = client.get(f"{address}/").content.decode(), unanswered.read_unanswered(sam)[0]
    letter = Letter.objects.get(person=ana, kind="set-aside")

    client.post(f"{address}/bring-back/")

    assert without.status_code == 422 and "Say why it needs no answer" in without.content.decode()
    assert "Answered by phone." in page and left == [] and "Answered by phone." in letter.text
    assert letter.due_at > timezone.now() and fresh(letter).state == "dropped"
    assert acts() == [Act.SET_ASIDE, Act.BROUGHT_BACK]
    assert [line.subject for line in unanswered.read_unanswered(sam)[0]] == [asked]
    assert "You said that this needs no answer" in client.get("/desk/log/").content.decode()


def test_who_comes_second_is_told_and_keeps_the_words(sam, nan, client_of, ana, ben):
    first, second = build.a_question(ana), build.a_question(ana, title="Who cooks?")
    unanswered.set_aside(by=nan, question=first, reason="Answered by phone.")
    build.a_reply(second, ben)

    with pytest.raises(AlreadyDecided, match="Nan Cole said that this needs no answer"):
        unanswered.set_aside(by=sam, question=first, reason="Old.")
    with pytest.raises(Overtaken, match="It needs nobody any more"):
        unanswered.set_aside(by=sam, question=second, reason="Old.")
    late = client_of(sam).post(f"/desk/unanswered/{second.pk}/set-aside/", {"reason": "Old."})

    assert late.status_code == 409 and SetAside.objects.count() == 1


def test_nobody_sets_aside_their_own(sam, client_of):
    own = build.a_question(sam)

    assert client_of(sam).post(f"/desk/unanswered/{own.pk}/set-aside/", {"reason": "Mine."}).status_code == 403
    assert "If it needs no answer" not in client_of(sam).get(f"/desk/unanswered/{own.pk}/").content.decode()
