"""A known member asks without a name, and takes part in the thread. Every surface is searched for them: nothing.

The addresses are those of tests/house/permissions.py, so a new page is walked by being served. That the search finds what is there is
held by the alias, which must be met on many of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from accounts.own_data.writing import write_copy
from forum.discussions import actions
from forum.discussions.models import Question
from forum.discussions.quoting import quoted
from forum.html import from_plain
from forum.letters import following
from forum.letters.digests import rounds
from forum.letters.models import Follow, Happening, Letter, MailSettings, Notice
from guide.field_notes.actions import agree
from guide.field_notes.models import FieldNote
from guide.search.models import Entry
from moderation import actions as moderation
from moderation.field_notes.actions import make
from moderation.looking_up import look_up
from tests import build
from tests.guide.search.reading import the_worker_reads
from tests.house.permissions import PERMISSIONS
from tests.mail import send_due_letters, tell_everybody

NUMBER = 987654321
TELLING = re.compile(r"zenobia|quillfeather|zq-hidden|thistledown|marrowbone|lamplighter|987\W?654\W?321", re.IGNORECASE)
ABOUT_THE_FIELD = re.compile(r"questions|block|feeds|search|desk|report|follow|my/|embed|oembed|sitemap|ask/|\^\(\(")  # the other addresses know no question
LISTS_PEOPLE, FINDS_WORDS = "/desk/letters/", "/search/?q=Zenobia+doors"  # whose letters came back; what was searched for
A_SATURDAY = datetime(2031, 11, 22, 9, tzinfo=UTC)
IN_THE_CMS = (
    "/cms/", "/cms/pages/{page}/", "/cms/pages/{page}/edit/", "/cms/pages/{page}/history/", "/cms/pages/{page}/delete/", "/cms/reports/site-history/",
    "/cms/reports/site-history/?export=csv", "/cms/reports/site-history/?export=xlsx", "/cms/reports/aging-pages/", "/cms/opinions/",
)  # fmt: skip


@pytest.fixture
def zenobia(db) -> User:
    return build.a_member(
        "Zenobia Quillfeather", pk=NUMBER, email="zq-hidden@example.org", role="Lamplighter", organisation="Thistledown Unified",
        show_organisation=True, city="Marrowbone", state="Wyoming",
    )  # fmt: skip


@pytest.fixture
def world(zenobia, ben, sam, admin) -> dict:
    """One of everything that can become of such a question."""
    page = build.a_milestone(prompts=["Reach out"])
    for reader, pace in ((ben, "at_once"), (sam, "daily"), (admin, "weekly")):
        MailSettings.objects.update_or_create(person=reader)
        following.follow("page", page.translation_key, person=reader, pace=pace)
    following.follow("page", page.translation_key, address="val@example.org", pace="at_once")
    asked = build.a_question(zenobia, on=page, title="Who unlocks the doors?", without_name=True, passage=page.body[0].id, heading="Reach out")
    version = build.changed(asked, "<p>We open them by turns.</p>")
    first = build.a_reply(asked, ben)
    own = build.a_reply(first, zenobia, body="<p>The doors, yes.</p>")
    build.a_reply(build.a_reply(build.a_reply(own, ben, body=from_plain(quoted(own))), sam, body=f"<p>Thanks, @{asked.author.shown_name}!</p>"), zenobia)
    actions.choose_answer(by=zenobia, question=asked, reply=first, instead_of=None)
    actions.say_it_helped(by=zenobia, reply=first)
    waiting = build.a_question(zenobia, on=page, title="Who has the keys?", without_name=True)
    actions.withdraw(by=zenobia, post=build.a_reply(asked, zenobia))
    report = moderation.report(by=ben, post=asked, reason="spam", words="Looks like an advertisement")
    moderation.decide(by=sam, post=own, act="hid", reason="It names a school.")
    moderation.decide(by=sam, post=own, act="restored")
    decision = moderation.decide(by=sam, post=waiting, act="hid", reason="Please say where.")
    look_up(by=sam, question=asked, reason="Somebody may be in danger.")
    note = a_note_in_the_guide(zenobia, by=sam, on=page)
    Letter.objects.create(kind="approved", person=zenobia, address=zenobia.email, subject=asked.title, state="dead", message_id="<d@x>", about_question=asked.pk)
    the_worker_reads()
    return {
        "asked": asked.pk, "other": asked.pk, "held": waiting.pk, "theirs": waiting.pk, "unnamed": asked.pk, "slug": asked.slug, "page": page.pk,
        "milestone": page.url, "held_reply": own.pk, "decision": decision.pk, "version": version.pk, "report": report.pk, "alias": asked.author.shown_name, "note": note.pk,
    }  # fmt: skip


def a_note_in_the_guide(person: User, *, by: User, on: Page) -> FieldNote:
    """Of their answer to their own question, without a name there too."""
    asked = build.a_question(person, on=on, title="Who locks up?", without_name=True)
    actions.choose_answer(by=person, question=asked, reply=build.a_reply(asked, person), instead_of=None)
    note = make(by=by, question=asked, words="We lock up by turns.")
    agree(note, by=person, words="We lock up by turns.", credit_line="")
    build.fresh(on).get_latest_revision().publish()
    return note


def addresses(world: dict) -> list[str]:
    """Every address of the permission table that is about questions and names nothing but them."""
    rows = [row for row in PERMISSIONS if row.method == "get" and ABOUT_THE_FIELD.search(row.pattern)]
    known = [row.address for row in rows if {name for _text, name, _form, _how in Formatter().parse(row.address) if name} <= set(world)]
    return list(dict.fromkeys(address.format(**world) for address in [*known, "/", "/questions/?page={page}", FINDS_WORDS]))


def walk(client: Client, paths: list[str]) -> Iterator[tuple[str, HttpResponse]]:
    for path in paths:
        yield path, client.get(path, follow=True)


def told_by(answer: HttpResponse) -> str:
    """All that it sends, a spreadsheet unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content
    if body[:2] == b"PK":
        body = unpacked(body)
    return f"{answer.headers} {body.decode(errors='replace')}"


