"""Who gets a digest this morning. Each time zone has a round of its own when its clock strikes, and the worker goes through it in batches.

A batch is one transaction: letters without words for those who have something to read, and how far the round came. Killed at any point,
it has happened or it has not. The words are found when a letter leaves (words.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.zones import NAMES
from forum.letters.actions import cause_to, new_message_id
from forum.letters.digests.models import DigestRound
from forum.letters.digests.sections import parts_for
from forum.letters.follows import DAILY, DIGEST, LAST_DIGEST, Follow, Pace
from forum.letters.happenings import Notice, NoticeQuerySet
from forum.letters.models import Letter, LetterStop, Mailbox

A_BATCH = 100  # readers in one transaction
BATCHES = 20  # in one turn of the worker: a code may be waiting
FRIDAY = 4
A_WEEK = timedelta(days=7)
ROUNDS_ARE_KEPT = timedelta(days=60)
LOOKS_BACK = timedelta(days=31)  # what is older is found on the site: a pause may have been long


def write_digests() -> int:
    """Begins the rounds whose hour has come and goes on with those under way; how many readers were dealt with."""
    _begin_rounds(timezone.now())
    dealt_with = 0
    for _turn in range(BATCHES):
        some = _go_on()
        if not some:
            break
        dealt_with += some
    return dealt_with


# ---------------------------------------------------------------- rounds


def _begin_rounds(now: datetime) -> None:
    """One query while there is nothing to begin."""
    mornings = {zone: local.date() for zone in _zones() if (local := now.astimezone(ZoneInfo(zone))).hour >= settings.DIGEST_HOUR}
    begun = set(DigestRound.objects.filter(on__in=set(mornings.values())).values_list("zone", "on"))
    missing = [(zone, on) for zone, on in mornings.items() if (zone, on) not in begun]
    if not missing:
        return
    last = dict(DigestRound.objects.filter(weekly=True).values("zone").annotate(last=Max("on")).values_list("zone", "last"))
    rounds = [DigestRound(zone=zone, on=on, weekly=_is_weekly(on, last.get(zone))) for zone, on in missing]
    DigestRound.objects.bulk_create(rounds, ignore_conflicts=True)
    DigestRound.objects.filter(on__lt=(now - ROUNDS_ARE_KEPT).date()).delete()


def _zones() -> set[str]:
    return {timezone.get_default_timezone_name(), *NAMES}


def _is_weekly(on: date, last: date | None) -> bool:
    """On Fridays; and on the first morning after a Friday that no worker was there for."""
    friday = on - timedelta(days=(on.weekday() - FRIDAY) % 7)
    return on == friday or last is not None and last < friday


def _go_on() -> int:
    """One batch of the oldest round under way. An idle look takes no lock."""
    under_way = DigestRound.objects.filter(done_at=None).order_by("id")
    if not under_way.exists():
        return 0
    with transaction.atomic():
        this = under_way.select_for_update(skip_locked=True).first()
        if this is None:
            return 0
        dealt_with = _write_to_addresses(this) if this.members_done else _write_to_members(this)
        this.save(update_fields=["person_to", "address_to", "members_done", "done_at"])
    return dealt_with + 1


def _write_to_members(this: DigestRound) -> int:
    some = list(_members(this)[:A_BATCH])
    if some:
        this.person_to = some[-1].pk
        _write(this, _letters_for(this, some))
    this.members_done = len(some) < A_BATCH
    if this.members_done and not _has_addresses(this):
        this.done_at = timezone.now()
    return len(some)


def _members(this: DigestRound) -> QuerySet[User]:
    """Of this zone, who have ever come in; of a daily round those alone for whom something waits."""
    here = User.objects.filter(is_active=True, leaves_at=None, last_login__isnull=False, pk__gt=this.person_to).filter(_in_zone(this.zone))
    if not this.weekly:
        here = here.filter(Exists(_waiting().filter(pace=Pace.DAILY, person=OuterRef("pk"))))
    wishes = {"digest": Coalesce("mail_settings__digest", Value(True)), "paused_until": F("mail_settings__paused_until")}
    return with_visits(here.annotate(**wishes)).order_by("pk")


def with_visits(members: QuerySet[User]) -> QuerySet[User]:
    """Each with `seen_at`, when a session of theirs was last used; it is up to an hour old, and None when all are over."""
    sessions = UserSession.objects.filter(user=OuterRef("pk")).order_by("-last_seen_at")
    return members.annotate(seen_at=Subquery(sessions.values("last_seen_at")[:1]))


def last_visit(member: User) -> datetime:
    return max(moment for moment in (member.last_login, member.seen_at) if moment)


def is_long_ago(visit: datetime) -> bool:
    return visit < timezone.now() - timedelta(days=settings.DIGEST_GIVES_UP_AFTER)


def _in_zone(zone: str) -> Q:
    chosen = Q(time_zone=zone)
    return chosen | ~Q(time_zone__in=NAMES) if zone == timezone.get_default_timezone_name() else chosen


def _waiting() -> NoticeQuerySet:
    return Notice.objects.for_a_digest().filter(made_at__gt=timezone.now() - LOOKS_BACK)


# ---------------------------------------------------------------- a batch of members


@dataclass
class Wishes:
    """What this batch of readers wants none of, and what waits for them."""

    stopped: set[tuple[int | str, str]]
    waiting: dict[int | str, set[str]]

    def daily(self, reader: int | str) -> bool:
        return Pace.DAILY in self.waiting.get(reader, ()) and (reader, DAILY) not in self.stopped


def _letters_for(this: DigestRound, some: list[User]) -> Iterable[Letter]:
    """As many queries for one member as for a hundred."""
    now = timezone.now()
    shut = Mailbox.objects.shut_among([one.email for one in some])
    awake = [one for one in some if (one.paused_until is None or one.paused_until <= now) and one.email not in shut]
    people = [one.pk for one in awake]
    wishes = _wishes(LetterStop.objects.filter(person__in=people), _waiting().filter(person__in=people), name="person")
    weekly = [one for one in awake if this.weekly and one.digest and (one.pk, DIGEST) not in wishes.stopped]
    others = parts_for(weekly, since_of(this.on)) if weekly else {}
    to_write = {one.pk: DIGEST for one in weekly if one.pk in others or one.pk in wishes.waiting}
    for one in awake:
        if one.pk not in to_write and wishes.daily(one.pk):
            to_write[one.pk] = DAILY
    return [_digest(this, to_write[one.pk], last_visit(one), person=one) for one in awake if one.pk in to_write]


def _digest(this: DigestRound, kind: str, visit: datetime, **reader: User | str) -> Letter:
    """Of who has not come for long, the last one: the same absence has no second, and a visit ends it."""
    if not is_long_ago(visit):
        return _letter(this, kind, **reader)
    last = _letter(this, LAST_DIGEST, **reader)
    last.once = cause_to(f"{LAST_DIGEST}:{visit.date()}", last)
    return last


def since_of(on: date) -> datetime:
    """From when on things are new to a weekly digest of this day."""
    return timezone.make_aware(datetime.combine(on, datetime.min.time())) + timedelta(hours=settings.DIGEST_HOUR) - A_WEEK


def _wishes(stops: QuerySet[LetterStop], waiting: NoticeQuerySet, *, name: str) -> Wishes:
    stopped = set(stops.filter(kind__in=[DIGEST, DAILY]).values_list(name, "kind"))
    found: dict[int | str, set[str]] = {}
    for reader, pace in waiting.order_by().values_list(name, "pace").distinct():
        found.setdefault(reader, set()).add(pace)
    return Wishes(stopped, found)


def _letter(this: DigestRound, kind: str, *, person: User | None = None, address: str = "") -> Letter:
    letter = Letter(kind=kind, person=person, address=person.email if person else address, message_id=new_message_id())
    letter.written_at = letter.due_at = timezone.now()
    letter.once = cause_to(f"digest:{this.on}", letter)
    return letter


def _write(this: DigestRound, letters: Iterable[Letter]) -> None:
    """One a reader and day, whatever time zone they were in by then."""
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


# ---------------------------------------------------------------- who follows by an address alone


def _has_addresses(this: DigestRound) -> bool:
    return this.zone == timezone.get_default_timezone_name()


def _write_to_addresses(this: DigestRound) -> int:
    """By the site's own clock, since nobody knows theirs."""
    paces = [Pace.DAILY, Pace.WEEKLY] if this.weekly else [Pace.DAILY]
    waiting = _waiting().filter(person=None, pace__in=paces)
    some = list(waiting.filter(address__gt=this.address_to).order_by("address").values_list("address", flat=True).distinct()[:A_BATCH])
    if some:
        this.address_to = some[-1]
        _write(this, _letters_to(this, some, waiting))
    if len(some) < A_BATCH:
        this.done_at, this.address_to = timezone.now(), ""  # nobody's address stays behind
    return len(some)


