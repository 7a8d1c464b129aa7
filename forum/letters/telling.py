"""The worker tells followers what happened: a notice for each, and a letter at their pace.

One batch of one happening is one transaction, and the happening remembers how far it came. Killed halfway, nobody is left out and nobody
is told twice. Any number of workers tell side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from forum.letters.actions import cause_to, new_message_id
from forum.letters.follows import BY_MAIL, HURRY, Follow, FollowQuerySet, Pace, kind_and_key, thing_of
from forum.letters.following import begin_to_follow
from forum.letters.happenings import Happening, Notice
from forum.letters.models import Letter, LetterState, LetterStop, Mailbox
from forum.letters.things import above, who_is_left_out

A_BATCH = 100  # readers in one transaction: on SQLite a post waits for it, some 50 ms
A_DAY = timedelta(days=1)


@dataclass
class Reader:
    """Who is told, by which thing it reached them, and how soon they want it."""

    person: int | None
    address: str  # of their letters
    on: str
    pace: str
    why: str = ""
    paused_until: datetime | None = None
    blocks: int | None = 0  # how many people they have blocked; most readers nobody, and nothing is asked about them

    @property
    def reader(self) -> int | str:
        return self.person or self.address


def tell_followers() -> int:
    """One batch of the oldest happening that is due; how many rows were dealt with, 0 when there is nothing to tell."""
    due = Happening.objects.filter(told_at=None, due_at__lte=timezone.now()).order_by("id")
    if not due.exists():  # an idle look takes no lock
        return 0
    with transaction.atomic():
        happening = due.select_for_update(of=("self",), skip_locked=True).first()
        return _tell_a_batch(happening) if happening else 0


def _tell_a_batch(happening: Happening) -> int:
    if happening.told_to < 0:
        dealt_with = _begin(happening)
    else:
        dealt_with = _tell_some_followers(happening)
    happening.save(update_fields=["on", "told_to", "told_at"])
    return dealt_with


def _begin(happening: Happening) -> int:
    """Those who are told without following; its author follows it from now on."""
    happening.on = _widened(happening.on)
    happening.told_to = 0
    if happening.begins and happening.by_id:
        begin_to_follow(*kind_and_key(happening.about), person=happening.by_id, why=happening.begins)
    _give(happening, _named(happening) if happening.to else [])
    return 1


def _widened(things: Iterable[str]) -> list[str]:
    """With what stands above each: who follows a stage hears of its milestones."""
    found: dict[str, None] = {}
    for thing in things:
        kind, key = kind_and_key(thing)
        found |= dict.fromkeys([thing, *(thing_of(kind, over) for over in above(kind, key))])
    return list(found)


def _named(happening: Happening) -> list[Reader]:
    """At the pace they chose for this thing, or for replies to them."""
    kind, key = kind_and_key(happening.about)
    replies = Coalesce("mail_settings__replies", Value(Pace.AT_ONCE.value))
    people = User.objects.filter(pk__in=happening.to, is_active=True).annotate(replies=replies, paused_until=F("mail_settings__paused_until"))
    chosen = dict(Follow.objects.of_thing(kind, key).filter(person__in=happening.to).exclude(pace="").values_list("person", "pace"))
    return [
        Reader(one.pk, one.email, happening.about, chosen.get(one.pk, one.replies), happening.to[str(one.pk)], one.paused_until, one.blocked_people)
        for one in people
    ]  # fmt: skip


def _tell_some_followers(happening: Happening) -> int:
    some = list(_of_things(happening.on).filter(pk__gt=happening.told_to).order_by("pk")[:A_BATCH]) if happening.on else []
    if some:
        happening.told_to = some[-1].pk
    if len(some) < A_BATCH:
        happening.told_at = timezone.now()
    if some:
        _give(happening, _readers(happening, some))
    return len(some) + 1


def _of_things(things: Collection[str]) -> FollowQuerySet:
    any_of_them = Q(pk__in=[])
    for thing in things:
        kind, key = kind_and_key(thing)
        any_of_them |= Q(kind=kind, key=key)
    paused_until = F("person__mail_settings__paused_until")
    return Follow.objects.filter(any_of_them).with_pace().annotate(paused_until=paused_until, mailbox=Coalesce(F("person__email"), F("address")), blocks=F("person__blocked_people"))


def _readers(happening: Happening, some: list[Follow]) -> list[Reader]:
    """Each once, by the follow that is soonest, and by the nearest thing among those. Whoever muted the thing itself is told nothing."""
    follows: dict[int | str, list[Follow]] = defaultdict(list)
    for wish in _all_of_the_same(happening, some):
        follows[wish.reader].append(wish)
    here = {wish.reader for wish in some} - {happening.by_id} - _already_told(happening, some)
    gone = set(User.objects.filter(pk__in=[wish.person_id for wish in some if wish.person_id], is_active=False).values_list("pk", flat=True))
    soonest = {reader: _soonest(happening, follows[reader]) for reader in here - gone}
    muted = {reader for reader, wishes in follows.items() if any(wish.thing == happening.about and wish.heard == Pace.MUTE for wish in wishes)}
    return [
        Reader(wish.person_id, wish.mailbox, wish.thing, wish.heard, paused_until=wish.paused_until, blocks=wish.blocks)
        for reader, wish in soonest.items() if reader not in muted
    ]  # fmt: skip


def _soonest(happening: Happening, wishes: Iterable[Follow]) -> Follow:
    """They may follow the thing itself too, whose followers are not told of this."""
    place = {thing: number for number, thing in enumerate(happening.on)}
    return min((wish for wish in wishes if wish.thing in place), key=lambda wish: (HURRY[wish.heard], place[wish.thing]))


def _all_of_the_same(happening: Happening, some: list[Follow]) -> Iterable[Follow]:
    """What else of this they follow. No query where there is but one thing."""
    if len(happening.on) == 1 and happening.on[0] == happening.about:
        return some
    same = Q(person__in=[wish.person_id for wish in some if wish.person_id]) | Q(address__in=[wish.address for wish in some if wish.address])
    return _of_things({*happening.on, happening.about}).filter(same)


def _already_told(happening: Happening, some: list[Follow]) -> set[int | str]:
    return {notice.reader for notice in _of_them(happening.notices.all(), some)}


def _of_them(rows: QuerySet, readers: Iterable[Follow | Reader]) -> QuerySet:
    """Rows that name a reader, of these readers."""
    people = {one.reader for one in readers if isinstance(one.reader, int)}
    addresses = {one.reader for one in readers} - people
    return rows.filter(Q(person__in=people) | Q(person=None, address__in=addresses))


# ---------------------------------------------------------------- a batch of readers


def _give(happening: Happening, readers: list[Reader]) -> None:
    """Notices for all, letters for those who want them at once, and the number in their masthead."""
    now = timezone.now()
    left_out = who_is_left_out(happening, [one.person for one in readers if one.blocks])
    readers = [one for one in readers if one.pace != Pace.MUTE and one.person not in left_out]
    _keep_to_their_wishes(happening, readers, now)
    readers = [one for one in readers if one.person or one.pace in BY_MAIL]  # without an account there is no site to see it on
    if not readers:
        return
    Notice.objects.bulk_create(_notice(happening, one) for one in readers)
    _write_letters(happening, [one for one in readers if one.pace == Pace.AT_ONCE], now)
    _count_up([one.person for one in readers if one.person])


def _count_up(people: list[int]) -> None:
    """Their rows are locked in one order, so that two workers with the same readers wait for each other and never both for ever."""
    members = User.objects.filter(pk__in=people)
    list(members.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    members.update(unread_notices=F("unread_notices") + 1)


def _notice(happening: Happening, one: Reader) -> Notice:
    who = {"person_id": one.person} if one.person else {"address": one.address}
    return Notice(happening=happening, about=happening.about, on=one.on, why=one.why, pace=one.pace, **who)


def _keep_to_their_wishes(happening: Happening, readers: list[Reader], now: datetime) -> None:
    """No letters while they pause or their mail comes back, none of what they stopped in a letter; and above so many a day the rest waits for the digest."""
    stopped, shut = _who_stopped(happening, readers), Mailbox.objects.shut_among([one.address for one in readers])
    for one in readers:
        paused = one.paused_until is not None and one.paused_until > now
        if one.pace in BY_MAIL and (paused or one.reader in stopped or one.address.lower() in shut):
            one.pace = Pace.ON_SITE
    have_enough = _who_had_enough([one for one in readers if one.pace == Pace.AT_ONCE], now)
    for one in readers:
        if one.pace == Pace.AT_ONCE and one.reader in have_enough:
            one.pace = Pace.DAILY


def _who_stopped(happening: Happening, readers: list[Reader]) -> set[int | str]:
    told_by = {one.on for one in readers}
    what = Q(kind=happening.kind) | Q(on__in=told_by)
    if happening.about in told_by and happening.about_question:
        what |= Q(question=happening.about_question)
    return {stop.person_id or stop.address for stop in _of_them(LetterStop.objects.filter(what), readers)}


def _who_had_enough(readers: list[Reader], now: datetime) -> set[int | str]:
    if not readers:
        return set()
    written = _of_them(Letter.objects.exclude(on="").exclude(state=LetterState.DROPPED).filter(written_at__gt=now - A_DAY), readers)
    counted = written.order_by().values_list("person", "address").annotate(written=Count("pk"))
    return {person or address for person, address, number in counted if number >= settings.LETTERS_A_DAY}


def _write_letters(happening: Happening, readers: list[Reader], now: datetime) -> None:
    """One for each who has none waiting for the same thing; what waits already gathers this too (gathering.py)."""
    if not readers:
        return
    gathering, last = _letters_of(readers, now)
    letters = []
    for one in readers:
        if (one.reader, one.on) not in gathering:
            letters.append(_letter(happening, one, due_at=max(now + timedelta(minutes=settings.LETTERS_HELD_FOR), last.get((one.reader, one.on), now))))
    Letter.objects.bulk_create(letters)


def _letters_of(readers: list[Reader], now: datetime) -> tuple[set, dict]:
    """Who has a letter that will gather this, by reader and thing; and when the others may have their next one.

    The rows that gather are locked: a letter that is being composed at this moment is waited for, and then gathers no more.
    """
    apart = timedelta(minutes=settings.LETTERS_APART)
    same = _of_them(Letter.objects.filter(on__in={one.on for one in readers}), readers)
    gathering = same.due().unclaimed(now).filter(text="").order_by("pk").select_for_update(of=("self",))
    waiting = {(letter.person_id or letter.address, letter.on) for letter in gathering}
    lately = same.exclude(state=LetterState.DROPPED).filter(due_at__gt=now - apart).order_by("due_at").only("person", "address", "on", "due_at", "sent_at")
    return waiting, {(letter.person_id or letter.address, letter.on): (letter.sent_at or letter.due_at) + apart for letter in lately}


def _letter(happening: Happening, one: Reader, *, due_at: datetime) -> Letter:
    letter = Letter(kind=happening.kind, person_id=one.person, address=one.address, on=one.on, due_at=due_at, message_id=new_message_id())
    letter.about_question = happening.about_question if one.on == happening.about else None
    letter.once = cause_to(f"at once:{happening.once}", letter)
    return letter
