"""One draft in two windows: the later save is never silently taken, and nothing typed in either is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.discussions.models import Draft, Question, Reply
from tests import build
from tests.forum.discussions.words import begin, hidden, page_of, text_of

KEEP = "/ask/keep/"
PHONE, DESK = "Who drives on Saturdays, from the phone?", "Who drives on Saturdays, from the desk?"


def fields(form, *more: str) -> dict[str, str]:
    return {name: hidden(form, name) for name in ("draft", "kind", "seen", *more)}


@pytest.fixture
def windows(client_of, ana):
    """Step 1 of one draft, opened twice; the phone has saved since."""
    client = client_of(ana)
    key = begin(client)
    phone, desk = (fields(client.get(f"/ask/?draft={key}"), "page", "passage") for _ in range(2))
    client.post(KEEP, phone | {"title": PHONE})
    return client, phone, desk


def test_the_later_window_is_shown_the_other_words_and_saves_nothing(windows):
    client, _phone, desk = windows

    told = client.post(KEEP, desk | {"title": DESK})

    assert told.status_code == 409
    assert told.json()["other"] == {"title": PHONE}
    assert "This was changed in another window" in told.json()["error"]
    assert Draft.objects.get().words["title"] == PHONE


def test_once_it_has_seen_them_it_may_keep_its_own(windows):
    client, _phone, desk = windows
    told = client.post(KEEP, desk | {"title": DESK}).json()

    saved = client.post(KEEP, desk | {"title": DESK, "seen": told["seen"]})

    assert saved.status_code == 200
    assert Draft.objects.get().words["title"] == DESK


def test_without_script_the_press_shows_both_and_the_next_one_chooses(windows):
    client, _phone, desk = windows

    press = client.post("/ask/", desk | {"title": DESK})
    again = client.post("/ask/", fields(press, "page", "passage") | {"title": DESK})

    assert press.status_code == 409
    assert "Both versions are here" in text_of(press)
    assert f"readonly>{PHONE}</textarea>" in page_of(press) and f"{DESK}</textarea>" in page_of(press)
    assert again.status_code == 302
    assert Draft.objects.get().words["title"] == DESK


def test_a_window_goes_on_with_what_it_saved_itself(windows):
    client, phone, _desk = windows
    told = client.post(KEEP, phone | {"title": PHONE}).json()  # the same words again: an answer was lost

    saved = client.post(KEEP, phone | told["fields"] | {"title": f"{PHONE} And back?"})

    assert saved.status_code == 200
    assert saved.json()["address"] == f"/ask/?draft={phone['draft']}"


def test_another_step_of_the_same_draft_is_no_other_version(windows):
    client, phone, _desk = windows
    details = client.get(f"/ask/{phone['draft']}/details/")

    press = client.post(f"/ask/{phone['draft']}/details/", fields(details) | {"details": "We have two vans.", "where": "here"})

    assert press.headers["Location"] == f"/ask/{phone['draft']}/check/"
    assert Draft.objects.get().words["title"] == PHONE


def test_details_that_another_window_changed_are_shown_too(windows):
    client, phone, _desk = windows
    address = f"/ask/{phone['draft']}/details/"
    first, second = client.get(address), client.get(address)
    client.post(address, fields(first) | {"details": "Three vans by now.", "where": "here"})

    press = client.post(address, fields(second) | {"details": "We sold the van.", "where": "here"})

    assert press.status_code == 409
    assert "readonly>Three vans by now.</textarea>" in page_of(press) and "We sold the van.</textarea>" in page_of(press)
    assert Draft.objects.get().words["details"] == "Three vans by now."


def test_a_reply_is_not_posted_over_the_other_windows_words(client_of, ben):
    client, question = client_of(ben), build.a_question(build.a_member("Gus Weber"))
    address = f"/questions/{question.pk}/reply/"
    client.post(KEEP, fields(client.get(address), "about") | {"body": "Begun."})
    phone, desk = (fields(client.get(address), "about") for _ in range(2))
    client.post(KEEP, phone | {"body": "From the phone."})

    press = client.post(address, desk | {"body": "From the desk."})
    assert (press.status_code, Reply.objects.count()) == (409, 0)
    assert "readonly>From the phone.</textarea>" in page_of(press) and "From the desk.</textarea>" in page_of(press)

    client.post(address, fields(press, "about") | {"body": "From the desk."})
    assert Reply.objects.get().body == "<p>From the desk.</p>"


def test_an_edit_neither(client_of, newcomer):
    client, question = client_of(newcomer), build.a_question(newcomer)
    address = f"/questions/{question.pk}/edit/"
    client.post(KEEP, fields(client.get(address), "about") | {"title": "Begun", "body": "Begun."})
    phone, desk = (fields(client.get(address), "about") for _ in range(2))
    client.post(KEEP, phone | {"title": PHONE, "body": "Phone."})

    press = client.post(address, desk | {"title": DESK, "body": "Desk."})

    assert press.status_code == 409
    assert f"readonly>{PHONE}</textarea>" in page_of(press) and "readonly>Phone.</textarea>" in page_of(press)
    assert Question.objects.get().title == question.title


# ---------------------------------------------------------------- leaving, and coming back


def test_save_and_come_back_later_leads_back_and_keeps_the_words(stranger_client):
    milestone = build.a_milestone()
    form = stranger_client.get("/ask/", {"page": milestone.pk})

    left = stranger_client.post("/ask/", fields(form, "page", "passage") | {"title": "Who dri", "later": "1"})
    again = stranger_client.get("/ask/", {"page": milestone.pk})

    assert left.headers["Location"] == milestone.url
    assert "You began to ask: “Who dri”" in text_of(again)


def test_so_does_the_second_step_and_without_a_page_to_the_drafts(client_of, ana):
    client = client_of(ana)
    first = client.post("/ask/", {"title": "Who drives?"})
    address = first.headers["Location"]

    left = client.post(address, {"details": "We have one van.", "later": "1"})

    assert left.headers["Location"] == "/my/questions/"
    assert Draft.objects.get().words["details"] == "We have one van."


def test_step_one_says_when_the_server_saved_what_it_shows(windows):
    client, phone, _desk = windows

    page = page_of(client.get(f"/ask/?draft={phone['draft']}"))

    assert f'data-keep="ask-title-{phone["draft"]}" data-saved-at="2' in page
    assert PHONE in page
    assert f'data-begun="{phone["draft"]}"' in page_of(client.get("/ask/"))


def test_nobody_reads_another_persons_version(windows):
    _client, _phone, desk = windows

    told = Client().post(KEEP, desk | {"title": DESK})

    assert told.status_code == 409
    assert PHONE not in told.content.decode()
