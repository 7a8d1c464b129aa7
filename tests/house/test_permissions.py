"""Every address × every role gets the answer that tests/house/permissions.py says; an address without a row fails."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path, PurePosixPath
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.core.signing import Signer
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import User
from forum.discussions.models import Draft
from forum.finding_answers.links import ASKED, LOOKING
from forum.letters.links import Wish, mailbox_token
from forum.letters.models import LetterStop
from forum.stories import actions as stories
from guide import media_store
from guide.models import consent
from moderation import actions as moderation
from tests import build
from tests.forum.push import devices
from tests.forum.stories import tales
from tests.house.addresses import served
from tests.house.permissions import PERMISSIONS, UNDER_ONE_ROW
from tests.house.roles import ROLES, SIGN_IN, Answer, Row, everyone

World = dict[str, object]


@pytest.fixture(scope="module")
def people(one_transaction) -> dict[str, User | None]:
    cast = {
        "stranger": None,
        "newcomer": build.a_newcomer("Nell Ash"),
        "author": build.a_newcomer("Ana Ruiz", house_rules_accepted_at=timezone.now()),
        "member": build.a_member("Ben Okafor"),
        "silenced": build.a_member("Lou Park", silenced_until=timezone.now() + timedelta(days=3)),
        "moderator": build.a_moderator(),
        "story_moderator": build.a_story_moderator(),
        "editor": build.an_editor(),
        "administrator": build.an_administrator(),
    }
    assert tuple(cast) == ROLES
    return cast


@pytest.fixture(scope="module")
def sessions(people: dict[str, User | None]) -> dict[str, str]:
    """What the cookie of each role says. Signing in is tested elsewhere, and costs more than most answers."""
    return {role: session_of(person) for role, person in people.items()}


def session_of(person: User | None) -> str:
    client = Client()
    if person is None:
        return ""
    client.force_login(person)
    return client.cookies[site.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def world(people: dict[str, User | None]) -> World:
    """What the addresses of the table may name. `held` and the reply to `other` wait for review; both are the author's."""
    author, page = people["author"], build.a_milestone()
    closed = build.a_content_page("A page on its way")
    closed.unpublish()
    other = build.a_question(on=page, by=build.a_member("Gus Weber"))
    held, held_reply = build.a_question(on=page, by=author), build.a_reply(other, by=author)
    author.approve_first_post()
    asked = build.a_question(on=page, by=author)
    build.a_reply(asked, by=other.author)
    answered = build.an_answered_question(on=page, by=author)
    unnamed = build.a_question(on=page, by=author, without_name=True)
    theirs = build.a_question(on=page, by=people["moderator"])
    decided = moderation.decide(by=people["moderator"], post=build.a_question(on=page, by=build.a_newcomer()), act="approved")
    at_end = tales.with_a_page(author, people["story_moderator"], milestone=page)
    words = {"title": "Who drives?", "page": str(page.pk), "where": "here"}
    sent = tales.sent(author, milestone=page)
    taken_back = tales.sent(author, milestone=page)
    photo, photo_taken_back = (story.photos.create(file="stories/a-desk.jpg", name="desk.jpg", bytes=1, width=60, height=40, digest="0") for story in (sent, taken_back))
    stories.take_back(by=author, story=taken_back)
    return {
        "milestone": page.url,
        "story": (told := build.a_story(milestones=[page])).url,
        "story_page": told.pk,
        "unpublished": closed.url,
        "page": page.pk,
        "asked": asked.pk,
        "author_pk": author.pk,
        "held": held.pk,
        "held_reply": held_reply.pk,
        "other": other.pk,
        "unnamed": unnamed.pk,  # the author's too
        "theirs": theirs.pk,  # the moderator's own
        "decision": decided.pk,
        "version": build.changed(build.a_question(on=page, by=other.author)).pk,
        "report": moderation.report(by=people["member"], post=asked, reason="spam").pk,
        "slug": asked.slug,
        "draft": Draft.objects.create(kind=Draft.Kind.QUESTION, owner=author, words=words).pk,
        "new_key": uuid4(),
        "held_picture": PurePosixPath(build.a_held_picture().file.name).name,
        "shown_picture": a_picture_of_a_story(taken_back=False),
        "picture_taken_back": a_picture_of_a_story(taken_back=True),
        "story_taken_back": taken_back.pk,
        "photo_taken_back": photo_taken_back.pk,
        "edition": build.an_edition(file="printed/guide.pdf"),  # written for each test
        "answered": answered.pk,
        "note": build.a_field_note(held_reply, by=people["moderator"]).pk,  # the author's
        "story_draft": tales.a_draft(author, milestone=page).pk,
        "story_sent": sent.pk,
        "photo": photo.pk,
        "story_asked": tales.asked_to_change(author, people["story_moderator"], milestone=page).pk,
        "story_at_end": at_end.pk,
        "page_of_a_story": at_end.page_id,
        "final": at_end.page.latest_revision_id,
        "story_of_staff": tales.sent(people["story_moderator"], milestone=page).pk,
        "who_decides": people["story_moderator"].pk,
        "stop": LetterStop(person=author, question=asked.pk).token,
        "follow": Wish("val@example.org", "question", str(asked.pk), "daily").token,
        "mailbox": mailbox_token("val@example.org"),
        "device": devices.a_device(author).pk,
        "asked_token": Signer(salt=ASKED).sign(str(other.requests.create(person=author, place=1, why="answer").pk)),
        "looking_token": Signer(salt=LOOKING).sign(str(asked.pk)),
    }


