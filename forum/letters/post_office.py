"""Sends what is due. Any number of post offices work side by side; each letter is claimed by one of them at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from accounts.models import User
from forum.letters.actions import compose_now
from forum.letters.claims import SignOfLife, free_what_nobody_sends
from forum.letters.models import Letter
from forum.letters.rights import may_still_read
from forum.letters.transport import Closed, Interrupted, Refused, Transport, WornOut, transport_for

log = logging.getLogger(__name__)

AT_A_TIME = 20  # looked up at once; claimed one by one
FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds after the server shut the door; doubling
PATIENCE_TO_MARK = 60  # seconds in which the database may come back to hear that a letter went out


class PostOffice:
    """A worker's own. `deliver` is safe to call at any time and to kill at any point: one letter may then go out twice."""

    def __init__(self, transport: Transport | None = None) -> None:
        self.transport = transport or transport_for(settings.EMAIL_URL)
        self.sign = SignOfLife()
        self.pause = FIRST_PAUSE
        self.opens_at = 0.0

    @property
    def is_closed(self) -> bool:
        """The mail server shut the door a moment ago; a short wait is polite."""
        return time.monotonic() < self.opens_at

    def deliver(self, *, seconds: float = 5, stop: Callable[[], bool] = lambda: False) -> int:
        """Sends what is due, for about so many seconds or until `stop()`; says how many letters were dealt with."""
        if self.is_closed:
            return 0
        done, ends_at = 0, time.monotonic() + seconds
        try:
            for letter in self._claimed():
                done += self._deal_with(letter)
                if self.is_closed or stop() or time.monotonic() > ends_at:
                    break
        finally:
            self.transport.close()
        return done

    def end(self) -> None:
        self.sign.end()

    def _claimed(self) -> Iterator[Letter]:
        """One after the other, each claimed just before it is sent: a kill holds up one letter, not twenty."""
        free_what_nobody_sends(me=self.sign.name)
        for letter in Letter.objects.ready(timezone.now()).codes_first().only("pk")[:AT_A_TIME]:
            if letter.claim(by=self.sign.name, now=timezone.now()):
                yield Letter.objects.select_related("person").get(pk=letter.pk)

    def _deal_with(self, letter: Letter) -> bool:
        """True when something came of it. What goes wrong with one letter is written on it and stops no other."""
        try:
            self._send_or_drop(letter)
        except Refused as refusal:
            (letter.give_up if refusal.for_good else letter.put_off)(str(refusal))
        except Interrupted as reason:
            letter.put_off(str(reason))
        except WornOut:
            letter.free()
            return False
        except Closed as reason:
            self._close_for_a_while(reason)
            letter.free(again_in=timedelta(seconds=self.pause))
            return False
        except (OperationalError, InterfaceError):
            raise  # the database, not the letter
        except Exception as reason:
            log.exception("Letter %s could not be sent", letter.pk)
            letter.put_off(f"{type(reason).__name__}: {reason}")
        return True

    def _send_or_drop(self, letter: Letter) -> None:
        reason = why_not(letter)
        if not reason and letter.waits_for_words and not compose_now(letter):
            reason = "What it would tell is not so any more."
        if reason:
            return letter.drop(reason)
        self.transport.send(message_of(letter), name=name_of(letter))
        self.pause = FIRST_PAUSE
        _surely(letter.mark_sent)

    def _close_for_a_while(self, reason: Exception) -> None:
        log.warning("%s Trying again in %s seconds.", reason, self.pause)
        self.opens_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


def why_not(letter: Letter) -> str:
    """Asked again just before a letter leaves: what speaks against it now. Empty: nothing."""
    if letter.secret and letter.written_at < timezone.now() - timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT):
        return "The code in it is not good any more."
    if not _is_a_member_still(letter):
        return "The account was closed."
    if letter.is_stopped:
        return "They stopped letters like this one."
    if not may_still_read(letter.person, letter.about_question, letter.about_reply):
        return "They may not read what it is about any more."
    return ""


def _is_a_member_still(letter: Letter) -> bool:
    if letter.person:
        return letter.person.is_active
    return not User.objects.filter(email=letter.address.lower(), is_active=False).exists()


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
