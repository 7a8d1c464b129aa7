"""The morning's letters: only when there is something, once a day, by the reader's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.discussions import actions
from forum.letters import following
from forum.letters.actions import compose_now
from forum.letters.digests import rounds
from forum.letters.digests import words as digest_words
from forum.letters.models import DigestRound, Letter, LetterStop, MailSettings, Notice
from forum.stories.models import Submission
from tests import build
from tests.letters.digests.conftest import FRIDAY, SATURDAY, readers
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


def test_nothing_new_is_no_letter(ana, ben, cal, question, morning):
    assert morning(FRIDAY) == []
    assert not DigestRound.objects.filter(done_at=None).exists()


def test_a_week_is_summed_up_on_friday_once_and_never_on_another_day(ana, ben, cal, question, morning, mailbox):
    following.follow("question", question.pk, person=cal)
    for _turn in range(2):
        reply = build.a_reply(question, ben)
    actions.choose_answer(by=ana, question=question, reply=reply, instead_of=None)
    tell_everybody()

    assert readers(morning(SATURDAY - timedelta(days=2))) == []
    assert readers(morning(FRIDAY)) == [(cal.email, "digest")]
    assert len(morning(FRIDAY + timedelta(hours=5))) == 1
    letter = mailbox.newest(cal.email)
    words = words_of(letter)

    assert letter["Subject"] == "This week in the field: 3 answers"
    assert "Friday, November 21, for Cal Diaz" in words
    assert "2 new replies since Tuesday" in words and "The reply of Ben Okafor was chosen as the answer" in words
    assert "We send this on Fridays when there is something in it." in words and "Stop the weekly digest: http" in words
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(morning(FRIDAY + timedelta(days=7))) == 1


def test_once_a_day_comes_each_morning_and_without_the_weekly(ben, cal, question, morning, mailbox):
    following.follow("question", question.pk, person=cal, pace="daily")
    MailSettings.objects.create(person=cal, digest=False)
    build.a_reply(question, ben)
    tell_everybody()

    assert readers(morning(SATURDAY)) == [(cal.email, "digest-daily")]
    letter = mailbox.newest(cal.email)

    assert letter["Subject"] == "Today in the field: 1 answer"
    assert "Ben Okafor replied" in words_of(letter)


def test_an_address_without_an_account_is_served(ben, question, morning, mailbox):
    for address, pace in (("val@example.org", "daily"), ("wes@example.org", "weekly")):
        following.follow("question", question.pk, address=address, pace=pace)
    build.a_reply(question, ben)
    tell_everybody()

    assert readers(morning(SATURDAY)) == [("val@example.org", "digest-daily")]
    assert "Who drives on Saturdays?" in words_of(mailbox.newest("val@example.org"))
    assert readers(morning(FRIDAY + timedelta(days=7))) == [("val@example.org", "digest-daily"), ("wes@example.org", "digest")]
    assert "/follow/by-mail/" in words_of(mailbox.newest("wes@example.org"))
    assert not DigestRound.objects.exclude(address_to="").exists(), "who may have joined since, and left"


def test_eight_comes_when_it_comes_where_they_live(ben, cal, question, morning):
    dee = build.a_member("Dee Fox", email="dee@example.org", time_zone="America/Los_Angeles")
    User.objects.filter(pk=cal.pk).update(time_zone="America/New_York")
    for person in (cal, dee):
        following.follow("question", question.pk, person=person, pace="daily")
    build.a_reply(question, ben)
    tell_everybody()

    assert morning(datetime(2031, 11, 22, 12, 59, tzinfo=UTC)) == []
    assert [one.address for one in morning(datetime(2031, 11, 22, 13, tzinfo=UTC))] == [cal.email]
    assert [one.address for one in morning(datetime(2031, 11, 22, 16, tzinfo=UTC))] == [cal.email, dee.email]


def test_a_friday_without_a_worker_is_made_up_for(ben, cal, question, morning):
    morning(FRIDAY - timedelta(days=7))
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()

    assert readers(morning(SATURDAY)) == [(cal.email, "digest")]


def test_who_moves_to_a_later_clock_gets_one_that_day(ben, cal, question, morning):
    User.objects.filter(pk=cal.pk).update(time_zone="America/New_York")
    following.follow("question", question.pk, person=cal, pace="daily")
    build.a_reply(question, ben)
    tell_everybody()
    first = morning(datetime(2031, 11, 22, 13, tzinfo=UTC))
    User.objects.filter(pk=cal.pk).update(time_zone="America/Los_Angeles")

    assert readers(first) == readers(morning(datetime(2031, 11, 22, 16, tzinfo=UTC))) == [(cal.email, "digest-daily")]


@pytest.mark.parametrize("how", ["is on the way out", "was closed", "never came in"])
def test_who_is_not_here_gets_none(ben, cal, question, morning, how):
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    gone = {"is on the way out": {"leaves_at": FRIDAY + timedelta(days=1)}, "was closed": {"is_active": False}, "never came in": {"last_login": None}}
    User.objects.filter(pk=cal.pk).update(**gone[how])

    assert morning(FRIDAY) == []


@pytest.mark.parametrize("how", ["setting", "stop", "pause"])
def test_who_wants_none_gets_none(ben, cal, question, morning, how):
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    if how == "stop":
        LetterStop(person=cal, kind="digest").keep()
    else:
        MailSettings.objects.create(person=cal, digest=how != "setting", paused_until=FRIDAY + timedelta(days=2) if how == "pause" else None)

    assert morning(FRIDAY) == []


def test_what_was_hidden_or_read_by_then_is_left_out(ben, cal, question, morning, mailbox):
    following.follow("question", question.pk, person=cal, pace="weekly")
    other = build.a_question(ben, title="Who pays?")
    following.follow("question", other.pk, person=cal, pace="weekly")
    gone = build.a_reply(question, ben, body="<p>Nonsense.</p>")
    build.a_reply(other, question.author)
    tell_everybody()
    morning(FRIDAY)
    actions.take_away(gone, to="hidden", expected=("visible",))

    words = words_of(mailbox.newest(cal.email))

    assert "Who pays?" in words and "Who drives" not in words


def test_a_round_that_fell_over_goes_on_where_it_was(ben, question, morning, monkeypatch):
    crowd = [build.a_member(f"Dee {n}") for n in range(5)]
    for person in crowd:
        following.follow("question", question.pk, person=person, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    monkeypatch.setattr(rounds, "A_BATCH", 2)
    write, calls = rounds._write, []

    def falls_over_once(*words):
        calls.append(1)
        write(*words)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(rounds, "_write", falls_over_once)
    with pytest.raises(KeyboardInterrupt):
        morning(FRIDAY)
    assert 0 < Letter.objects.filter(kind="digest").count() < 5

    assert sorted(letter.person_id for letter in morning(FRIDAY)) == sorted(person.pk for person in crowd)


# ---------------------------------------------------------------- besides what they follow


def test_what_waits_what_they_may_know_and_new_stories_stand_in_it(ana, ben, cal, morning, mailbox, monkeypatch):
    milestone = build.a_milestone()
    old = build.a_question(ana, on=milestone, title="Who pays?")
    build.a_reply(build.a_reply(old, cal), ben)
    build.a_question(ben, on=milestone, title="Who drives?")
    build.a_question(ben, on=build.a_milestone("Another one", stage=milestone.get_parent()), title="Who sings?")
    build.a_story("What the custodian planted")
    tell_everybody()
    Notice.objects.all().delete()
    monkeypatch.setattr(rounds, "since_of", lambda on: datetime(2020, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(digest_words, "since_of", rounds.since_of)
    morning(FRIDAY)

    to_ana, to_cal = words_of(mailbox.newest(ana.email)), words_of(mailbox.newest(cal.email))

    assert "WAITING FOR YOU" in to_ana and "2 replies. Did one of them settle it?" in to_ana and "Who drives?" not in to_ana
    assert "YOU MAY KNOW THIS" in to_cal and "Who drives?" in to_cal and "Who sings?" not in to_cal and "WAITING" not in to_cal
    assert "What the custodian planted" in to_cal
    letter = mailbox.newest(cal.email)
    assert letter["Subject"] == "This week in the field: 1 question you may know, 1 story"
    assert len(letter.get_body(("html",)).get_content().encode()) <= 30_000


def test_a_story_with_changes_requested_waits_for_its_author(cal, morning, mailbox):
    Submission.objects.create(author=cal, title="Six stops", state="changes_requested", state_at=FRIDAY, sent_at=FRIDAY, due_on=FRIDAY.date())
    morning(FRIDAY)

    words = words_of(mailbox.newest(cal.email))

    assert "Six stops" in words and "An editor asked for changes" in words


def test_a_hidden_question_is_nothing_to_know(ben, cal, morning, monkeypatch):
    asked = build.a_question(ben, on=build.a_milestone())
    following.follow("page", asked.page.translation_key, person=cal, pace="on_site")
    actions.take_away(asked, to="hidden", expected=("visible",))
    monkeypatch.setattr(rounds, "since_of", lambda on: datetime(2020, 1, 1, tzinfo=UTC))

    assert morning(FRIDAY) == []


# ---------------------------------------------------------------- what it costs


def test_a_batch_costs_as_many_statements_for_three_as_for_one(ana, ben, question, morning, django_assert_num_queries, django_assert_max_num_queries):
    build.a_reply(question, ben)
    build.a_story()
    tell_everybody()
    morning(FRIDAY)
    one, three = User.objects.filter(pk=ana.pk), User.objects.all()
    for name in ("Dee Fox", "Eli Moss", "Fay Wren"):
        following.follow("question", question.pk, person=build.a_member(name), pace="weekly")
    this = DigestRound(zone="UTC", on=FRIDAY.date(), weekly=True)

    with django_assert_max_num_queries(9) as few:
        rounds._letters_for(this, list(rounds._members(this).filter(pk__in=one)))
    with django_assert_num_queries(len(few)):
        rounds._letters_for(this, list(rounds._members(this).filter(pk__in=three)))


def test_finding_the_words_costs_the_same_for_three_things_as_for_one(ben, cal, question, morning, django_assert_num_queries, django_assert_max_num_queries):
    build.a_milestone()
    following.follow("question", question.pk, person=cal, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    letter = morning(FRIDAY)[0]

    compose_now(letter)  # the tree of the guide is read once
    Notice.objects.update(mailed_at=None)
    with django_assert_max_num_queries(12) as few:
        compose_now(letter)
    for page in ("Two", "Three", "Four"):
        asked = build.a_question(ben, title=f"Question {page}", on=build.a_milestone(page))
        following.follow("question", asked.pk, person=cal, pace="weekly")
        build.a_reply(asked, question.author)
    tell_everybody()
    Notice.objects.update(mailed_at=None, made_at=FRIDAY)
    with django_assert_num_queries(len(few)):
        compose_now(letter)

    assert "Question Four" in letter.text


def test_many_digests_ask_as_much_as_few(ben, question, morning, open_office):
    def queries_for(members: int, friday: datetime) -> int:
        for number in range(members):
            following.follow("question", question.pk, person=build.a_member(f"Reader {number} of {friday:%j}"), pace="weekly")
        build.a_reply(question, ben)
        tell_everybody()
        Notice.objects.filter(mailed_at=None).update(made_at=friday - timedelta(days=1))
        written = len(morning(friday))
        with CaptureQueriesContext(connection) as asked:
            office.deliver(seconds=60)
        assert Letter.objects.filter(kind="digest", state="sent").count() == written
        return len(asked)

    office = open_office()
    queries_for(1, FRIDAY)  # the tree of the guide is read once
    few = queries_for(1, FRIDAY + timedelta(days=7))

    assert queries_for(8, FRIDAY + timedelta(days=14)) == few
