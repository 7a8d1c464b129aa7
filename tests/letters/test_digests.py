"""The morning's letters: only when there is something, once a day, by the reader's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.letters import following
from forum.letters.digests import rounds
from forum.letters.models import DigestRound, Happening, Letter, LetterStop, MailSettings, Notice
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY = datetime(2031, 11, 21, 9, tzinfo=UTC), datetime(2031, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_eight(settings):
    settings.DIGEST_HOUR, settings.TIME_ZONE = 8, "UTC"


@pytest.fixture
def morning(monkeypatch):
    """Goes to a moment: what came before it came the day before, and the worker makes its rounds."""

    def go(now: datetime) -> list[Letter]:
        Notice.objects.filter(made_at__lt=now - timedelta(days=31)).update(made_at=now - timedelta(days=1))
        Happening.objects.filter(happened_at__lt=now - timedelta(days=31)).update(happened_at=now - timedelta(days=2))
        User.objects.update(last_login=now - timedelta(days=3))
        monkeypatch.setattr(timezone, "now", lambda: now)
        while rounds.write_digests():
            pass
        return list(Letter.objects.filter(kind__startswith="digest").order_by("id"))

    return go


@pytest.fixture
def question(ana):
    asked = build.a_question(ana, title="Who drives on Saturdays?")
    tell_everybody()
    return asked


@pytest.fixture
def cal(db):
    """Follows."""
    return build.a_member("Cal Diaz", email="cal@example.org")


def readers(letters: list[Letter]) -> list[tuple[str, str]]:
    return sorted((letter.address, letter.kind) for letter in letters)


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
