"""Letters that a worker has claimed: waited for while it lives, and taken up again when it is gone."""

from __future__ import annotations

import os
from datetime import timedelta

from django.utils import timezone

from forum.letters.models import Letter
from tests.letters.conftest import a_letter


def test_a_claimed_letter_waits_for_its_worker(sink, open_office, ana, at):
    letter = a_letter(to=ana)
    assert letter.claim(by="elsewhere", now=timezone.now())

    assert not letter.claim(by="another", now=timezone.now())
    assert open_office().deliver() == 0

    at(minutes=11)
    assert open_office().deliver() == 1


def test_a_worker_that_is_gone_from_this_machine_leaves_its_letters_at_once(sink, open_office, ana):
    gone, here = open_office(), open_office()
    letter = a_letter(to=ana)
    letter.claim(by=gone.sign.name, now=timezone.now())

    assert here.deliver() == 0

    gone.sign.file.close()  # what the system does when a process ends, however it ends
    assert here.deliver() == 1
    assert not gone.sign.path.exists()


def test_what_killed_workers_left_is_swept_a_day_later(open_office, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    alive, gone, lately = open_office(), open_office(), open_office()
    for office in (gone, lately):
        office.sign.file.close()
    for office in (alive, gone):
        os.utime(office.sign.path, (0, 0))

    open_office()

    assert [office.sign.path.exists() for office in (alive, gone, lately)] == [True, False, True]


def test_what_a_worker_left_lying_it_takes_up_again(sink, open_office, ana):
    office = open_office()
    a_letter(to=ana).claim(by=office.sign.name, now=timezone.now())

    assert office.deliver() == 1


def test_a_worker_that_lost_its_claim_changes_nothing(ana):
    letter = a_letter(to=ana)
    letter.claim(by="first", now=timezone.now() - timedelta(hours=1))
    slow = Letter.objects.get(pk=letter.pk)
    letter.claim(by="second", now=timezone.now())

    slow.put_off("too slow")
    slow.give_up("too slow")
    slow.free()
    Letter.objects.held_by("first").drop("too slow")

    letter.refresh_from_db()
    assert (letter.state, letter.claimed_by, letter.attempts) == ("due", "second", 0)


def test_a_clock_set_back_holds_no_letter_up(sink, open_office, ana, ben, at):
    a_letter(to=ana)
    a_letter(to=ben).claim(by="elsewhere", now=timezone.now())

    at(days=-2)

    assert open_office().deliver() == 2
