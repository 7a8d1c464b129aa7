"""Followers are told: each once, at their pace, whatever falls over on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.letters import following, telling
from forum.letters.follows import Follow, MailSettings
from forum.letters.models import Letter, LetterStop, Notice
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(ana):
    asked = build.a_question(ana, title="Who drives on Saturdays?")
    tell_everybody()
    return asked


@pytest.fixture
def cal(db):
    """Follows."""
    return build.a_member("Cal Diaz", email="cal@example.org")


def paces(happening: str = "reply") -> dict[str, str]:
    return dict(Notice.objects.filter(happening__kind=happening).values_list("person__email", "pace"))


def letters_to(person: User) -> list[Letter]:
    return list(Letter.objects.filter(person=person).order_by("id"))


def unread(person: User) -> int:
    return User.objects.get(pk=person.pk).unread_notices


# ---------------------------------------------------------------- who is told


def test_asking_and_replying_follow_the_question(ana, ben, question):
    build.a_reply(question, ben)
    tell_everybody()

    assert dict(Follow.objects.values_list("person__email", "why")) == {ana.email: "asked", ben.email: "replied"}


def test_each_is_told_at_their_pace_and_the_author_never(ana, ben, cal, question):
    gus = build.a_member("Gus Weber", email="gus@example.org")
    following.follow("question", question.pk, person=cal, pace="on_site")
    following.follow("question", question.pk, person=gus, pace="mute")
    following.follow("question", question.pk, person=ben, pace="at_once")
    build.a_reply(question, ben)
    tell_everybody()

    assert paces() == {ana.email: "at_once", cal.email: "on_site"}
    assert [unread(one) for one in (ana, ben, cal, gus)] == [1, 0, 1, 0]
    assert set(Letter.objects.values_list("address", flat=True)) == {ana.email}


def test_whose_account_was_closed_is_told_nothing(ana, ben, cal, question):
    following.follow("question", question.pk, person=cal, pace="at_once")
    User.objects.filter(pk__in=[ana.pk, cal.pk]).update(is_active=False)
    build.a_reply(question, ben)
    tell_everybody()

    assert (paces(), unread(ana), unread(cal)) == ({}, 0, 0)


def test_who_muted_a_question_hears_nothing_of_it_by_its_page_either(ana, cal):
    milestone = build.a_milestone()
    asked = actions.ask(by=ana, title="Who drives?", body="", page=None)
    following.follow("question", asked.pk, person=cal, pace="mute")
    following.follow("page", milestone.translation_key, person=cal, pace="at_once")
    actions.move_question(question=asked, page=milestone)
    tell_everybody()

    assert not Notice.objects.filter(person=cal).exists()


def test_settings_are_the_pace_of_what_has_none_of_its_own(ana, ben, cal, question):
    following.follow("question", question.pk, person=cal)
    MailSettings.objects.create(person=ana, replies="daily")
    MailSettings.objects.create(person=cal, followed="at_once")
    build.a_reply(question, ben)
    tell_everybody()

    assert paces() == {ana.email: "daily", cal.email: "at_once"}
    assert letters_to(ana) == []


def test_a_pause_and_a_stop_leave_the_notice_and_no_letter(ana, ben, cal, question):
    following.follow("question", question.pk, person=cal, pace="at_once")
    MailSettings.objects.create(person=ana, paused_until=timezone.now() + timedelta(days=3))
    LetterStop(person=cal, question=question.pk).keep()
    build.a_reply(question, ben)
    tell_everybody()

    assert paces() == {ana.email: "on_site", cal.email: "on_site"}
    assert not Letter.objects.exists()


def test_who_follows_a_stage_hears_of_a_question_on_its_milestone_once(ben, cal):
    milestone = build.a_milestone()
    for page, pace in ((milestone, "weekly"), (milestone.get_parent(), "at_once")):
        following.follow("page", page.translation_key, person=cal, pace=pace)
    build.a_question(ben, on=milestone)
    tell_everybody()

    [notice] = Notice.objects.filter(person=cal)
    assert (notice.pace, notice.on) == ("at_once", f"page:{milestone.get_parent().translation_key}")


def test_who_follows_a_question_before_staff_find_its_page_hears_of_it_by_the_page(ana, cal):
    milestone = build.a_milestone()
    asked = actions.ask(by=ana, title="Who drives?", body="", page=None)
    following.follow("question", asked.pk, person=cal, pace="at_once")
    following.follow("page", milestone.translation_key, person=cal, pace="weekly")
    actions.move_question(question=asked, page=milestone)
    tell_everybody()

    [notice] = Notice.objects.filter(person=cal)
    assert (notice.pace, notice.on) == ("weekly", f"page:{milestone.translation_key}")


def test_a_question_that_waits_is_told_when_it_is_approved(newcomer, cal):
    milestone = build.a_milestone()
    following.follow("page", milestone.translation_key, person=cal)
    held = build.a_question(newcomer, on=milestone)
    tell_everybody()
    assert not Notice.objects.exists()

    actions.show(held, expected=("waiting",))
    tell_everybody()

    assert Notice.objects.get(person=cal).about == f"question:{held.pk}"


def test_a_question_without_a_place_is_told_when_staff_find_one(ana, cal):
    milestone = build.a_milestone()
    following.follow("page", milestone.translation_key, person=cal)
    asked = actions.ask(by=ana, title="Who drives?", body="", page=None)
    tell_everybody()
    assert not Notice.objects.exists()

    actions.move_question(question=asked, page=milestone)
    tell_everybody()

    assert Notice.objects.get(person=cal).about == f"question:{asked.pk}"


def test_an_address_alone_gets_letters_and_no_notice_on_a_site_it_has_not(ben, question, mailbox):
    following.follow("question", question.pk, address="val@example.org", pace="at_once")
    build.a_reply(question, ben, body="<p>The van of the library.</p>")

    letter = mailbox.newest("val@example.org")

    assert "The van of the library." in words_of(letter)
    assert "You get this because you follow this question." in words_of(letter)
    assert Notice.objects.get(address="val@example.org").mailed_at


# ---------------------------------------------------------------- killed on the way


def test_a_batch_that_falls_over_is_told_again_whole_and_no_other(ben, question, monkeypatch):
    crowd = [following.follow("question", question.pk, person=build.a_member(f"Cal {n}"), pace="at_once") for n in range(5)]
    build.a_reply(question, ben)
    monkeypatch.setattr(telling, "A_BATCH", 2)
    write, calls = telling._write_letters, []

    def falls_over_once(*words):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(*words)

    monkeypatch.setattr(telling, "_write_letters", falls_over_once)
    with pytest.raises(KeyboardInterrupt):
        tell_everybody()
    half = Notice.objects.count()
    tell_everybody()

    assert 0 < half < 6
    assert sorted(Notice.objects.values_list("person", flat=True)) == sorted([question.author_id, *(wish.person_id for wish in crowd)])
    assert Letter.objects.count() == 6
    assert {unread(wish.person) for wish in crowd} == {1}


def test_a_batch_costs_as_many_statements_for_three_as_for_thirty(ben, question, django_assert_max_num_queries, django_assert_num_queries):
    for n in range(3):
        following.follow("question", question.pk, person=build.a_member(f"Cal {n}"), pace="at_once")
    build.a_reply(question, ben)
    telling.tell_followers()
    with django_assert_max_num_queries(17) as few:
        telling.tell_followers()
    for n in range(30):
        following.follow("question", question.pk, person=build.a_member(f"Dee {n}"), pace="at_once")
    build.a_reply(question, ben)
    telling.tell_followers()

    with django_assert_num_queries(len(few)):
        telling.tell_followers()


# ---------------------------------------------------------------- held, gathered, capped


def test_a_letter_waits_ten_minutes_and_is_dropped_when_it_was_seen(ana, ben, client_of, question, mailbox, settings):
    settings.LETTERS_HELD_FOR = 10
    build.a_reply(question, ben)
    tell_everybody()
    [letter] = letters_to(ana)
    assert timedelta(minutes=9) < letter.due_at - timezone.now() <= timedelta(minutes=10)

    client_of(User.objects.get(pk=ana.pk)).get(question.get_absolute_url())
    Letter.objects.update(due_at=timezone.now())

    assert mailbox.letters(ana.email) == []
    assert (letters_to(ana)[0].state, unread(ana)) == ("dropped", 0)


def test_what_comes_within_the_hour_is_gathered_in_one_letter(ana, ben, question, mailbox, settings):
    settings.LETTERS_APART = 60
    build.a_reply(question, ben, body="<p>First.</p>")
    assert len(mailbox.letters(ana.email)) == 1
    for words in ("Second.", "Third. " + "And so on. " * 40 + "The end."):
        build.a_reply(question, ben, body=f"<p>{words}</p>")
        tell_everybody()
    [_first, second] = letters_to(ana)
    assert timedelta(minutes=59) < second.due_at - timezone.now() <= timedelta(minutes=60)

    Letter.objects.update(due_at=timezone.now())
    letter = mailbox.newest(ana.email)

    words = words_of(letter)
    assert letter["Subject"] == "2 new: Who drives on Saturdays?"
    assert "Second." in words and "Third." in words and "The end." in words and "First." not in words
    assert "You get this because you asked this question." in words
    assert f"question-{question.pk}@" in letter["References"]


def test_a_letter_of_very_many_stays_light_and_counts_the_rest(ana, ben, question, mailbox):
    long = build.a_reply(question, ben, body=f"<p>{'And so on. ' * 400}</p>")
    for n in range(23):
        following.happened("reply", once=f"again {n}", about=("question", question.pk), on=[], to={ana.pk: "asked"}, about_question=question.pk, about_reply=long.pk)

    letter = mailbox.newest(ana.email)

    assert letter["Subject"] == "24 new: Who drives on Saturdays?"
    assert "And 4 more on the site." in words_of(letter)
    assert len(letter.get_body(("html",)).get_content().encode()) <= 30_000


def test_above_so_many_a_day_the_rest_waits_for_the_digest(ana, ben, settings):
    settings.LETTERS_A_DAY = 2
    for n in range(3):
        build.a_reply(build.a_question(ana, title=f"Question {n}"), ben)
        tell_everybody()

    assert sorted(Notice.objects.filter(person=ana).values_list("pace", flat=True)) == ["at_once", "at_once", "daily"]
    assert Notice.objects.of(ana.pk).for_a_digest().count() == 1


def test_what_was_taken_away_before_the_letter_left_is_not_told(ana, ben, question, mailbox):
    reply = build.a_reply(question, ben)
    other = build.a_reply(question, ben, body="<p>The van.</p>")
    tell_everybody()
    actions.take_away(reply, to="hidden", expected=("visible",))

    words = words_of(mailbox.newest(ana.email))

    assert "The van." in words and "librarian" not in words
    assert Letter.objects.get(person=ana).about_reply == other.pk


def test_a_letter_about_a_page_is_stopped_for_the_page(client, cal, ben, mailbox):
    milestone = build.a_milestone()
    following.follow("page", milestone.translation_key, person=cal, pace="at_once")
    build.a_question(ben, on=milestone)
    letter = mailbox.newest(cal.email)

    client.post(letter["List-Unsubscribe"].strip("<>").partition("localhost:8000")[2])

    assert LetterStop.objects.get(person=cal).on == f"page:{milestone.translation_key}"
    build.a_question(ben, on=milestone, title="Who pays?")
    assert len(mailbox.letters(cal.email)) == 1
