"""Who sees a story's photos: its author, and the staff to whom it was sent."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from forum.stories import photos
from forum.stories.models import Submission
from tests import build
from tests.forum.discussions.words import page_of
from tests.forum.stories.writing import a_draft, a_file, a_photo, a_whole_draft, at
from tests.guide.test_uploads import a_telling_photo, told_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(ana) -> Submission:
    return a_draft(ana)


def test_the_file_is_served_privately_under_a_fixed_type(client_of, story):
    photo = a_photo(story)

    answer = client_of(story.author).get(at(story, f"photos/{photo.pk}"))

    assert b"".join(answer.streaming_content) == photo.file.open().read()
    assert {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options")} == {"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff"}
    assert "no-store" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]


def test_our_pages_draw_a_small_one(client_of, story):
    photo = photos.add_photo(by=story.author, story=story, upload=a_file(a_telling_photo(size=(3000, 2000), orientation=1)), name="desk.jpg")
    client = client_of(story.author)

    page = client.get(at(story, "photos"))
    drawn = b"".join(client.get(at(story, f"photos/{photo.pk}") + "?small").streaming_content)

    assert f'src="{at(story, f"photos/{photo.pk}")}?small"' in page_of(page)
    assert (Image.open(io.BytesIO(drawn)).size, told_by(drawn)) == ((640, 427), [])
    photo.file.storage.delete(photo.file.name)
    assert client.get(at(story, f"photos/{photo.pk}") + "?small").status_code == 404


def people() -> dict[str, User]:
    return {
        "another member": build.a_member("Ben Okafor"),
        "moderator": build.a_moderator(),
        "story moderator": build.a_story_moderator(),
        "editor": build.an_editor(),
        "administrator": build.an_administrator(),
    }


def test_staff_see_the_photos_of_what_was_sent_and_nobody_else_does(client_of, ana):
    story = a_whole_draft(ana)
    photo, cast = a_photo(story), people()

    def answers() -> dict[str, int]:
        return {name: client_of(person).get(at(story, f"photos/{photo.pk}")).status_code for name, person in cast.items()}

    assert set(answers().values()) == {404}
    Submission.objects.update(state="with_editor", sent_at=timezone.now(), due_on=timezone.localdate())
    assert answers() == {"another member": 404, "moderator": 404, "story moderator": 200, "editor": 200, "administrator": 200}
    assert Client().get(at(story, f"photos/{photo.pk}")).headers["Location"].startswith("/accounts/login/")
    for state in ("changes_requested", "not_used", "taken_back"):
        Submission.objects.update(state=state)
        assert (state, set(answers().values())) == (state, {404})
        assert client_of(ana).get(at(story, f"photos/{photo.pk}")).status_code == 200


def test_a_photo_is_found_under_its_own_story_only(client_of, ana):
    photo, other = a_photo(a_draft(ana)), a_draft(ana)

    assert client_of(ana).get(at(other, f"photos/{photo.pk}")).status_code == 404


def test_a_file_that_is_lost_is_said_to_be_missing(client_of, story):
    photo = a_photo(story)
    photo.file.storage.delete(photo.file.name)

    assert client_of(story.author).get(at(story, f"photos/{photo.pk}")).status_code == 404