def unpacked(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as files:
        return b"\n".join(files.read(name) for name in files.namelist())


@pytest.mark.parametrize("who", ["a visitor", "a member", "a moderator", "an administrator"])
def test_no_page_tells(world, ben, admin, client_of, who):
    send_due_letters()
    nan = build.a_moderator("Nan Cole")  # sam has looked; what sam wrote down is not hers
    client = {"a visitor": Client, "a member": lambda: client_of(ben), "a moderator": lambda: client_of(nan), "an administrator": lambda: client_of(admin)}[who]()
    more = [path.format(**world) for path in IN_THE_CMS] if who == "an administrator" else []
    pages = {path: told_by(answer) for path, answer in walk(client, addresses(world) + more)}

    telling = {path: set(TELLING.findall(told)) for path, told in pages.items() if TELLING.search(told)}
    assert telling.pop(FINDS_WORDS) == {"Zenobia"}
    assert "We lock up by turns." in pages[world["milestone"]]
    assert (LISTS_PEOPLE in telling) == (who == "an administrator") and "unlocks the doors" not in pages[LISTS_PEOPLE]
    telling.pop(LISTS_PEOPLE, None)
    assert telling == {}
    assert sum(world["alias"] in told for told in pages.values()) >= 8


def test_no_letter_tells(world, zenobia, mailbox, monkeypatch, settings):
    """As they leave, with their headers: one at a time, gathered, and in digests."""
    settings.DIGEST_HOUR, settings.TIME_ZONE = 8, "UTC"
    tell_everybody()
    Letter.objects.update(due_at=timezone.now())
    mailbox.letters()
    Notice.objects.update(made_at=A_SATURDAY - timedelta(days=1))
    Happening.objects.update(happened_at=A_SATURDAY - timedelta(days=2))
    User.objects.update(last_login=A_SATURDAY - timedelta(days=3))
    Follow.objects.update(since=A_SATURDAY - timedelta(days=3))
    monkeypatch.setattr(timezone, "now", lambda: A_SATURDAY)
    while rounds.write_digests():
        pass
    letters = [letter for letter in mailbox.letters() if zenobia.email not in letter["To"]]
    told = [f"{letter.items()} {' '.join(part.get_content() for part in letter.walk() if part.get_content_maintype() == 'text')}" for letter in letters]

    assert [words for words in told if TELLING.search(words)] == []
    assert sum(world["alias"] in words for words in told) >= 4
    assert any("digest" in words.partition("List-ID")[2][:60] and world["alias"] in words for words in told)


def test_no_row_of_the_search_tells(world):
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("search_") or "entry" in name]
        said = " ".join(str(row) for table in tables for row in _rows(cursor, table))

    assert Entry.objects.filter(title="Who unlocks the doors?").exists() and "doors" in said
    assert not TELLING.search(said)


def _rows(cursor, table: str) -> list[tuple]:
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
    return cursor.fetchall()


@pytest.mark.parametrize("who", ["ben", "sam"])
def test_no_copy_of_somebody_elses_data_tells(world, who, request):
    tell_everybody()
    send_due_letters()
    copy = io.BytesIO()
    write_copy(request.getfixturevalue(who), copy)

    assert TELLING.findall(unpacked(copy.getvalue()).decode(errors="replace")) == []


def test_the_name_is_found_where_it_is_shown(world, zenobia, client):
    named = build.a_question(zenobia, on=None, title="Who drives?")
    actions.show_name(question=Question.objects.get(pk=world["asked"]))

    for path in (named.get_absolute_url(), f"/questions/{world['asked']}/{world['slug']}/", "/feeds/questions/", world["milestone"]):
        assert TELLING.search(told_by(client.get(path))), path
