"""Letters leave in batches: as many queries for many as for one, in order within a thread, and a kill repeats the letter in hand at most."""

from __future__ import annotations

import os
import smtplib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.letters import batches, bounces, following, post_office
from forum.letters.composing import _rooms, kinds
from forum.letters.models import Follow, Letter, LetterStop, Notice
from forum.letters.transport import _bounce
from tests import build
from tests.letters.conftest import a_letter
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed(ana, ben):
    """Says how many follow a question that ben replies to, ana who asked it among them; everybody is told."""

    def follow(number: int) -> None:
        question = build.a_question(ana, title="Who drives on Saturdays?")
        people = [build.a_member(f"Reader {n}", email=f"reader{n}@example.org") for n in range(number - 1)]
        Follow.objects.bulk_create(Follow(person=person, kind="question", key=str(question.pk), pace="at_once") for person in people)
        build.a_reply(question, ben)
        tell_everybody()

    return follow


def queries_to_send(office) -> int:
    with CaptureQueriesContext(connection) as asked:
        office.deliver()
    return len([one for one in asked if "executemany" not in one["sql"]])


def test_many_letters_ask_as_much_as_few(followed, sink, open_office):
    office = open_office()
    followed(3)
    few = queries_to_send(office)
    Letter.objects.all().delete()
    Notice.objects.all().delete()
    Follow.objects.all().delete()
    build.User.objects.filter(email__startswith="reader").delete()
    followed(30)

    assert queries_to_send(office) == few
    assert len(sink.arrived) == 33


def test_each_gets_words_of_their_own(followed, sink, open_office, ana):
    followed(3)

    open_office().deliver()

    by_reader = {letter["To"]: letter for letter in sink.letters}
    stops = [letter["List-Unsubscribe"].strip(" <>") for letter in by_reader.values()]
    assert len(set(stops)) == 3
    for letter, stop in zip(by_reader.values(), stops, strict=True):
        for form in ("plain", "html"):
            words = letter.get_body([form]).get_content()
            assert stop in words
            assert sum(other in words for other in stops) == 1
    assert "because you asked" in words_of(by_reader[ana.email])
    assert "because you follow" in words_of(by_reader["reader0@example.org"])


def test_letters_of_one_happening_are_drawn_once(followed, sink, open_office, monkeypatch):
    drawn = []
    draw = batches.Sheets._sheet.__globals__["_draw"]
    monkeypatch.setitem(batches.Sheets._sheet.__globals__, "_draw", lambda *what: drawn.append(what[0]) or draw(*what))
    followed(10)

    open_office().deliver()

    assert len(sink.arrived) == 10
    assert drawn == ["reply", "reply"]  # one for the asker, one for all others


def test_letters_found_at_sending_know_no_person_that_their_room_does_not_name():
    assert set(kinds()) == {"question-asked", "reply", "answer-chosen", "story-new", "digest", "digest-daily", "digest-last", "nudge", "asked-to-help", "care", "note-news"}
    assert all(callable(words) for words, _first in _rooms.values())


# ---------------------------------------------------------------- order


def test_a_letter_is_not_overtaken_by_a_later_one_of_its_thread(sink, open_office, ana, readers):
    first, second = a_letter(to=ana, about_question=12, subject="First"), a_letter(to=ana, about_question=12, subject="Second")
    other = a_letter(to=ana, about_question=13, subject="Other")
    sink.refuses[ana.email] = "450 Busy"
    office = open_office()
    office.deliver()
    sink.refuses.clear()

    while office.deliver():
        pass
    assert [letter["Subject"] for letter in sink.letters] == []
    second.refresh_from_db()
    assert (second.state, second.attempts, second.claimed_by) == ("due", 0, "")

    Letter.objects.filter(pk__in=[first.pk, other.pk]).update(due_at=timezone.now())
    while office.deliver():
        pass
    assert [letter["Subject"] for letter in sink.letters] == ["First", "Other", "Second"]


def test_a_letter_that_is_not_due_holds_none_up(sink, open_office, ana, readers):
    a_letter(to=ana, about_question=12, subject="In an hour", due_at=timezone.now() + timedelta(hours=1))
    a_letter(to=ana, about_question=12, subject="Now")

    open_office().deliver()

    assert [letter["Subject"] for letter in sink.letters] == ["Now"]


# ---------------------------------------------------------------- what was handed over is known


