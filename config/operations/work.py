"""What a worker does, and how often. Everything here is safe to run twice and safe to kill."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from accounts import privacy
from accounts.limits import forget_the_old
from accounts.own_data import copies, leaving
from accounts.profile import drop_the_unentered
from accounts.security import sessions
from config.operations.models import Chore
from config.operations.printing import Printer
from forum.discussions import drafts
from forum.discussions.finding_pages import find_pages
from forum.discussions.reanchoring import follow_the_words
from forum.finding_answers.ladder import climb
from forum.finding_answers.nudges import nudge
from forum.finding_answers.routing import route
from forum.invitations.actions import forget_the_old as forget_old_invitations
from forum.letters.actions import forget_old_words
from forum.letters.digests.rounds import write_digests
from forum.letters.notices import forget_old_notices
from forum.letters.post_office import PostOffice, renew_connection
from forum.letters.telling import tell_followers
from forum.reading.reminders import remind
from forum.push.office import forget_old_pushes, push_what_is_due
from forum.stories import forgetting
from forum.stories.actions import settle_all
from guide import media_store
from guide.printing.changes import look_over_everything
from guide.printing.making import remove_old_files, withdraw_what_may_not_be_printed
from guide.search.writing import forget_old_searches, index_waiting

log = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 2  # seconds between looks when there is nothing to do; doubling


@dataclass(frozen=True)
class Job:
    """`do()` returns how much it did. With `every`, one worker of all does it once in so much time."""

    name: str
    do: Callable[[], int | None]
    every: timedelta | None = None


printer = Printer()  # one process of its own beside each worker

# What comes round. Letters are sent whenever there are some: see Shift.
CHORES = (
    Job(HEARTBEAT, lambda: 0, every=timedelta(seconds=10)),  # the row's time says that a worker is here
    Job("scheduled publishing", lambda: call_command("publish_scheduled", verbosity=0), every=timedelta(seconds=30)),
    Job("limits that are over", forget_the_old, every=timedelta(minutes=10)),
    Job("people who never came in", drop_the_unentered, every=timedelta(hours=1)),
    Job("sessions that are over", sessions.drop_those_that_are_over, every=timedelta(hours=1)),
    Job("copies of people’s data", copies.make_those_asked_for, every=timedelta(seconds=5)),
    Job("copies whose week is over", copies.forget_old_copies, every=timedelta(hours=1)),
    Job("people who leave", leaving.erase_those_who_left, every=timedelta(minutes=1)),
    Job("what people who left may leave no longer", privacy.sweep, every=timedelta(hours=1)),
    Job("drafts that nobody went on with", drafts.forget_the_old, every=timedelta(hours=1)),
    Job("invitations that nobody took up", forget_old_invitations, every=timedelta(hours=1)),
    Job("passages that may answer a question", find_pages, every=timedelta(seconds=10)),
    Job("digests", write_digests, every=timedelta(seconds=20)),
    Job("unanswered questions", climb, every=timedelta(minutes=10)),
    Job("reminders to choose an answer", nudge, every=timedelta(minutes=10)),
    Job("people who may know", route, every=timedelta(minutes=5)),
    Job("reminders of what people saved", remind, every=timedelta(minutes=1)),
    Job("notices on devices", push_what_is_due, every=timedelta(seconds=5)),
    Job("old notices on devices", forget_old_pushes, every=timedelta(hours=6)),
    Job("old words of letters", forget_old_words, every=timedelta(hours=1)),
    Job("old notices", forget_old_notices, every=timedelta(hours=1)),
    Job("stories out of step with their page", settle_all, every=timedelta(minutes=1)),
    Job("pictures that moved", media_store.remove_left_files, every=timedelta(seconds=30)),
    Job("drafts of stories", forgetting.forget_old_drafts, every=timedelta(hours=1)),
    Job("photos of stories taken back", forgetting.forget_photos_taken_back, every=timedelta(hours=1)),
    Job("pictures of stories taken back", media_store.forget_taken_back, every=timedelta(hours=1)),
    Job("photos that no story has", forgetting.remove_orphans, every=timedelta(hours=1)),
    Job("what people searched for long ago", forget_old_searches, every=timedelta(hours=1)),
    Job("pictures that nobody has", media_store.remove_orphans, every=timedelta(hours=1)),
    Job("editions to print", printer.look, every=timedelta(seconds=5)),
    Job("editions that may not be read", withdraw_what_may_not_be_printed, every=timedelta(seconds=30)),
    Job("editions compared with the guide", look_over_everything, every=timedelta(hours=6)),
    Job("editions that nobody reads", remove_old_files, every=timedelta(hours=1)),
)


class Shift:
    """One worker at work, until `stop` is set or, with `empty`, until nothing is due."""

    def __init__(self, *, stop: threading.Event | None = None, post_office: PostOffice | None = None) -> None:
        self.stop = stop or threading.Event()
        self.post_office = post_office or PostOffice()
        self.letters = Job("letters", lambda: self.post_office.deliver(stop=self.stop.is_set))
        self.reading = Job("reading for the search", index_waiting)
        self.telling = Job("telling followers", tell_followers)
        self.anchoring = Job("questions about words that changed", follow_the_words)
        self.looked_at: dict[str, float] = {}
        self.failing: dict[str, str] = {}

    def work(self) -> None:
        pause = SHORTEST_PAUSE
        while not self.stop.is_set():
            busy = self.round()
            pause = SHORTEST_PAUSE if busy else min(pause * 2, LONGEST_PAUSE)
            self.stop.wait(0 if busy else pause)

    def empty(self) -> None:
        """Every chore once, what the search and the followers wait for, then letters until none is due or the mail server shuts the door."""
        for job in CHORES:
            self.attempt(job)
        for job in (self.anchoring, self.reading, self.telling, self.letters):
            while not self.stop.is_set() and self.attempt(job):
                pass
        printer.finish()

    def round(self) -> bool:
        """Looks at everything once; True when letters, followers, changed words or what the search reads were dealt with, so that more may wait."""
        for job in CHORES:
            if self._is_our_turn(job):
                self.attempt(job)
        return any([self.attempt(self.anchoring), self.attempt(self.telling), self.attempt(self.letters), self.attempt(self.reading)])

    def attempt(self, job: Job) -> bool:
        """True when it did something. A failure is logged once and stops no other job."""
        renew_connection()  # the database may have gone away and come back
        try:
            done = bool(job.do())
        except Exception as reason:
            self._failed(job, reason)
            return False
        if self.failing.pop(job.name, None):
            log.info("The job “%s” works again.", job.name)
        return done

    def _is_our_turn(self, job: Job) -> bool:
        """Asks the database as often as the job is due, not at each look."""
        now = time.monotonic()
        if now < self.looked_at.get(job.name, 0):
            return False
        self.looked_at[job.name] = now + job.every.total_seconds() / 2
        return self.attempt(Job(f"turn of {job.name}", lambda: take_turn(job)))

    def _failed(self, job: Job, reason: Exception) -> None:
        if self.failing.get(job.name) != repr(reason):
            log.exception("The job “%s” failed; it is tried again.", job.name)
        self.failing[job.name] = repr(reason)
        renew_connection()


def take_turn(job: Job) -> bool:
    now = timezone.now()
    Chore.objects.bulk_create([Chore(name=job.name, due_at=now)], ignore_conflicts=True)
    return Chore.objects.take(job.name, every=job.every, now=now)