def _letters_to(this: DigestRound, some: Collection[str], waiting: NoticeQuerySet) -> list[Letter]:
    wishes = _wishes(LetterStop.objects.filter(person=None, address__in=some), waiting.filter(address__in=some), name="address")
    shut, presses = Mailbox.objects.shut_among(some), last_presses(some)
    letters = []
    for address in some:
        if address in shut:
            continue
        if this.weekly and Pace.WEEKLY in wishes.waiting[address] and (address, DIGEST) not in wishes.stopped:
            letters.append(_digest(this, DIGEST, presses[address], address=address))
        elif wishes.daily(address):
            letters.append(_digest(this, DAILY, presses[address], address=address))
    return letters


def last_presses(addresses: Collection[str]) -> dict[str, datetime]:
    """When each last pressed something: to follow a thing, to change how, to keep the digest. It is all we know of who has no account. Two queries."""
    found = dict(Follow.objects.filter(person=None, address__in=addresses).values("address").annotate(last=Max("since")).values_list("address", "last"))
    for address, seen_at in Mailbox.objects.filter(address__in=addresses, seen_at__isnull=False).values_list("address", "seen_at"):
        found[address] = max(found.get(address, seen_at), seen_at)
    return {address: found.get(address, timezone.now()) for address in addresses}