def test_what_a_killed_worker_handed_over_is_not_sent_again(sink, open_office, ana):
    gone, here = open_office(), open_office()
    letters = [a_letter(to=ana) for _ in range(3)]
    for letter in letters:
        letter.claim(by=gone.sign.name, now=timezone.now())
    gone.sign.note(letters[0].pk)
    gone.sign.note(letters[1].pk)
    gone.sign.file.close()  # what the system does when a process ends, however it ends

    here.deliver()

    assert [letter["Message-ID"] for letter in sink.letters] == [letters[2].message_id]
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_its_notes_count_after_the_lease_too(sink, open_office, ana):
    gone = open_office()
    letter = a_letter(to=ana)
    letter.claim(by=gone.sign.name, now=timezone.now() - timedelta(days=2))
    gone.sign.note(letter.pk)
    gone.sign.file.close()
    os.utime(gone.sign.path, (0, 0))  # no worker ran for days

    open_office().deliver()

    assert sink.arrived == []


def test_old_notes_say_nothing_about_a_letter_that_is_sent_anew(sink, open_office, ana):
    office = open_office()
    letter = a_letter(to=ana)
    office.sign.note(letter.pk)

    office.deliver()

    assert len(sink.arrived) == 1


def test_without_room_for_a_note_the_letter_is_marked_at_once(sink, open_office, ana, monkeypatch):
    office = open_office()
    a_letter(to=ana)
    marked = []
    monkeypatch.setattr(office.sign, "note", lambda letter: (_ for _ in ()).throw(OSError("No space left on device")))
    monkeypatch.setattr(office, "_mark", lambda sent: marked.append(list(Letter.objects.values_list("state", flat=True))))

    office.deliver()

    assert marked == [["sent"]]


def test_a_slow_server_is_given_no_more_than_it_takes(sink, open_office, ana, monkeypatch):
    monkeypatch.setattr(post_office, "A_BATCH", 0)
    for _ in range(3):
        a_letter(to=ana)
    office = open_office()

    office.deliver(seconds=0)

    assert (len(sink.arrived), office.at_a_time) == (1, 1)
    assert Letter.objects.filter(state="due", claimed_by="").count() == 2


# ---------------------------------------------------------------- who gets nothing any more


def test_a_shut_mailbox_gets_codes_alone(sink, open_office, ana):
    bounces.report(ana.email, "hard", "550 No")
    a_letter(to=ana)
    a_letter(kind="sign-in-code", secret=True, subject="The code")

    open_office().deliver()

    assert [letter["Subject"] for letter in sink.letters] == ["The code"]
    assert list(Letter.objects.filter(kind="reply").values_list("state", "last_error")) == [("dropped", "No letters go to this address: there is no such mailbox.")]


def test_a_reader_the_server_does_not_know_is_not_written_to_again(sink, open_office, ana):
    sink.refuses[ana.email] = "550 5.1.1 No such person"
    a_letter(to=ana)
    open_office().deliver()
    sink.refuses.clear()
    a_letter(to=ana)

    open_office().deliver()

    assert sink.arrived == []
    assert bounces.shut_mailbox(ana.email).words == "550 5.1.1 No such person"


@pytest.mark.parametrize(
    ("answer", "bounce"),
    [("550 No such person", "hard"), ("550 5.1.1 Unknown", "hard"), ("550-5.2.1 Disabled", "hard"), ("552 5.2.2 Full", "soft"), ("452 4.2.2 Full", "soft")]
    + [("550 5.7.1 We do not like you", ""), ("554 No", ""), ("450 Busy", ""), ("451 4.3.0 Try later", "")],
)
def test_what_an_answer_says_of_the_mailbox(answer, bounce):
    refused = smtplib.SMTPRecipientsRefused({"ana@example.org": (int(answer[:3]), answer[4:].encode())})

    assert _bounce(refused, int(answer[:3]), answer) == bounce


def test_stops_of_many_readers_are_their_own(sink, open_office, ana, ben):
    for person in (ana, ben):
        a_letter(to=person)
    a_letter(address="cal@example.org")
    LetterStop(person=ana, kind="reply").keep()
    LetterStop(address="cal@example.org", kind="reply").keep()

    open_office().deliver()

    assert [envelope.rcpt_tos for envelope in sink.arrived] == [[ben.email]]


def test_followers_by_an_address_alone_are_drawn_with_links_of_their_own(followed, sink, open_office, ana):
    question = build.a_question(ana, title="Who pays?")
    for name in ("cal", "dee"):
        following.follow("question", question.pk, address=f"{name}@example.org", pace="at_once")
    build.a_reply(question, build.a_member("Gus Weber"))
    tell_everybody()

    open_office().deliver()

    theirs = [words_of(letter) for letter in sink.letters if letter["To"] in ("cal@example.org", "dee@example.org")]
    links = {line for words in theirs for line in words.split() if "/follow/by-mail/" in line}
    assert len(theirs) == len(links) == 2
