"""Words of a story are saved while one types. Two windows, a lost session, another device: nothing is lost, nothing is pasted over."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from forum.discussions.models import Draft
from forum.stories import actions
from forum.stories.models import Submission
from tests import build
from tests.forum.discussions.words import page_of, sign_in, text_of
from tests.forum.stories.writing import STORY, TITLE, a_draft, a_photo, a_whole_draft, at, save, standing_on, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(ana) -> Submission:
    return a_draft(ana)


def keep(client: Client, story: Submission, form: dict, **typed):
    return client.post(at(story, "keep"), form | typed)


# ---------------------------------------------------------------- while typing


def test_words_are_saved_and_the_next_save_knows_it(client_of, ana, story):
    client = client_of(ana)
    form, before = standing_on(client, story, "story"), timezone.now()

    first = keep(client, story, form, title="The att", going_on="By October")
    second = keep(client, story, form | first.json()["fields"], title=TITLE, going_on="By October we")

    assert [first.status_code, second.status_code] == [200, 200]
    assert parse_datetime(second.json()["saved_at"]) == stored(story).saved_at > before
    assert (stored(story).title, stored(story).going_on) == (TITLE, "<p>By October we</p>")
    assert second.json()["fields"]["edit_number"] == stored(story).edit_number == 2


def test_another_device_goes_on_where_this_one_stopped(client_of, ana, story):
    keep(client_of(ana), story, standing_on(client_of(ana), story, "story"), title=TITLE, did="We put one")

    page = client_of(ana).get(at(story, "story"))

    assert TITLE in page_of(page) and "We put one" in page_of(page)
    assert f'data-saved-at="{timezone.localtime(stored(story).saved_at).isoformat()}"' in page_of(page)
    assert "Draft saved at" in text_of(page)


def test_each_part_is_kept(client_of, ana, story):
    client, milestone, photo = client_of(ana), build.a_milestone(), a_photo(story)

    place = keep(client, story, {"part": "place"}, city="Tamarack County", us_state="WI", milestones=[milestone.pk])
    permission = keep(client, story, {"part": "permission"}, credit="none", uses=["print"])
    photos = keep(client, story, {"part": "photos"}, **{f"alt-{photo.pk}": "A desk."})

    assert [place.status_code, permission.status_code, photos.status_code] == [200, 200, 200]
    assert (stored(story).city, stored(story).credit, stored(story).uses, story.photos.get().alt) == ("Tamarack County", "none", ["print"], "A desk.")
    assert list(photos.json()["fields"]) == [f"was-{photo.pk}"]


def test_what_cannot_be_kept_is_said_and_the_rest_is_kept(client_of, ana, story):
    client = client_of(ana)

    answer = keep(client, story, standing_on(client, story, "story"), title="x" * 141, did="We put one desk.")

    assert (answer.status_code, answer.json()["error"]) == (422, "Shorten the title to 140 characters")
    assert (stored(story).title, stored(story).did) == ("", "<p>We put one desk.</p>")


def test_saving_asks_who_one_is(client_of, ana, ben, story):
    form = standing_on(client_of(ana), story, "story")

    answers = [keep(Client(), story, form, title="Mine"), keep(client_of(ben), story, form, title="Mine"), keep(client_of(build.an_administrator()), story, form, title="Mine")]

    assert [answer.status_code for answer in answers] == [401, 404, 404]
    assert [list(answer.json()) for answer in answers] == [["error"]] * 3
    assert stored(story).title == ""
    assert client_of(ana).get(at(story, "keep")).status_code == 405


@pytest.mark.parametrize("part", ["", "check", "x", "\x00"])
def test_a_form_without_a_part_is_told(client_of, ana, story, part):
    assert keep(client_of(ana), story, {"part": part}, title="Mine").status_code == 404


def test_what_was_sent_or_is_paused_is_not_saved_over(client_of, ana):
    story, client = a_whole_draft(ana), client_of(ana)
    form = standing_on(client, story, "story") | STORY
    User.objects.update(silenced_until=timezone.now() + timezone.timedelta(days=1))
    paused = keep(client, story, form, title="Late")
    User.objects.update(silenced_until=None)
    actions.send(by=User.objects.get(pk=ana.pk), story=story)

    sent = keep(client, story, form, title="Late")

    assert [paused.status_code, sent.status_code] == [409, 409]
    assert stored(story).title == TITLE


# ---------------------------------------------------------------- two windows


def test_the_second_window_sees_both_versions_and_decides(client_of, ana, story):
    client = client_of(ana)
    phone, desk = standing_on(client, story, "story"), standing_on(client, story, "story")
    client.post(at(story, "story"), phone | STORY)

    overtaken = client.post(at(story, "story"), desk | STORY | {"did": "We put two desks in the office."})

    assert overtaken.status_code == 409 and "<title>Error:" in page_of(overtaken)
    assert "Both versions are below" in text_of(overtaken)
    compared = overtaken.context["versions"]
    assert [version["label"] for version in compared] == ["What did you do?"]
    assert ["".join(piece.words for piece in compared[0][side]["pieces"]) for side in ("before", "after")] == [STORY["did"], "We put two desks in the office."]
    assert overtaken.context["form"]["did"].value().words == "We put two desks in the office."
    assert stored(story).did == "<p>We put <strong>one</strong> desk in the office.</p>"

    again = {"edit_number": overtaken.context["story"].edit_number, "seen": overtaken.context["form"].seen, "part": "story"}
    assert client.post(at(story, "story"), again | STORY | {"did": "We put two desks in the office."}).status_code == 302
    assert stored(story).did == "<p>We put two desks in the office.</p>"


def test_a_save_while_typing_in_an_older_window_is_told(client_of, ana, story):
    client = client_of(ana)
    phone, desk = standing_on(client, story, "story"), standing_on(client, story, "story")
    keep(client, story, phone, title="From the phone")

    answer = keep(client, story, desk, title="From the desk")

    assert answer.status_code == 409 and "another window" in answer.json()["error"]
    assert stored(story).title == "From the phone"


def test_windows_with_different_parts_do_not_disturb_each_other(client_of, ana, story):
    client = client_of(ana)
    words, place = standing_on(client, story, "story"), standing_on(client, story, "place")
    client.post(at(story, "story"), words | STORY)

    answer = client.post(at(story, "place"), place | {"city": "Tamarack County", "us_state": "WI", "milestones": [build.a_milestone().pk]})

    assert answer.status_code == 302
    assert (stored(story).city, stored(story).title) == ("Tamarack County", TITLE)


def test_the_same_words_from_an_older_window_are_no_other_version(client_of, ana, story):
    """The answer to a save was lost on its way: the window does not know that it was saved."""
    client = client_of(ana)
    form = standing_on(client, story, "story")
    keep(client, story, form, **STORY)

    assert client.post(at(story, "story"), form | STORY).status_code == 302


# ---------------------------------------------------------------- a lost session


@pytest.mark.parametrize(("part", "typed", "shown"), [("story", STORY, "We put **one** desk"), ("place", {"city": "Tamarack County", "us_state": "WI"}, 'value="Tamarack County"')])
def test_signed_out_while_writing_the_words_are_there_after_signing_in(client_of, ana, story, part, typed, shown):
    client = client_of(ana)
    form = standing_on(client, story, part)
    client.post("/accounts/logout/")

    press = client.post(at(story, part), form | typed)
    assert press.headers["Location"] == f"/accounts/login/?next={at(story, part)}"
    assert "Your words are safe." in text_of(client.get(press.headers["Location"]))
    assert stored(story).edit_number == 0
    back = sign_in(client, ana.email, come_back=at(story, part))
    page = client.get(back.headers["Location"])

    assert "You were signed out while you were writing" in text_of(page) and shown in page_of(page)
    save(client, story, part, **typed, later="1")
    assert stored(story).edit_number == 1
    assert "You were signed out" not in text_of(client.get(at(story, part)))
    assert Draft.objects.count() == 0


def test_what_the_editor_sent_comes_back_with_its_marks(client_of, ana, story):
    client = Client()
    client.post(at(story, "story"), {"written_with": "rich", "title": TITLE, "did": "<div>One <strong>desk</strong></div>", "going_on": "", "changed": ""})

    sign_in(client, ana.email, come_back=at(story, "story"))
    page = client.get(at(story, "story"))

    assert 'data-rich="<p>One <strong>desk</strong></p>"' in page_of(page)
    assert "One **desk**</textarea>" in page_of(page)


def test_words_held_for_someone_else_are_shown_to_nobody(client_of, ana, ben, story):
    Client().post(at(story, "story"), STORY | {"title": "A stranger's words"})

    assert "stranger" not in page_of(client_of(ana).get(at(story, "story")))
    assert client_of(ben).get(at(story, "story")).status_code == 404


def test_more_than_can_be_held_is_shown_to_be_copied(story):
    answer = Client().post(at(story, "story"), STORY | {"did": "word " * 13_000})

    assert answer.status_code == 403
    assert "word word" in page_of(answer) and "You were signed out" in text_of(answer)
    assert f'href="{at(story, "story")}"' in page_of(answer)


def test_a_form_with_a_stale_token_shows_the_words(ana, story):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)

    answer = client.post(at(story, "story"), STORY)

    assert answer.status_code == 403
    for words in STORY.values():
        assert " ".join(words.split()) in page_of(answer)
