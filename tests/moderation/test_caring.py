"""Care for threads at the desk: every act with its reason, for whoever comes second too, and the way back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from forum.discussions import care
from forum.discussions.models import Question, Reply
from forum.letters.happenings import Happening, Notice
from forum.letters.models import Letter
from moderation import actions as moderation
from moderation import caring
from moderation.models import Act, Decision, Report
from tests import build
from tests.forum.discussions.words import text_of
from tests.mail import tell_everybody
from tests.moderation.conftest import acts, fresh, let_a_minute_pass, letters_to
from tests.moderation.test_cases import seen_on
from tests.racing import at_once

pytestmark = pytest.mark.django_db
WHY = "Asked before."


@pytest.fixture
def other(ana) -> Question:
    return build.a_question(build.a_member("Gus Weber"), title="Who opens on Sunday?")


def on_the_desk(question: Question, act: str) -> str:
    return f"/desk/questions/{question.pk}/{act}/"


# ---------------------------------------------------------------- joined


def test_whoever_was_told_of_it_reads_no_title_that_is_hidden_since(sam, client_of, ben, asked, reply, other):
    tell_everybody()
    caring.join(by=sam, question=asked, to=other, reason=WHY)
    tell_everybody()
    before = text_of(client_of(ben).get("/my/notices/"))
    here = fresh(asked).stand_ins.get()
    moderation.decide(by=sam, post=here, act="hid", reason="It names a child.")

    assert f"Staff joined “{asked.title}”" in before
    assert asked.title not in text_of(client_of(ben).get("/my/notices/"))


def test_a_question_is_joined_to_another_by_its_address(sam, client_of, ana, asked, reply, other):
    client = client_of(sam)
    assert "Join it to another question" in text_of(client.get(asked.get_absolute_url()))

    done = client.post(on_the_desk(asked, "join"), {"to": f"http://testserver{other.get_absolute_url()}", "words": WHY}, follow=True)

    decision = Decision.objects.get()
    assert (decision.act, decision.by, decision.reason, decision.other) == (Act.JOINED, sam, WHY, other)
    assert (fresh(asked).state, fresh(reply).question) == ("elsewhere", other)
    assert "You joined this to “Who opens on Sunday?”" in text_of(done)
    assert "You joined this to “Who opens on Sunday?”" in text_of(client.get("/desk/log/"))


def test_author_and_followers_are_told_once_when_the_minute_is_over(sam, ana, ben, asked, reply, other):
    tell_everybody()
    Letter.objects.all().delete()
    decision = caring.join(by=sam, question=asked, to=other, reason=WHY)
    assert (Letter.objects.count(), Happening.objects.get(kind="care").due_at) == (0, decision.letters_leave_at)

    assert (letters_to(ana), letters_to(ben)) == (["care"], [])  # Ben, who replied, hears at his pace
    told = Notice.objects.filter(happening__kind="care")
    assert sorted(told.values_list("person__display_name", "about")) == [("Ana Ruiz", f"question:{other.pk}"), ("Ben Okafor", f"question:{other.pk}")]


@pytest.mark.parametrize(("to", "words", "says"), [("", WHY, "Give the address of the other question"), ("/questions/99999/", WHY, "There is no question on the site with that address"), ("itself", WHY, "That is this question itself"), ("other", "", "Write down why")])
def test_what_is_wrong_is_said_and_nothing_is_done(sam, client_of, asked, other, to, words, says):
    to = {"itself": str(asked.pk), "other": str(other.pk)}.get(to, to)

    answer = client_of(sam).post(on_the_desk(asked, "join"), {"to": to, "words": words})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert (words or to) in answer.content.decode()
    assert (acts(), fresh(asked).state) == ([], "visible")


def test_the_second_moderator_reads_what_the_first_decided(sam, nan, client_of, asked, other):
    client = client_of(nan)
    page = client.get(on_the_desk(asked, "close")).content.decode()
    caring.join(by=sam, question=asked, to=other, reason=WHY)

    answer = client.post(on_the_desk(asked, "close"), {"words": "Settled since spring.", "seen": seen_on(page)})

    assert answer.status_code == 409
    assert "Sam Haddad joined this to “Who opens on Sunday?” at" in text_of(answer)
    assert "Settled since spring." in answer.content.decode()
    assert acts() == [Act.JOINED]


def test_a_second_press_joins_once(sam, asked, other):
    first, second = (caring.join(by=sam, question=asked, to=other, reason=WHY) for _ in range(2))

    assert first == second
    assert other.replies.count() == 1


def test_undone_within_a_minute_all_is_as_before_and_nobody_is_told(sam, client_of, ana, asked, reply, other):
    client = client_of(sam)
    page = client.post(on_the_desk(asked, "join"), {"to": str(other.pk), "words": WHY}, follow=True).content.decode()
    assert 'name="decision"' in page

    client.post("/desk/undo/", {"decision": Decision.objects.get().pk})

    assert (fresh(asked).state, fresh(reply).question, fresh(reply).number) == ("visible", asked, 1)
    assert acts() == [Act.JOINED, Act.UNDID]
    assert "care" not in letters_to(ana)


def test_after_a_minute_it_stands_on_its_own_again_by_another_decision(sam, client_of, asked, reply, other):
    decision = caring.join(by=sam, question=asked, to=other, reason=WHY)
    let_a_minute_pass(decision)
    here = Reply.objects.get(stands_for=asked)

    answer = client_of(sam).post(f"/desk/questions/{other.pk}/replies/{here.number}/divide/", {"words": "They are two."}, follow=True)

    assert answer.status_code == 200
    assert (fresh(asked).state, fresh(reply).question, fresh(reply).number) == ("visible", asked, 1)


def test_reports_are_about_the_words_wherever_they_stand(sam, asked, other):
    Report.objects.create(question=asked, reason="unkind")

    caring.join(by=sam, question=asked, to=other, reason=WHY)

    assert Report.objects.get().reply == Reply.objects.get(stands_for=asked)


def test_nobody_cares_for_what_they_asked_themselves(sam, client_of, other):
    own = build.a_question(sam)

    assert client_of(sam).post(on_the_desk(own, "close"), {"words": WHY}).status_code == 403
    assert client_of(sam).post(on_the_desk(own, "join"), {"to": str(other.pk), "words": WHY}).status_code == 403


# ---------------------------------------------------------------- divided


def test_a_reply_becomes_a_question_from_the_thread(sam, client_of, ben, asked, reply):
    client = client_of(sam)
    address = f"/desk/questions/{asked.pk}/replies/{reply.number}/divide/"
    assert address in client.get(asked.get_absolute_url()).content.decode()

    client.post(address, {"title": "Who pays the librarian?", "words": "Another matter."})

    made = Question.objects.get(title="Who pays the librarian?")
    assert (made.author, made.body, fresh(reply).state, fresh(reply).stands_for) == (ben, reply.body, "elsewhere", made)
    assert Decision.objects.get().other == made
    assert letters_to(ben) == ["care"]


def test_undoing_it_brings_the_reply_back(sam, ben, asked, reply):
    under = build.a_reply(reply)
    decision = caring.divide(by=sam, reply=reply, title="Who pays?", reason=WHY)

    caring.undo(by=sam, decision=decision)

    assert (fresh(reply).state, fresh(reply).body, fresh(under).parent, fresh(under).number) == ("visible", reply.body, reply, 2)
    assert fresh(asked).reply_count == 2
    assert "care" not in letters_to(ben)


# ---------------------------------------------------------------- closed, pinned


def test_a_closed_question_says_so_and_takes_no_replies(sam, client_of, ben, asked):
    client_of(sam).post(on_the_desk(asked, "close"), {"words": "The law has changed."})
    client = client_of(ben)

    page, form, press = client.get(asked.get_absolute_url()), client.get(f"/questions/{asked.pk}/reply/"), client.post(f"/questions/{asked.pk}/reply/", {"body": "But we have a key."})

    assert "Closed by Coalition staff. It takes no new replies. The law has changed." in text_of(page)
    assert 'id="your-reply"' not in page.content.decode()
    assert (form.status_code, press.status_code) == (409, 409)
    assert "But we have a key." in press.content.decode() and "kept as a draft" in text_of(press)
    assert asked.replies.count() == 0
    assert (fresh(asked).standing, "Closed" in text_of(Client().get("/questions/?show=closed"))) == ("closed", True)


def test_opened_again_it_takes_them(sam, client_of, ben, asked):
    caring.close(by=sam, question=asked, reason=WHY)
    client_of(sam).post(on_the_desk(asked, "open"), {"words": "We were wrong."})

    client_of(ben).post(f"/questions/{asked.pk}/reply/", {"body": "Then here it is."})

    assert (asked.replies.count(), fresh(asked).standing) == (1, "talking")


def test_a_pinned_question_stands_first_on_its_page(sam, client_of):
    page = build.a_milestone()
    first, *others = [build.a_question(on=page, title=f"Question {n}?") for n in range(7)]
    client_of(sam).post(on_the_desk(first, "pin"), {"words": "Asked every week."})

    shown = re.findall(r"Question (\d)\?", text_of(Client().get(page.url)))

    assert shown[:3] == ["0", "6", "5"] and len(set(shown)) == 5
    caring.take_down(by=sam, question=fresh(first), reason="Settled.")
    assert re.findall(r"Question (\d)\?", text_of(Client().get(page.url)))[0] == "6"


def test_there_is_room_for_three(sam, client_of):
    page = build.a_milestone()
    questions = [build.a_question(on=page) for _ in range(4)]
    for question in questions[:3]:
        caring.pin(by=sam, question=question, reason=WHY)

    answer = client_of(sam).post(on_the_desk(questions[3], "pin"), {"words": WHY})

    assert answer.status_code == 409
    assert "3 questions are pinned to that page already" in text_of(answer)


# ---------------------------------------------------------------- moved


def test_a_question_moves_to_a_passage_with_its_reason(sam, client_of, asked):
    page = build.a_milestone(prompts=["Reach out", "Keep trying"])
    client, passage = client_of(sam), page.body[1].id
    look = client.post(on_the_desk(asked, "place"), {"page": page.pk, "look": "1", "words": "It is about this."})
    assert "Keep trying" in text_of(look) and "It is about this." in look.content.decode()

    client.post(on_the_desk(asked, "place"), {"page": page.pk, "passage": passage, "words": "It is about this."})

    moved = fresh(asked)
    assert (moved.page_id, moved.passage, moved.passage_heading) == (page.pk, passage, "Keep trying")
    assert Decision.objects.get().reason == "It is about this."


def test_moving_wants_a_reason_unless_it_has_no_page_yet(sam, client_of, ana, asked):
    page, client = build.a_milestone(), client_of(sam)
    lost = build.a_question(ana)
    Question.objects.filter(pk=lost.pk).update(placed=False)

    is_optional = ["Reason (optional)" in text_of(client.get(on_the_desk(question, "place"))) for question in (asked, lost)]
    answers = [client.post(on_the_desk(question, "place"), {"page": page.pk}).status_code for question in (asked, lost)]

    assert is_optional == [False, True]
    assert answers == [422, 302]


# ---------------------------------------------------------------- at once


def test_two_moderators_at_once_join_it_once(transactional_db):
    sam, nan = build.a_moderator(), build.a_moderator("Nan Cole")
    asked, here, there = (build.a_question(title=f"Question {n}?") for n in range(3))

    outcome = at_once(lambda: caring.join(by=sam, question=asked, to=here, reason=WHY), lambda: caring.join(by=nan, question=asked, to=there, reason=WHY))

    assert sorted(type(one).__name__ for one in outcome) == ["AlreadyDecided", "Decision"]
    assert Reply.objects.filter(stands_for=asked).count() == 1


def test_two_questions_joined_to_each_other_at_once_are_one(transactional_db):
    sam, nan = build.a_moderator(), build.a_moderator("Nan Cole")
    one, two = build.a_question(title="One?"), build.a_question(title="Two?")

    outcome = at_once(lambda: caring.join(by=sam, question=one, to=two, reason=WHY), lambda: caring.join(by=nan, question=two, to=one, reason=WHY))

    assert sum(isinstance(result, Decision) for result in outcome) == 1, outcome
    assert sorted([fresh(one).state, fresh(two).state]) == ["elsewhere", "visible"]


def test_a_reply_at_the_moment_of_closing_is_in_or_refused(transactional_db):
    for _ in range(3):
        asked, ben = build.a_question(), build.a_member("Ben Okafor")

        outcome = at_once(lambda asked=asked, ben=ben: build.a_reply(asked, ben), lambda asked=asked: care.close(asked, why=WHY))

        assert isinstance(outcome[0], Reply) == (asked.replies.count() == 1)
        assert fresh(asked).is_closed
