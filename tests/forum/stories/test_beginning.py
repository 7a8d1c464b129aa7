"""A story is begun: from a milestone, by a stranger too, once with each press."""

from __future__ import annotations

import re

import pytest

from forum.stories.models import Submission
from tests import build
from tests.forum.discussions.words import sign_in, text_of
from tests.forum.stories.writing import TITLE, at, save

pytestmark = pytest.mark.django_db


def test_a_stranger_reads_what_it_is_and_comes_back_after_signing_in(stranger_client, ana):
    milestone = build.a_milestone()
    start = f"/share/?page={milestone.pk}"

    page = stranger_client.get(start)
    press = stranger_client.post("/share/", {"page": milestone.pk})

    assert "It takes about 20 minutes" in text_of(page) and "Sign in and start" in text_of(page)
    assert "Back to Broaden collaborative leadership" in text_of(page)
    assert press.headers["Location"] == f"/accounts/login/?next=/share/%3Fpage%3D{milestone.pk}"
    back = sign_in(stranger_client, ana.email, come_back=start)
    assert "Start your story" in text_of(stranger_client.get(back.headers["Location"]))
    assert Submission.objects.count() == 0


def test_a_member_begins_with_the_milestone_they_came_from(client_of, ana):
    milestone, client = build.a_milestone(), client_of(ana)

    begun = client.post("/share/", {"page": milestone.pk})

    story = Submission.objects.get()
    assert begun.headers["Location"] == at(story, "story")
    assert (story.author, story.state, [page.pk for page in story.milestones.all()]) == (ana, "draft", [milestone.pk])
    place = client.get(at(story, "place"))
    assert re.search(rf'value="{milestone.pk}" id="id_milestones_\d+" checked', place.content.decode())
    assert "We chose the first because you came from there." in text_of(place)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1"])
def test_an_odd_page_is_no_page(client_of, ana, page):
    client_of(ana).post("/share/", {"page": page})

    assert list(Submission.objects.get().milestones.all()) == []


def test_a_second_press_begins_once_and_another_story_can_be_begun(client_of, ana):
    client = client_of(ana)
    first, again = client.post("/share/"), client.post("/share/")
    assert first.headers["Location"] == again.headers["Location"]
    story = Submission.objects.get()
    save(client, story, "story", title=TITLE, later="1")

    page, other = client.get("/share/"), client.post("/share/")

    assert f"Go on with “{TITLE}”" in text_of(page) and "Start another story" in text_of(page)
    assert other.headers["Location"] != first.headers["Location"]


def test_beginning_without_end_is_told_to_wait(client_of, ana):
    client = client_of(ana)
    for _ in range(20):
        client.post("/share/")
        Submission.objects.update(edit_number=1)

    answer = client.post("/share/")

    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert Submission.objects.count() == 20
