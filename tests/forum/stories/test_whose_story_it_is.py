"""Only its author comes to the pages of writing, as long as it is in their hands; what they cost; odd input."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.stories import actions
from forum.stories.parts import Part
from tests import build
from tests.forum.discussions.words import page_of, text_of
from tests.forum.stories.writing import STORY, a_draft, a_photo, a_whole_draft, at, standing_on, stored, words_of

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- whose it is, and when


PAGES = ["", "story", "place", "photos", "permission", "check", "sent"]


@pytest.mark.parametrize("page", PAGES)
def test_only_its_author_comes_in(client_of, stranger_client, ana, ben, page):
    story = a_whole_draft(ana)
    staff = [build.a_story_moderator(), build.an_editor(), build.an_administrator()]

    assert [client_of(person).get(at(story, page)).status_code for person in (ben, *staff)] == [404] * 4
    assert stranger_client.get(at(story, page)).headers["Location"].startswith("/accounts/login/?next=/share/")


def test_what_was_sent_leads_to_where_it_is_and_words_typed_meanwhile_are_shown(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    form = standing_on(client, story, "story")
    actions.send(by=ana, story=story)

    late = client.post(at(story, "story"), form | STORY | {"did": "We bought two desks."})

    assert late.status_code == 409
    assert "We bought two desks." in page_of(late) and "Take it back into your hands to change it" in text_of(late)
    assert {client.get(at(story, page)).headers["Location"] for page in PAGES[:-1]} == {at(story, "sent")}
    actions.open_for(by=build.a_story_moderator(), story=story)
    assert {client.get(at(story, page)).headers.get("Location") for page in PAGES[:-1]} == {story.get_absolute_url()}
    assert words_of(story)["did"] == f"<p>{STORY['did']}</p>"


def test_a_deleted_story_is_gone_from_every_page(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    actions.delete_draft(by=ana, story=story)

    assert [client.get(at(story, page)).status_code for page in PAGES] == [404] * len(PAGES)


# ---------------------------------------------------------------- how much it asks of the database


def queries_of(client: Client, address: str, asked) -> int:
    with asked() as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.fixture
def asked():
    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize("page", ["", "photos", "place", "check"])
def test_a_page_costs_the_same_with_one_photo_and_with_three(client_of, ana, asked, page):
    one, three, client = a_whole_draft(ana), a_whole_draft(ana), client_of(ana)
    for story, colors in ((one, ["teal"]), (three, ["teal", "navy", "gold"])):
        for color in colors:
            a_photo(story, color)
        story.photos.update(alt="A desk.", people="nobody")
    actions.save_part(by=ana, story=three, part=Part.PLACE, words={"milestones": [build.a_milestone(f"Milestone {number}") for number in range(3)]})
    client.get(at(one, page))

    assert queries_of(client, at(one, page), asked) == queries_of(client, at(three, page), asked)


def test_the_start_costs_the_same_with_one_draft_and_with_three(client_of, ana, ben, asked):
    for person, drafts in ((ana, 1), (ben, 3)):
        for _ in range(drafts):
            a_photo(a_whole_draft(person))
    clients = [client_of(ana), client_of(ben)]
    for client in clients:
        client.get("/share/")

    first, second = (queries_of(client, "/share/", asked) for client in clients)

    assert first == second


# ---------------------------------------------------------------- odd input

HUGE = "9" * 25


@pytest.mark.parametrize("address", [f"/share/{HUGE}/", f"/share/{HUGE}/story/", f"/share/{HUGE}/photos/1/", f"/share/{HUGE}/photos/{HUGE}/"])
def test_a_number_that_cannot_be_is_not_found(client_of, ana, address):
    assert client_of(ana).get(address).status_code == 404


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("story", {"title": "De\x00sk"}),
        ("story", {"title": "\u202e\u200b"}),
        ("story", {"edit_number": HUGE}),
        ("story", {"edit_number": "-1\x00", "seen": "\x00"}),
        ("place", {"city": "Tama\x00rack"}),
        ("place", {"us_state": "\x00"}),
        ("place", {"milestones": [HUGE]}),
        ("place", {"functions": [HUGE]}),
        ("place", {"functions": ["\x00"]}),
        ("permission", {"credit": "\x00", "uses": ["\x00", "site"]}),
        ("photos", {f"alt-{HUGE}": "x", "was-1": "\x00"}),
    ],
)
def test_odd_input_is_refused_in_words_or_left_out(client_of, ana, part, typed):
    story, client = a_draft(ana), client_of(ana)

    by_hand = client.post(at(story, part), {"later": "1"} | typed)
    while_typing = client.post(at(story, "keep"), {"part": part} | typed)

    assert {by_hand.status_code, while_typing.status_code} <= {200, 302, 409, 422}
    assert "\x00" not in stored(story).title + stored(story).city


def test_odd_things_done_to_photos(client_of, ana):
    story, client = a_draft(ana), client_of(ana)
    photo = a_photo(story)

    described = client.post(at(story, "photos"), {f"alt-{photo.pk}": "A\x00 desk", f"people-{photo.pk}": "everybody", "later": "1"})
    removed = client.post(at(story, f"photos/{HUGE}/remove"))

    assert (described.status_code, removed.status_code) == (422, 404)
    assert (story.photos.get().people, story.photos.count()) == ("", 1)


def test_only_the_page_with_the_editor_lets_a_style_in_by_its_nonce(client_of, ana):
    story, client = a_draft(ana), client_of(ana)

    policies = {page: client.get(at(story, page)).headers["Content-Security-Policy"] for page in ("story", "place", "photos")}

    nonce = re.search(r"style-src 'self' 'nonce-([\w/+=-]+)'", policies["story"])[1]
    assert [page for page, policy in policies.items() if "nonce" in policy or "unsafe" in policy] == ["story"]
    assert re.search(r"script-src 'self'(;|$)", policies["story"])
    assert nonce not in client.get(at(story, "story")).headers["Content-Security-Policy"]