def a_picture_of_a_story(*, taken_back: bool) -> str:
    """The name of its file, of a story that is published, or was."""
    picture = build.a_held_picture()
    story = build.a_story(body=[("figure", {"image": picture, "alt": "A bus"})])
    if taken_back:
        media_store.tie(story)
        consent.withdraw(story, by=None)
    picture.refresh_from_db()
    return PurePosixPath(picture.file.name).name


def patterns_without_a_row(patterns: Iterable[str], rows: list[Row]) -> list[str]:
    told = {row.pattern for row in rows}
    return [pattern for pattern in patterns if pattern not in told and not pattern.startswith(UNDER_ONE_ROW)]


def answer_of(response: HttpResponse) -> Answer:
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/?"):
        return SIGN_IN
    return response.status_code


def ask(row: Row, session: str, world: World) -> Answer:
    """What one gets in this session; whatever it changed is taken back."""
    client = Client()
    if session:
        client.cookies[site.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = getattr(client, row.method)(row.address.format(**world), {name: words.format(**world) for name, words in row.words.items()})
        transaction.set_rollback(True)
    return answer_of(response)


def leads_to(address: str) -> str:
    """The pattern that answers an address; nothing when none does."""
    try:
        return resolve(address.partition("?")[0]).route
    except Resolver404:
        return ""


@pytest.fixture
def its_files(world: World, settings) -> None:
    """Each test has folders of its own, and the world is older."""
    private, public = settings.PRIVATE_ROOT, settings.MEDIA_ROOT
    pictures = [(private, f"held/{world[name]}") for name in ("held_picture", "picture_taken_back")] + [(public, f"original_images/{world['shown_picture']}")]
    for store, name in (*pictures, (private, "stories/a-desk.jpg"), (public, world["edition"].file)):
        file = Path(store, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(build.a_jpeg())


@pytest.mark.parametrize("row", PERMISSIONS, ids=lambda row: row.title)
def test_who_gets_what(row: Row, sessions, world, its_files):
    found = {role: ask(row, session, world) for role, session in sessions.items()}

    assert found == row.answers


@pytest.mark.parametrize("row", PERMISSIONS, ids=lambda row: row.title)
def test_the_row_is_about_its_pattern(row: Row, world):
    route = leads_to(row.address.format(**world))

    same = route.replace("/^", "/") == row.pattern.replace("/^", "/")  # a resolved route drops the anchor of an included pattern
    assert same or row.pattern == UNDER_ONE_ROW and route.startswith(UNDER_ONE_ROW)


def test_every_pattern_has_a_row():
    assert patterns_without_a_row([address.pattern for address in served()], PERMISSIONS) == []


def test_a_pattern_without_a_row_is_found():
    rows = [Row("ask/", "get", "/ask/", everyone(200))]

    assert patterns_without_a_row(["ask/", "questions/", "cms/pages/"], rows) == ["questions/"]


def test_a_wrong_answer_is_found(sessions, world):
    row = Row("accounts/name/", "get", "/accounts/name/", everyone(200))

    assert ask(row, sessions["stranger"], world) == SIGN_IN != row.answers["stranger"]
