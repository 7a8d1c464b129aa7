"""The worker hands notices to devices: what its reader wants at once, has not seen after the time that letters are held too, and may still read.

What goes out is the title of the thing and the way to it, and nobody's name. Killed between sending and writing it down, a push goes out
again under the same topic, and the device shows it once.
"""

from __future__ import annotations

import json
import logging
import time
from collections import defaultdict
from datetime import datetime, timedelta
from http.client import HTTPException

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.letters.follows import MailSettings, Pace
from forum.letters.happenings import Notice
from forum.letters.models import LetterStop
from forum.letters.things import Told, find_all, tell_all
from forum.push import keys
from forum.push.addresses import NotOutside
from forum.push.models import Device, Push, Pushed
from forum.push.sending import send

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)  # older ones are no news
A_LOOK = 500  # notices
A_TURN, SECONDS = 50, 5  # pushes sent before the worker looks at its other work
TITLE = 120  # characters: what a lock screen has room for
KEPT_FOR = timedelta(days=7)


def push_what_is_due() -> int:
    """Says how many pushes were written or dealt with. One query where nobody has a device."""
    if not keys.are_on() or not Device.objects.exists():
        return 0
    return write_due() + send_due()


# ---------------------------------------------------------------- what is to be pushed


@transaction.atomic
def write_due() -> int:
    """A push to each device of everybody who has waited long enough; at most one in LETTERS_APART minutes about the same thing."""
    now = timezone.now()
    found = _waiting(now)
    before = {(row.person_id, row.on): row for row in Pushed.objects.filter(person__in={person for person, _on in found})}
    devices = defaultdict(list)
    for device in Device.objects.filter(person__in={person for person, _on in found}):
        devices[device.person_id].append(device)
    pushes = []
    for (person, on), notices in found.items():
        if not _take(person, on, before.get((person, on)), notices[-1][0], now):
            continue
        news = {device: [pk for pk, made_at in notices if made_at >= device.added_at] for device in devices[person]}
        pushes += [Push(device=device, on=on, after=some[0] - 1, upto=some[-1], due_at=now) for device, some in news.items() if some]
    Push.objects.bulk_create(pushes, ignore_conflicts=True)
    return len(pushes)


def _waiting(now: datetime) -> dict[tuple[int, str], list[tuple[int, datetime]]]:
    """By person and thing, the notices that no device was handed yet, in order; none of a thing that was pushed a moment ago."""
    lately = Q(at__gt=now - timedelta(minutes=settings.LETTERS_APART))
    told = Pushed.objects.filter(lately | Q(upto__gte=OuterRef("pk")), person=OuterRef("person"), on=OuterRef("on"))
    news = Notice.objects.unseen().filter(pace=Pace.AT_ONCE, person__in=Device.objects.values("person"), made_at__gt=now - A_DAY)
    held = news.filter(~Exists(told), made_at__lte=now - timedelta(minutes=settings.LETTERS_HELD_FOR)).order_by("pk")
    found = defaultdict(list)
    for pk, person, on, made_at in held.values_list("pk", "person", "on", "made_at")[:A_LOOK]:
        found[person, on].append((pk, made_at))
    return found


def _take(person: int, on: str, known: Pushed | None, upto: int, now: datetime) -> bool:
    """Of two workers one hands these on."""
    if known is None:
        return Pushed.objects.get_or_create(person_id=person, on=on, defaults={"upto": upto, "at": now})[1]
    return bool(Pushed.objects.filter(pk=known.pk, upto=known.upto).update(upto=upto, at=now))


# ---------------------------------------------------------------- sending it


def send_due() -> int:
    done, ends_at = 0, time.monotonic() + SECONDS
    for push in Push.objects.ready(timezone.now()).select_related("device__person", "device__session").order_by("due_at", "pk")[:A_TURN]:
        if push.claim(timezone.now()):
            _deal_with(push)
            done += 1
        if time.monotonic() > ends_at:
            break
    return done


def _deal_with(push: Push) -> None:
    """What goes wrong with one push is written on it and stops no other."""
    device = push.device
    if not device.person.is_active or not device.is_signed_in:
        device.delete()
        return
    words = words_of(push)
    if words is None:
        return push.end("Nothing to tell any more.")
    try:
        answer = send(device, json.dumps(words, ensure_ascii=False).encode(), topic=push.on)
    except NotOutside:
        log.warning("A device of member %s named an address that is not outside; it is dropped.", device.person_id)
        device.delete()
        return
    except (OSError, HTTPException) as reason:
        push.put_off(f"{type(reason).__name__}: {reason}")
        device.rest()
        return
    if answer.nobody_there:
        device.delete()
    elif answer.arrived:
        push.end()
        Device.objects.filter(pk=device.pk).update(reached_at=timezone.now())
    elif answer.later:
        push.put_off(f"{answer.status} {answer.words}", wait=timedelta(seconds=answer.wait) if answer.wait else None)
    else:
        log.warning("A push service refused: %s %s", answer.status, answer.words[:200])
        push.end(f"{answer.status} {answer.words}")


def words_of(push: Push) -> dict[str, str] | None:
    """A title and a path; None when all of it was seen or stopped meanwhile, or may not be read any more."""
    person = push.device.person
    if MailSettings.of(person).is_paused():
        return None
    fresh = Notice.objects.of(person.pk).unseen().filter(on=push.on, pace=Pace.AT_ONCE, pk__gt=push.after, pk__lte=push.upto)
    notices = list(fresh.select_related("happening").order_by("pk"))
    with translation.override(person.reads):
        told = tell_all([notice.happening for notice in notices], person)
        stops = list(LetterStop.objects.filter(person=person)) if told else []
        news = [told[notice.happening_id] for notice in notices if notice.happening_id in told and not _is_stopped(notice, stops)]
        return _in_short(push, news) if news else None


def _is_stopped(notice: Notice, stops: list[LetterStop]) -> bool:
    """As their letter would be."""
    happening = notice.happening
    return any(
        stop.kind == happening.kind if stop.kind else stop.on == notice.on if stop.on else stop.question == happening.about_question for stop in stops
    )


def _in_short(push: Push, news: list[Told]) -> dict[str, str]:
    about = {one.title for one in news}
    thing = None if len(about) == 1 else find_all([push.on], push.device.person).get(push.on)
    title = news[0].title if len(about) == 1 else thing.name if thing else _("Notices")
    path = news[0].url if len(about) == 1 else reverse("letters:my_notices")
    words = _("New: %(title)s") if len(news) == 1 else ngettext("%(number)d new: %(title)s", "%(number)d new: %(title)s", len(news))
    return {"title": words % {"number": len(news), "title": title[:TITLE]}, "path": path}


def forget_old_pushes() -> int:
    """The worker calls it."""
    old = timezone.now() - KEPT_FOR
    return Push.objects.filter(ended_at__lt=old).delete()[0] + Pushed.objects.filter(at__lt=old).delete()[0]
