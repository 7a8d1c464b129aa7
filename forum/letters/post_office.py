"""Sends what is due. Any number of post offices work side by side; each letter is claimed by one of them at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from forum.letters import bounces
from forum.letters.batches import Sorted, sort_out
from forum.letters.claims import SignOfLife, free_what_nobody_sends
from forum.letters.models import Letter
from forum.letters.queries import LEASE
from forum.letters.transport import LONGEST, Closed, Interrupted, Refused, Transport, WornOut, transport_for

log = logging.getLogger(__name__)

AT_A_TIME = 50  # claimed, asked about, composed and marked at once
A_BATCH = 2  # seconds; what is not sent by then is free again, so that a code waits no longer and an undoing comes in time
FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds after the server shut the door; doubling
PATIENCE_TO_MARK = 60  # seconds in which the database may come back to hear which letters went out
AWAY = (OperationalError, InterfaceError)  # the database, not a letter


class PostOffice:
    """A worker's own. `deliver` is safe to call at any time and to kill at any point: one letter may then go out twice."""

    def __init__(self, transport: Transport | None = None) -> None:
        self.transport = transport or transport_for(settings.EMAIL_URL)
        self.sign = SignOfLife()
        self.pause = FIRST_PAUSE
        self.opens_at = 0.0
        self.at_a_time = AT_A_TIME

    @property
    def is_closed(self) -> bool:
        """The mail server shut the door a moment ago; a short wait is polite."""
        return time.monotonic() < self.opens_at

    def deliver(self, *, seconds: float = 5, stop: Callable[[], bool] = lambda: False) -> int:
        """Sends what is due, for about so many seconds or until `stop()`; says how many letters were dealt with."""
        done, ends_at = 0, time.monotonic() + seconds
        try:
            while not self.is_closed:
                free_what_nobody_sends(me=self.sign.name)
                if not Letter.objects.ready(timezone.now()).exists():
                    break
                self.transport.open()  # before anything is claimed: with the server away, no letter is touched
                letters = Letter.objects.take(self.at_a_time, by=self.sign.name, now=timezone.now())
                if not letters:  # others were quicker
                    break
                done += self._deal_with(letters, Turn(ends_at, stop))
                if stop() or time.monotonic() > ends_at:
                    break
        except Closed as reason:
            self._close_for_a_while(reason)
        finally:
            self.transport.close()
        return done

    def end(self) -> None:
        self.sign.end()

    def _deal_with(self, letters: list[Letter], turn: Turn) -> int:
        """How many something came of. What goes wrong with one letter is written on it and stops no other."""
        found = self._sort_out(letters)
        for reason, some in found.dropped.items():
            Letter.objects.held_by(self.sign.name).filter(pk__in=[letter.pk for letter in some]).drop(reason)
        for letter, trouble in found.failed:
            letter.put_off(f"{type(trouble).__name__}: {trouble}")
        begun = self._hand_over(found.ready, turn)
        self.at_a_time = AT_A_TIME if begun == len(found.ready) else max(begun, 1)
        return len(letters) - len(found.ready) + begun

    def _sort_out(self, letters: list[Letter]) -> Sorted:
        """One by one where something about one of them fails for all."""
        try:
            return sort_out(letters)
        except AWAY:
            raise
        except Exception as trouble:
            if len(letters) == 1:
                log.exception("Letter %s could not be made ready", letters[0].pk)
                return Sorted(failed=[(letters[0], trouble)])
        found = Sorted()
        for letter in letters:
            found.add(self._sort_out([letter]))
        return found

    def _hand_over(self, letters: list[Letter], turn: Turn) -> int:
        """In order, one at least, as long as the turn lasts; how many were dealt with. The others are free again."""
        begun, sent = 0, []
        try:
            for letter in letters:
                if turn.lease_ended:
                    break
                went = self._send(letter)
                begun += went is not None
                if went:
                    sent.append(letter.pk)
                if self.is_closed or turn.is_over:
                    break
        finally:
            self._mark(sent)
        return begun

    def _send(self, letter: Letter) -> bool | None:
        """Whether it went out; None when nothing came of it."""
        try:
            self.transport.send(message_of(letter), name=name_of(letter))
        except Refused as refusal:
            (letter.give_up if refusal.for_good else letter.put_off)(str(refusal))
            if refusal.bounce:
                bounces.report(letter.address, refusal.bounce, str(refusal))
        except Interrupted as reason:
            letter.put_off(str(reason))
        except WornOut:
            return self._send(letter)  # over a new connection, which is not worn out
        except Closed as reason:
            self._close_for_a_while(reason)
            letter.free(again_in=timedelta(seconds=self.pause))
            return None
        except AWAY:
            raise
        except Exception as reason:
            log.exception("Letter %s could not be sent", letter.pk)
            letter.put_off(f"{type(reason).__name__}: {reason}")
        else:
            self.pause = FIRST_PAUSE
            self._note(letter)
            return True
        return False

    def _note(self, letter: Letter) -> None:
        """Before anything else: a kill from here on does not repeat it."""
        try:
            self.sign.note(letter.pk)
        except OSError:  # the disk is full; the database may have room
            _surely(Letter.objects.filter(pk=letter.pk).mark_sent)

    def _mark(self, sent: list[int]) -> None:
        """One statement for what went out, and one for what did not."""
        if sent:
            _surely(Letter.objects.filter(pk__in=sent).mark_sent)
        Letter.objects.held_by(self.sign.name).free()
        self.sign.forget_notes()

    def _close_for_a_while(self, reason: Exception) -> None:
        log.warning("%s Trying again in %s seconds.", reason, self.pause)
        self.opens_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Turn:
    """How long a batch may take."""

    def __init__(self, ends_at: float, stop: Callable[[], bool]) -> None:
        self.ends_at = min(ends_at, time.monotonic() + A_BATCH)
        self.lease_until = timezone.now() + LEASE - timedelta(seconds=LONGEST)
        self.stop = stop

    @property
    def is_over(self) -> bool:
        return self.stop() or time.monotonic() > self.ends_at

    @property
    def lease_ended(self) -> bool:
        """By the other clock: a machine that slept must not send what others took meanwhile."""
        return timezone.now() > self.lease_until


def message_of(letter: Letter) -> EmailMultiAlternatives:
    headers = letter.headers | {"Message-ID": letter.message_id}
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.address], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def name_of(letter: Letter) -> str:
    """Begins with the time and the reader, so that a person finds their code; the same whenever it is sent."""
    moment = timezone.localtime(letter.written_at).strftime("%Y-%m-%d %H.%M.%S")
    return f"{moment} {letter.address[:80]} {letter.kind} {letter.pk}"


def _surely(mark: Callable[[], None]) -> None:
    """The letter is out. If the database is away just now, wait for it: an unmarked letter is sent again."""
    ends_at = time.monotonic() + PATIENCE_TO_MARK
    while True:
        try:
            return mark()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends_at:
                raise
        time.sleep(0.5)
        renew_connection()


def renew_connection() -> None:
    """Lets go of a connection that is broken or too old; the next query opens another. Leaves one in a transaction alone."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
