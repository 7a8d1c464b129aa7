from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.discussions.models import Question, Reply
from forum.letters.models import Letter
from forum.stories import actions as stories
from forum.stories.models import Credit, Photo, Submission
from forum.stories.parts import Part
from forum.stories.photos import add_photo
from moderation.desk import read_queue
from moderation.models import Act, Decision
from moderation.story_actions import decide
from tests import build
from tests.build import fresh
from tests.forum.stories import tales
from tests.mail import tell_everybody


@pytest.fixture
def nan(db) -> User:
    """A second moderator."""
    return build.a_moderator("Nan Cole", email="nan@example.org")


@pytest.fixture
def held(newcomer) -> Question:
    """A first question, waiting for review."""
    return build.a_question(newcomer)


@pytest.fixture
def asked(ana) -> Question:
    """A question on the site."""
    return build.a_question(ana)


@pytest.fixture
def reply(asked, ben) -> Reply:
    """Ben's reply to it."""
    return build.a_reply(asked, ben)


def letters_to(person: User) -> list[str]:
    """The kinds of the letters that wait for this person to be sent."""
    tell_everybody()
    return list(Letter.objects.due().filter(person=person).order_by("id").values_list("kind", flat=True))


def queue_of(user: User, **narrowed) -> list:
    return [line.subject for line in read_queue(user, **narrowed)[0]]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def acts() -> list[str]:
    """What was decided, oldest first."""
    return list(Decision.objects.order_by("id").values_list("act", flat=True))


def let_a_minute_pass(decision: Decision) -> None:
    """Sets the row's clock back, past the manager that refuses to change rows."""
    rows = QuerySet(Decision).filter(pk=decision.pk)
    rows.update(at=decision.at - timedelta(seconds=61))


# ---------------------------------------------------------------- stories

WITH_A_QUOTATION = {
    "going_on": "<p>Each of our nine schools had <strong>somebody</strong> making calls.</p>",
    "did": "<p>We put one desk in the county office.</p><blockquote><p>Sit there on Mondays.</p></blockquote>",
    "changed": "<p>Every principal can now tell you who called.</p>",
}


@pytest.fixture
def joan(db) -> User:
    """Moderates stories."""
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


@pytest.fixture
def lee(db) -> User:
    """A second moderator of stories."""
    return build.a_story_moderator("Lee Hart", email="lee@example.org")


def a_written_story(by: User, *, credit: str = Credit.FULL, place: dict | None = None, **words) -> Submission:
    """All that is needed to send it."""
    story = tales.a_draft(by, **(WITH_A_QUOTATION | words))
    stories.save_part(by=by, story=story, part=Part.PLACE, words={"initiative": "Cradle to Career"} | (place or {}))
    stories.save_part(by=by, story=story, part=Part.PERMISSION, words={"credit": credit})
    return fresh(story)


def a_photo(story: Submission, *, alt: str = "A desk with one phone", people: str = Photo.People.ADULTS, color: str = "navy") -> Photo:
    photo = add_photo(by=story.author, story=story, upload=io.BytesIO(build.a_jpeg(color)), name="desk.jpg")
    Photo.objects.filter(pk=photo.pk).update(alt=alt, people=people)
    return fresh(photo)


def a_sent_story(by: User, **words) -> Submission:
    story = a_written_story(by, **words)
    stories.send(by=by, story=story)
    return fresh(story)


def an_accepted_story(by: User, moderator: User, **words) -> Submission:
    story = a_sent_story(by, **words)
    decide(by=moderator, story=story, act=Act.ACCEPTED)
    return fresh(story)


@pytest.fixture
def sent(ben) -> Submission:
    """Ben's story, on the desk."""
    return a_sent_story(ben)


@pytest.fixture
def accepted(ben, joan) -> Submission:
    """Ben's story, accepted by Joan; the guide has a place for it."""
    build.the_story_index()
    return an_accepted_story(ben, joan)


def a_second_version(story: Submission, **words) -> Submission:
    stories.request_changes(by=build.a_story_moderator(), story=story, note="<p>Who decided?</p>")
    stories.save_part(by=story.author, story=story, part=Part.STORY, words=words or {"did": "<p>We put one desk in the county office on Mondays.</p>"})
    stories.send(by=story.author, story=story, reply="<p>The judge did.</p>")
    return fresh(story)
