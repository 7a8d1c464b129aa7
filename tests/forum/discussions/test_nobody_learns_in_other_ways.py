"""As test_nobody_learns_who_asked.py, where nobody asked for a page: letters about helping, reminding and waiting, pushes, what caches keep, names of pictures."""

from __future__ import annotations

import gc
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.own_data.writing import write_copy
from config.visitor_pages import Kept
from forum.blocking import blocks
from forum.discussions import actions
from forum.discussions.models import Question
from forum.finding_answers.ladder import climb
from forum.finding_answers.models import Request
from forum.finding_answers.nudges import nudge
from forum.finding_answers.routing import route
from forum.letters import following
from forum.letters.models import Letter, Notice
from forum.push.models import Push
from forum.push.office import words_of, write_due
from forum.reading.models import Bookmark
from forum.reading.reminders import remind
from moderation.looking_up import look_up
from tests import build
from tests.forum.discussions.test_nobody_learns_who_asked import NUMBER, TELLING, addresses, told_by, unpacked, walk, world, zenobia  # noqa: F401  the known member and their world
from tests.forum.push import devices
from tests.mail import send_due_letters, tell_everybody

NOW = datetime(2031, 1, 10, 9, tzinfo=UTC)


@pytest.fixture
def unanswered(zenobia, ben, sam, admin) -> Question:  # noqa: F811
    """Ben answered on its page before, saved it, and hears of it at once on a device; it has waited for two weeks."""
    page = build.a_milestone()
    before = build.a_question(on=page)
    actions.choose_answer(by=before.author, question=before, reply=build.a_reply(before, ben), instead_of=None)
    tell_everybody()
    following.follow("page", page.translation_key, person=ben, pace="at_once")
    asked = build.a_question(zenobia, on=page, title="Who unlocks the doors?", without_name=True)
    Bookmark.objects.create(person=ben, kind="question", key=str(asked.pk), remind_on=NOW.date(), remind_at=NOW)
    devices.a_device(ben, added_at=NOW - timedelta(days=20))
    tell_everybody()
    return asked


def test_no_letter_about_helping_waiting_or_reminding_tells(unanswered, zenobia, mailbox, monkeypatch):  # noqa: F811
    """Each as it leaves, with its headers: asked to help, on the ladder, reminded, asked whether a reply settled it."""
    Question.objects.filter(pk=unanswered.pk).update(asked_at=NOW - timedelta(days=2))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    climb(), route(), remind()
    Letter.objects.update(due_at=NOW)
    letters = mailbox.letters()
    build.a_reply(unanswered, build.a_member("Nan Cole"))
    look_up(by=build.a_moderator("Ida Bell"), question=unanswered, reason="Somebody may be in danger.")
    nudge()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1, minutes=1))
    nudge()
    kinds = set(Letter.objects.exclude(person=zenobia).values_list("kind", flat=True))
    hers = set(Letter.objects.filter(person=zenobia).values_list("kind", flat=True))
    Letter.objects.update(due_at=NOW)

    letters = [letter for letter in letters + mailbox.letters() if zenobia.email not in letter["To"]]
    told = [f"{letter.items()} {' '.join(part.get_content() for part in letter.walk() if part.get_content_maintype() == 'text')}" for letter in letters]

    assert {"unanswered", "reminder", "asked-to-help"} <= kinds and {"nudge", "looked-up"} <= hers
    assert Request.objects.get().person_id != NUMBER
    assert [words for words in told if TELLING.search(words)] == [] and len(told) >= 3


def test_no_push_tells(unanswered, ben, monkeypatch):
    Notice.objects.update(made_at=NOW - timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    write_due()

    pushed = [words_of(push) for push in Push.objects.filter(device__person=ben)]

    assert pushed and "Who unlocks the doors?" in str(pushed)
    assert not TELLING.search(str(pushed))


def test_no_cache_keeps_it_and_no_picture_is_named_after_it(world, ben, admin, client_of):  # noqa: F811
    send_due_letters()
    of_tests_before = kept_pages()
    for client in (Client(), client_of(ben), client_of(admin)):
        for _path, answer in walk(client, addresses(world)):
            told_by(answer)

    pages = [page.body.decode() for page in kept_pages() if not any(page is old for old in of_tests_before)]
    kept = pages + [str(cache._cache) for cache in caches.all()]  # the suite keeps them in the process
    assert any("unlocks the doors" in words for words in pages)
    searched = re.compile(r"Zenobia(\+|%20| )doors")  # what the walk looks for
    assert [found for words in kept if (found := TELLING.findall(searched.sub("", words)))] == []
    assert [path.name for path in Path(site.MEDIA_ROOT).rglob("*") if TELLING.search(path.name)] == []


def kept_pages() -> list[Kept]:
    """Wherever the process keeps them for visitors."""
    return [one for one in gc.get_objects() if type(one) is Kept]


def test_no_list_of_another_tells(world, ben, zenobia, client_of):  # noqa: F811
    """What is one's own alone: another member's lists, their blocks, and what the copies of staff hold after a look."""
    asked = Question.objects.get(pk=world["asked"])
    blocks.block(zenobia.pk, by=ben, alias=asked.alias, question=asked.pk)
    client = client_of(User.objects.get(pk=ben.pk))
    pages = {path: told_by(client.get(path)) for path in ("/my/questions/", "/my/blocked/", "/my/asked/", "/my/saved/", "/my/following/", f"/block/question/{asked.pk}/", asked.get_absolute_url())}
    copy = io.BytesIO()
    write_copy(User.objects.get(pk=ben.pk), copy)

    assert {path for path, told in pages.items() if TELLING.search(told)} == set()
    assert asked.author.shown_name in pages["/my/blocked/"]
    assert TELLING.findall(unpacked(copy.getvalue()).decode(errors="replace")) == []
    assert client.get(f"/my/questions/{asked.pk}/name/").status_code == 404
