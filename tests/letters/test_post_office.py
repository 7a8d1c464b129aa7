"""Sending what is due: asked again before it leaves, tried again when it fails, given up at last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from forum.letters import post_office
from forum.letters.models import TRIES, Letter, LetterState, LetterStop
from forum.letters.queries import LetterQuerySet
from forum.letters.rights import NobodyToAsk, may_still_read
from tests.letters.conftest import a_letter


def state_of(letter: Letter) -> str:
    return Letter.objects.values_list("state", flat=True).get(pk=letter.pk)


def test_what_is_due_is_sent_as_written(sink, open_office, ana, settings):
    letter = a_letter(to=ana, html="<p>Try it.</p>", about_question=None)

    assert open_office().deliver() == 1

    [arrived] = sink.letters
    assert (arrived["To"], arrived["Subject"], arrived["Message-ID"]) == (ana.email, "Ben replied", letter.message_id)
    assert arrived["From"] == settings.DEFAULT_FROM_EMAIL
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_body(["plain"]).get_content().strip() == "Try it for six weeks."
    assert arrived.get_body(["html"]).get_content().strip() == "<p>Try it.</p>"
    letter.refresh_from_db()
    assert (letter.state, letter.claimed_by, letter.claimed_until) == (LetterState.SENT, "", None)
    assert letter.sent_at is not None
    assert letter.text == "Try it for six weeks.\n"


def test_nothing_is_sent_twice_or_early(sink, open_office, ana, at):
    a_letter(to=ana)
    a_letter(to=ana, due_at=timezone.now() + timedelta(seconds=60), subject="Later")

    assert [open_office().deliver(), open_office().deliver()] == [1, 0]

    at(seconds=61)
    assert open_office().deliver() == 1
    assert [letter["Subject"] for letter in sink.letters] == ["Ben replied", "Later"]


def test_codes_leave_before_all_others(sink, open_office, ana):
    a_letter(to=ana, subject="First")
    a_letter(to=ana, subject="Second")
    a_letter(kind="sign-in-code", secret=True, subject="The code")

    open_office().deliver()

    assert [letter["Subject"] for letter in sink.letters] == ["The code", "First", "Second"]


@pytest.mark.parametrize("fate", ["sent", "dead", "too old"])
def test_a_code_is_gone_from_the_row_whatever_becomes_of_it(sink, open_office, db, at, fate):
    letter = a_letter(kind="sign-in-code", secret=True, subject="Your code is 123456", text="123456", html="<p>123456</p>")
    if fate == "dead":
        sink.refuses[letter.address] = "550 No such person"
    if fate == "too old":
        at(minutes=16)

    open_office().deliver()

    letter.refresh_from_db()
    assert letter.state == {"sent": "sent", "dead": "dead", "too old": "dropped"}[fate]
    assert (letter.subject, letter.text, letter.html, letter.headers) == ("", "", "", {})
    assert len(sink.arrived) == (fate == "sent")
    assert "123456" not in repr(Letter.objects.values().get(pk=letter.pk))


def test_a_server_that_is_down_costs_no_letter_a_try(server, open_office, ana, at):
    letters = [a_letter(to=ana) for _ in range(3)]
    office = open_office()

    assert office.deliver() == 0
    assert office.is_closed
    assert office.deliver() == 0

    assert set(Letter.objects.values_list("state", "attempts", "claimed_by")) == {("due", 0, "")}
    server.start()
    office.opens_at = 0
    at(seconds=post_office.LONGEST_PAUSE)
    assert office.deliver() == 3
    assert len(server.sink.arrived) == len(letters)


@pytest.mark.parametrize("away", ["down", "refusing our sender", "refusing every letter for now"])
def test_an_hour_without_the_provider_loses_nothing_and_doubles_nothing(server, open_office, ana, ben, at, readers, away):
    letters = {a_letter(to=person, about_question=12).message_id for person in (ana, ben) for _ in range(3)}
    offices = [open_office(), open_office()]
    if away != "down":
        server.start()
        server.sink.refuses_sender = "451 Try later" if away == "refusing our sender" else ""
        server.sink.answers_data = "451 Try later" if away == "refusing every letter for now" else "250 Taken"
    for minute in range(0, 60, 3):
        at(minutes=minute)
        offices[minute % 2].opens_at = 0
        offices[minute % 2].deliver()
    assert set(Letter.objects.values_list("state", "claimed_by")) == {("due", "")}

    if away == "down":
        server.start()
    server.sink.refuses_sender, server.sink.answers_data = "", "250 Taken"
    for minute in range(61, 200, 5):
        at(minutes=minute)
        offices[minute % 2].opens_at = 0
        offices[minute % 2].deliver()

    arrived = [letter["Message-ID"] for letter in server.sink.letters]
    assert sorted(arrived) == sorted(letters)
    for person in (ana, ben):
        theirs = [letter["Message-ID"] for letter in server.sink.letters if letter["To"] == person.email]
        assert theirs == list(Letter.objects.filter(person=person).order_by("id").values_list("message_id", flat=True))


def test_the_door_stays_shut_longer_each_time(server, open_office, ana, at):
    a_letter(to=ana)
    office, pauses = open_office(), []

    for minute in range(8):
        at(minutes=minute)
        office.opens_at = 0
        office.deliver()
        pauses.append(office.pause)

    assert pauses == [2, 4, 8, 16, 30, 30, 30, 30]


def test_one_letter_the_server_will_not_hear_of_keeps_none_back(server, sink, open_office, ana, ben, at):
    a_letter(to=ana)
    a_letter(to=ben)
    sink.refuses_sender = "451 Try later"
    office = open_office()
    office.deliver()
    sink.refuses_sender = ""
    office.opens_at = 0

    assert office.deliver() == 1
    assert sink.arrived[0].rcpt_tos == ["ben@example.org"]


def test_a_reader_who_does_not_exist_is_given_up_at_once(sink, open_office, ana, ben):
    refused, other = a_letter(to=ana), a_letter(to=ben)
    sink.refuses["ana@example.org"] = "550 5.1.1 No such person"

    open_office().deliver()

    refused.refresh_from_db()
    assert (refused.state, refused.last_error, refused.attempts) == ("dead", "550 5.1.1 No such person", 1)
    assert state_of(other) == "sent"


def test_a_busy_box_is_tried_again_later_and_later(sink, open_office, ana, at):
    letter = a_letter(to=ana)
    sink.refuses["ana@example.org"] = "450 Busy"
    waits, minutes = [], 0.0

    while letter.state == "due":
        at(minutes=minutes)
        open_office().deliver()
        letter.refresh_from_db()
        waits.append(round((letter.due_at - timezone.now()) / timedelta(minutes=1)))
        minutes += waits[-1] + 0.1

    assert waits[:11] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720]
    assert set(waits[10:-1]) == {720}
    assert (letter.state, letter.attempts, letter.last_error) == ("dead", TRIES, "450 Busy")
    assert 5 <= sum(waits[:-1]) / 60 / 24 < 6
    sink.refuses.clear()
    assert open_office().deliver() == 0


def test_a_code_is_tried_again_while_someone_looks_at_the_screen(sink, open_office, db):
    letter = a_letter(kind="sign-in-code", secret=True)
    sink.refuses[letter.address] = "450 Busy"

    open_office().deliver()

    letter.refresh_from_db()
    assert letter.due_at < timezone.now() + timedelta(seconds=21)


def test_whoever_left_meanwhile_gets_nothing(sink, open_office, ana, ben):
    mine, code = a_letter(to=ana), a_letter(address=ben.email, kind="sign-in-code", secret=True)
    for person in (ana, ben):
        person.is_active = False
        person.save(update_fields=["is_active"])

    assert open_office().deliver() == 2

    assert sink.arrived == []
    assert [state_of(mine), state_of(code)] == ["dropped", "dropped"]


def test_whoever_may_not_read_it_any_more_gets_nothing(sink, open_office, ana, readers):
    letter = a_letter(to=ana, about_question=12, about_reply=3)
    other = a_letter(to=ana)
    readers(False)

    open_office().deliver()

    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.subject) == ("dropped", "", "")
    assert state_of(other) == "sent"


def test_whoever_may_read_it_gets_it(sink, open_office, ana, readers):
    a_letter(to=ana, about_question=12)

    open_office().deliver()

    assert len(sink.arrived) == 1


def test_the_rooms_are_asked_about_the_person_and_the_thing(ana, monkeypatch):
    asked = []
    monkeypatch.setattr("forum.letters.rights._asked", [lambda *about: asked.append(about) or True, lambda *about: about[1] != 13])

    assert [may_still_read(ana, 12, 3), may_still_read(None, 13, None), may_still_read(ana, None, None)] == [True, False, True]
    assert asked == [(ana, 12, 3), (None, 13, None)]


def test_without_anybody_to_ask_a_letter_is_kept(sink, open_office, ana, monkeypatch):
    monkeypatch.setattr("forum.letters.rights._asked", [])
    letter = a_letter(to=ana, about_question=12)

    open_office().deliver()

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("due", 1)
    assert NobodyToAsk.__name__ in letter.last_error
    assert sink.arrived == []


def test_whoever_stopped_meanwhile_gets_nothing(sink, open_office, ana):
    letter = a_letter(to=ana)
    LetterStop.for_more_like(letter).keep()

    open_office().deliver()

    assert state_of(letter) == "dropped"
    assert sink.arrived == []


def test_a_letter_that_cannot_be_put_together_stops_no_other(sink, open_office, ana, ben):
    broken, other = a_letter(to=ana), a_letter(to=ben)
    Letter.objects.filter(pk=broken.pk).update(subject="Two\nlines")

    open_office().deliver()

    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("due", 1)
    assert "BadHeaderError" in broken.last_error
    assert state_of(other) == "sent"


def test_a_database_that_is_away_when_the_letter_is_out_is_waited_for(sink, open_office, ana, monkeypatch):
    letter = a_letter(to=ana)
    away, mark = [OperationalError("gone")] * 2, LetterQuerySet.mark_sent
    monkeypatch.setattr(LetterQuerySet, "mark_sent", lambda letters: (_ for _ in ()).throw(away.pop()) if away else mark(letters))

    assert open_office().deliver() == 1
    assert open_office().deliver() == 0

    assert state_of(letter) == "sent"
    assert len(sink.arrived) == 1


def test_a_round_ends_in_time_and_when_told(sink, open_office, ana):
    for _ in range(3):
        a_letter(to=ana)

    assert open_office().deliver(stop=lambda: True) == 1
    assert open_office().deliver(seconds=0) == 1


def test_a_hundred_letters_need_one_connection_a_round(sink, open_office, ana):
    for _ in range(post_office.AT_A_TIME + 1):
        a_letter(to=ana)
    office = open_office()

    assert [office.deliver(seconds=60), office.deliver(seconds=60)] == [post_office.AT_A_TIME + 1, 0]
    assert sink.connections == 1


def test_a_folder_names_files_by_time_and_reader(settings, tmp_path, open_office, db):
    settings.EMAIL_URL = f"file://{tmp_path}/letters"
    letter = a_letter(kind="sign-in-code", secret=True, text="123456")

    open_office().deliver()

    [file] = (tmp_path / "letters").iterdir()
    assert file.name == f"{timezone.localtime(letter.written_at):%Y-%m-%d-%H.%M.%S}-ana@example.org-sign-in-code-{letter.pk}.eml"
    assert "123456" in file.read_text()
