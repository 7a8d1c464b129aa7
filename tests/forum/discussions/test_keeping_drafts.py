"""Words are saved while one types, for the one who types."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from forum.discussions import drafts
from forum.discussions.models import Draft, Question
from tests import build
from tests.forum.discussions.words import a_key, begin, check, hidden, page_of, sign_in
from tests.racing import at_once

KEEP = "/ask/keep/"


def keep(client: Client, key: str, **typed: str):
    return client.post(KEEP, {"draft": key, "kind": "question", **typed})


def words(key: str) -> dict:
    return Draft.objects.get(key=key).words


def test_a_members_words_are_saved_and_the_time_is_told(client_of, ana):
    before = timezone.now()
    answer = keep(client_of(ana), key := a_key(), title="Who dri")

    draft = Draft.objects.get()
    assert (str(draft.key), draft.owner, draft.kind, draft.words) == (key, ana, "question", {"title": "Who dri"})
    assert answer.status_code == 200
    assert parse_datetime(answer.json()["saved_at"]) == draft.saved_at >= before


def test_later_words_take_the_place_of_earlier_ones_and_other_fields_stay(client_of, ana):
    client, key = client_of(ana), a_key()
    keep(client, key, title="Who dri", page="7")

    keep(client, key, title="Who drives?", details="We")

    assert words(key) == {"title": "Who drives?", "page": "7", "details": "We"}
    assert Draft.objects.count() == 1


def test_fields_of_no_form_are_not_kept(client_of, ana):
    keep(client_of(ana), key := a_key(), title="Who?", owner="1", csrfmiddlewaretoken="x", password="y")

    assert words(key) == {"title": "Who?"}


def test_a_strangers_words_are_found_by_the_cookie(stranger_client):
    answer = keep(stranger_client, key := a_key(), title="Who dri")

    cookie = answer.cookies["drafts"]
    assert (Draft.objects.get().owner, words(key)) == (None, {"title": "Who dri"})
    assert (cookie["httponly"], cookie["samesite"], int(cookie["max-age"])) == (True, "Lax", 30 * 24 * 60 * 60)
    assert keep(stranger_client, key, title="Who drives?").status_code == 200
    assert words(key) == {"title": "Who drives?"}


def test_a_member_gets_no_cookie(client_of, ana):
    assert "drafts" not in keep(client_of(ana), a_key(), title="Who?").cookies


def test_a_strangers_draft_becomes_the_members_and_no_one_elses(stranger_client, client_of, ana, ben):
    key = begin(stranger_client)
    sign_in(stranger_client, ana.email)
    stranger_client.get(check(key))

    assert Draft.objects.get().owner == ana
    other = client_of(ben)
    other.cookies["drafts"] = stranger_client.cookies["drafts"].value
    assert other.get(check(key)).status_code == 404
    assert Client(HTTP_COOKIE=f"drafts={stranger_client.cookies['drafts'].value}").get(check(key)).status_code == 404


def test_the_cookie_holds_the_ten_newest(stranger_client):
    keys = [a_key() for _ in range(12)]
    for key in keys:
        keep(stranger_client, key, title="Who?")

    assert [keep(stranger_client, key, title="Now").status_code for key in keys[2:]] == [200] * 10
    assert keep(stranger_client, keys[0], title="Now").status_code == 409


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["ben", "stranger", "sam"])
def test_someone_elses_key_is_refused_and_nothing_leaks(client_of, ana, ben, sam, who):
    keep(client_of(ana), key := a_key(), title="Ana's secret words")
    client = Client() if who == "stranger" else client_of({"ben": ben, "sam": sam}[who])

    answer = keep(client, key, title="Mine now")

    assert answer.status_code == 409
    assert "secret" not in answer.content.decode()
    assert "drafts" not in answer.cookies
    assert words(key) == {"title": "Ana's secret words"}
    assert Draft.objects.get().owner == ana


def test_posted_words_are_not_saved_over(client_of, ana):
    client = client_of(ana)
    key = begin(client)
    client.post(check(key))

    answer = keep(client, key, title="Late")

    assert (answer.status_code, answer.json()) == (409, {"error": "These words were posted already."})
    assert words(key) == {}


@pytest.mark.parametrize("typed", [{"draft": ""}, {"draft": "x"}, {"draft": "1" * 40}, {"kind": "story"}, {"kind": ""}, {"kind": "\x00"}])
def test_a_form_without_a_key_or_kind_is_told(client_of, ana, typed):
    answer = client_of(ana).post(KEEP, {"draft": a_key(), "kind": "question", "title": "Who?", **typed})

    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert Draft.objects.count() == 0


def test_more_than_can_be_posted_is_too_much(client_of, ana):
    client, key = client_of(ana), a_key()
    keep(client, key, details="x" * 60_000)

    answer = keep(client, key, details="y" * 60_001)

    assert answer.status_code == 413
    assert "longer than we can keep" in answer.json()["error"]
    assert words(key)["details"] == "x" * 60_000


def test_the_key_of_one_kind_is_no_key_of_another(client_of, ana):
    client, key = client_of(ana), a_key()
    keep(client, key, title="Who?")

    answer = client.post(KEEP, {"draft": key, "kind": "reply", "body": "Ask"})

    assert answer.status_code == 409
    assert words(key) == {"title": "Who?"}


def test_reading_the_address_is_not_allowed(client_of, ana):
    assert client_of(ana).get(KEEP).status_code == 405


def test_odd_characters_are_left_out(client_of, ana):
    client_of(ana).post(KEEP, {"draft": (key := a_key()), "kind": "reply", "body": "Who\x00?", "about": "question:\x001"})

    assert words(key) == {"body": "Who?"}
    assert Draft.objects.get().about == "question:1"


def test_new_drafts_are_counted_so_that_nobody_fills_the_disk(stranger_client, settings, monkeypatch):
    monkeypatch.setattr(drafts, "NEW_DRAFTS", {"most": 3, "seconds": 600})

    answers = [keep(stranger_client, a_key(), title="Who?") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert int(answers[3].headers["Retry-After"]) > 0
    assert Draft.objects.count() == 3


def test_saving_again_is_not_counted(stranger_client, monkeypatch):
    monkeypatch.setattr(drafts, "NEW_DRAFTS", {"most": 1, "seconds": 600})
    key = a_key()

    assert [keep(stranger_client, key, title=f"Who {n}?").status_code for n in range(5)] == [200] * 5


# ---------------------------------------------------------------- two windows, old drafts


def test_of_two_windows_the_newer_time_is_on_the_page(client_of, ana):
    """The page says when the server saved what it shows; the script compares that with the device's copy and offers the other."""
    client, question = client_of(ana), build.a_question(build.a_member("Gus Weber"))
    form = client.get(f"/questions/{question.pk}/reply/")
    key, about = hidden(form, "draft"), hidden(form, "about")
    for said in ("From the phone", "From the desk"):
        client.post(KEEP, {"draft": key, "kind": "reply", "about": about, "body": said})

    again = client.get(f"/questions/{question.pk}/reply/")

    saved_at = timezone.localtime(Draft.objects.get().saved_at).isoformat()
    assert f'data-saved-at="{saved_at}"' in page_of(again)
    assert "From the desk" in page_of(again)
    assert "Draft saved at" in page_of(again)


def test_saves_at_once_make_one_draft_and_lose_no_field(transactional_db, client_of):
    ana, key = build.a_member(), a_key()
    client = client_of(ana)
    start = threading.Event()

    def save(field: str):
        window = Client()
        window.cookies["sessionid"] = client.cookies["sessionid"].value
        start.wait(0.1)
        return keep(window, key, **{field: f"my {field}"}).status_code

    fields = ("title", "details", "where", "page")
    answers = at_once(*[lambda field=field: save(field) for field in fields])

    assert answers == [200] * 4
    assert words(key) == {field: f"my {field}" for field in fields}


def test_drafts_that_nobody_can_find_are_forgotten_after_a_month(client_of, stranger_client, ana):
    begin(stranger_client)
    posted, unposted = begin(client_of(ana)), begin(client_of(ana))
    client_of(ana).post(check(posted))
    assert drafts.forget_the_old() == 0
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))

    assert drafts.forget_the_old() == 2
    assert str(Draft.objects.get().key) == unposted
    assert Question.objects.count() == 1
