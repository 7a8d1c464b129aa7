"""The words of a digest, found when it leaves: what its reader has neither seen nor been mailed by then, and may still read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import Any

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from forum.letters.composing import composed_at_sending
from forum.letters.digests.rounds import LOOKS_BACK, is_long_ago, last_presses, last_visit, since_of, with_visits
from forum.letters.digests.sections import Filled, Line, Section, parts_for
from forum.letters.follows import DAILY, DIGEST, IN_A_DIGEST, LAST_DIGEST, Pace
from forum.letters.gathering import unmailed_of, with_happenings
from forum.letters.happenings import Notice
from forum.letters.links import mailbox_link
from forum.letters.models import Letter
from forum.letters.things import Told, many_of, section_of, tell_all

NOTICES_AT_MOST = 200  # the others come the next time
LINES_AT_MOST = 8  # in a section; the others are counted


@dataclass
class Found:
    """What was looked up for one letter of a batch."""

    notices: list[Notice]
    parts: list[Filled] = field(default_factory=list)


def look_up(letters: Collection[Letter]) -> None:
    """What waits for their readers, and the rooms' parts of the weekly ones. As many queries for one as for many."""
    notices = _notices_of(letters)
    for letter in letters:
        letter.found = Found(notices.get(letter.reader, []))
    weekly = [letter for letter in letters if letter.kind == DIGEST and letter.person]
    for (language, day), some in _alike(weekly).items():
        with translation.override(language):
            parts = parts_for([letter.person for letter in some], since_of(day))
        for letter in some:
            letter.found.parts = parts.get(letter.person_id, [])


def _alike(letters: Collection[Letter]) -> dict[tuple[str, date], list[Letter]]:
    """Of one language and one morning."""
    found: dict[tuple[str, date], list[Letter]] = {}
    for letter in letters:
        found.setdefault((letter.person.reads, _day(letter)), []).append(letter)
    return found


def _notices_of(letters: Collection[Letter]) -> dict[int | str, list[Notice]]:
    """By reader, the oldest first; of one who has a great many, as many as a letter holds."""
    waiting = unmailed_of(letters).filter(pace__in=IN_A_DIGEST, made_at__gt=timezone.now() - LOOKS_BACK)
    place = Window(RowNumber(), partition_by=["person", "address", "pace"], order_by="happening")
    found: dict[int | str, list[Notice]] = {}
    for notice in with_happenings(waiting.annotate(place=place).filter(place__lte=NOTICES_AT_MOST).order_by("happening")):
        found.setdefault(notice.reader, []).append(notice)
    return found


@composed_at_sending(DIGEST, first=look_up)
def words_of_a_week(letter: Letter) -> dict[str, Any] | None:
    filled = _together(_what_they_follow(letter, IN_A_DIGEST), letter.found.parts)
    return _words(letter, filled) | {"stop_words": _("Stop the weekly digest")} if filled else None


@composed_at_sending(DAILY, first=look_up)
def words_of_a_day(letter: Letter) -> dict[str, Any] | None:
    filled = _what_they_follow(letter, [Pace.DAILY])
    return _words(letter, filled) | {"stop_words": _("Stop the daily email")} if filled else None


def look_up_visits(letters: Collection[Letter]) -> None:
    members = with_visits(User.objects.filter(pk__in=[letter.person_id for letter in letters if letter.person_id])).in_bulk()
    presses = last_presses([letter.address.lower() for letter in letters if not letter.person_id])
    for letter in letters:
        letter.found = last_visit(members[letter.person_id]) if letter.person_id else presses[letter.address.lower()]


@composed_at_sending(LAST_DIGEST, first=look_up_visits)
def words_of_the_last(letter: Letter) -> dict[str, Any] | None:
    """None for who came in the meantime. Who has no account keeps the digest by a press on their own page."""
    if not is_long_ago(letter.found):
        return None
    words = {"person": letter.person, "day": date_format(timezone.localtime(letter.found, _clock(letter)), _("F j, Y")), "stop_words": _("Stop the digest for good")}
    if letter.person:
        return words | {"link": reverse("account_login"), "link_words": _("Sign in")}
    mailbox = mailbox_link(letter.address.lower())
    return words | {"link": mailbox, "settings_link": mailbox, "link_words": _("Keep the digest")}


def _words(letter: Letter, filled: list[Filled]) -> dict[str, Any]:
    words = {
        "person": letter.person,
        "day": date_format(_day(letter), _("l, F j")),
        "sections": [
            {"heading": one.section.heading, "lines": one.lines[:LINES_AT_MOST], "more": max(len(one.lines) - LINES_AT_MOST, 0)} for one in filled
        ],
        "counted": ", ".join(one.counted for one in filled),
    }
    if letter.person:
        return words | {"link": "/my/notices/", "link_words": _("See everything new")}
    return words | {"settings_link": mailbox_link(letter.address.lower())}


def _day(letter: Letter) -> date:
    """The morning it is of."""
    return timezone.localtime(letter.written_at, _clock(letter)).date()


def _clock(letter: Letter) -> tzinfo:
    """The reader's."""
    return letter.person.zone if letter.person else timezone.get_default_timezone()


def _together(followed: list[Filled], others: list[Filled]) -> list[Filled]:
    """One section of a kind; what was followed is not told a second time."""
    known = {line.url for one in followed for line in one.lines}
    by_section = {one.section: one for one in followed}
    for other in others:
        fresh = [line for line in other.lines if line.url not in known]
        if fresh:
            by_section.setdefault(other.section, Filled(other.section)).lines.extend(fresh)
    return sorted(by_section.values(), key=lambda one: one.section.place)


# ---------------------------------------------------------------- what they follow


def _what_they_follow(letter: Letter, paces: Collection[str]) -> list[Filled]:
    """In sections, one line a thing. What stands here is marked as mailed once the letter is composed."""
    notices = [notice for notice in letter.found.notices if notice.pace in paces][:NOTICES_AT_MOST]
    told = tell_all([notice.happening for notice in notices], letter.person)
    notices = [notice for notice in notices if notice.happening_id in told]
    letter.mailed = [notice.pk for notice in notices]
    groups: dict[tuple[Section, str], list[tuple[Notice, Told]]] = {}
    for notice in notices:
        groups.setdefault((section_of(notice.happening.kind), notice.about), []).append((notice, told[notice.happening_id]))
    found: dict[Section, Filled] = {}
    with timezone.override(_clock(letter)):
        for (section, _about), rows in groups.items():
            found.setdefault(section, Filled(section)).lines.append(_line(rows))
    return sorted(found.values(), key=lambda one: one.section.place)


def _line(rows: list[tuple[Notice, Told]]) -> Line:
    first = rows[0][1]
    by_kind: dict[str, list[tuple[Notice, Told]]] = {}
    for notice, told in rows:
        by_kind.setdefault(notice.happening.kind, []).append((notice, told))
    words = ". ".join(_summed_up(kind, some) for kind, some in by_kind.items())
    return Line(first.title, first.url, words, first.language, count=len(rows))


def _summed_up(kind: str, rows: list[tuple[Notice, Told]]) -> str:
    """“2 new replies since Tuesday”, or what happened where it is one thing."""
    if len(rows) == 1:
        return rows[0][1].line
    words, since = many_of(kind, len(rows)), rows[0][0].happening.happened_at
    if timezone.now() - since >= timedelta(days=6):
        return words
    return _("%(what)s since %(day)s") % {"what": words, "day": date_format(timezone.localtime(since), "l")}
