"""How many words and how many drafts are kept, for how long; and what one reads when a draft cannot be kept."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from forum.discussions import drafts
from forum.discussions.models import Draft, PostState, Question
from tests import build
from tests.forum.discussions.words import a_key, begin, page_of, text_of
from tests.house import sources
from tests.house.test_settings import PRODUCTION

KEEP = "/ask/keep/"
NOT_SAVED = "That was a lot in a short time, so this is not saved yet. Your words are still here"


def keep(client: Client, key: str, **typed: str):
    return client.post(KEEP, {"draft": key, "kind": "question", **typed})


def a_draft(owner: User | None, *, days: int = 0, **fields) -> Draft:
    saved_at = timezone.now() - timedelta(days=days)
    return Draft.objects.create(kind="question", owner=owner, words={"title": "Who?"}, saved_at=saved_at, **fields)


@pytest.fixture
def no_more_drafts(monkeypatch) -> None:
    monkeypatch.setattr(drafts, "NEW_DRAFTS", {"most": 0, "seconds": 600})


# ---------------------------------------------------------------- how long, how many, until when


def test_words_are_measured_with_those_kept_before(client_of, ana):
    client, key = client_of(ana), a_key()
    keep(client, key, details="x" * 59_990, title="Who?")

    answers = [keep(client, key, **{name: "y" * 6}).status_code for name in ("page", "passage")]

    assert answers == [200, 413]
    assert Draft.objects.get().words == {"details": "x" * 59_990, "title": "Who?", "page": "y" * 6}


def test_a_title_that_is_too_much_with_the_details_is_said(client_of, ana):
    client, key = client_of(ana), a_key()
    keep(client, key, details="x" * 59_990)

    answer = client.post("/ask/", {"draft": key, "kind": "question", "title": "Who drives on Saturdays?"})

    assert answer.status_code == 422
    assert "This is longer than we can keep. Shorten it, or send it in two parts." in text_of(answer)
    assert "Who drives on Saturdays?" in page_of(answer)


def test_of_a_members_open_drafts_the_newest_fifty_stay(client_of, ana, ben):
    old = [a_draft(ana, days=60 - n) for n in range(50)]
    posted = a_draft(ana, days=90, posted_question=build.a_question(ana))
    other = a_draft(ben, days=90)

    keep(client_of(ana), key := a_key(), title="Where?")

    stays = {str(draft.key) for draft in (*old[1:], posted, other)}
    assert {str(kept) for kept in Draft.objects.values_list("key", flat=True)} == stays | {key}


def test_replies_that_come_too_often_fill_nothing(client_of, ana, ben, monkeypatch):
    monkeypatch.setattr("forum.discussions.limits.POSTS_PER_MEMBER", {"most": 0, "seconds": 600})
    monkeypatch.setattr(drafts, "OPEN_AT_MOST", 3)
    question, client = build.a_question(ana), client_of(ben)

    answers = [client.post(f"/questions/{question.pk}/reply/", {"draft": a_key(), "body": f"Reply {n}"}) for n in range(5)]

    assert [answer.status_code for answer in answers] == [429] * 5
    assert [draft.words["body"] for draft in Draft.objects.order_by("saved_at")] == ["Reply 2", "Reply 3", "Reply 4"]


def test_drafts_of_a_silenced_member_are_counted(client_of, ana, ben, no_more_drafts):
    User.objects.filter(pk=ben.pk).update(silenced_until=timezone.now() + timedelta(days=3))
    question = build.a_question(ana)

    answer = client_of(ben).post(f"/questions/{question.pk}/reply/", {"draft": a_key(), "body": "Ask the librarian"})

    assert answer.status_code == 429
    assert Draft.objects.count() == 0


def test_a_member_finds_a_draft_for_a_year_and_a_stranger_for_a_month(ana):
    kept = [a_draft(ana, days=364), a_draft(None, days=29)]
    for owner, days in ((ana, 366), (None, 31)):
        a_draft(owner, days=days)

    assert drafts.forget_the_old() == 2
    assert set(Draft.objects.all()) == set(kept)


# ---------------------------------------------------------------- when a draft cannot be kept, nothing typed is lost


def said(answer) -> tuple[int, bool, bool]:
    return answer.status_code, NOT_SAVED in text_of(answer), int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_too_many_drafts_in_the_form_for_asking(client_of, ana, who, no_more_drafts):
    client = client_of(ana) if who == "ana" else Client()

    answer = client.post("/ask/", {"draft": (key := a_key()), "kind": "question", "title": "Who drives on Saturdays?"})

    assert said(answer) == (429, True, True)
    assert "Who drives on Saturdays?</textarea>" in page_of(answer)
    assert key in page_of(answer)


def test_too_many_drafts_in_the_form_for_details(client_of, ana, monkeypatch):
    client = client_of(ana)
    key = begin(client)
    monkeypatch.setattr(drafts, "NEW_DRAFTS", {"most": 0, "seconds": 600})
    monkeypatch.setattr(drafts, "_save", lambda *draft_and_words: None)  # thrown away a moment ago

    answer = client.post(f"/ask/{key}/details/", {"draft": key, "details": "We have two vans.", "where": "here", "other_page": ""})

    assert said(answer) == (429, True, True)
    assert "We have two vans.</textarea>" in page_of(answer)


@pytest.mark.parametrize("who", ["ben", "stranger"])
def test_too_many_drafts_in_the_form_for_replying(client_of, ana, ben, who, no_more_drafts):
    client = client_of(ben) if who == "ben" else Client()
    question = build.a_question(ana)
    words = {"draft": a_key(), "body": "Ask the librarian " + "x" * (30_000 if who == "ben" else 0)}

    answer = client.post(f"/questions/{question.pk}/reply/", words)

    assert said(answer) == (429, True, True)
    assert f"{words['body']}</textarea>" in page_of(answer)


def test_too_many_drafts_in_the_form_for_changing(client_of, ana, no_more_drafts):
    question = build.a_question(ana)
    Question.objects.filter(pk=question.pk).update(state=PostState.WAITING)

    answer = client_of(ana).post(f"/questions/{question.pk}/edit/", {"draft": a_key(), "title": "Who walks?", "body": "On foot."})

    assert said(answer) == (429, True, True)
    assert "Who walks?</textarea>" in page_of(answer)
    assert "On foot.</textarea>" in page_of(answer)


# ---------------------------------------------------------------- a row thrown away in between


@pytest.mark.parametrize("kind", ["question", "edit"])
def test_words_are_kept_when_their_row_was_thrown_away_in_between(ana, kind):
    request = RequestFactory().post(KEEP)
    request.user = ana
    found = Draft.objects.create(kind=kind, owner=ana, words={"title": "Who?"})
    Draft.objects.all().delete()

    kept = drafts.keep(request, key=found.key, kind=kind, about="", words={"body": "We"}, found=(found,))

    assert kept.words == {"title": "Who?", "body": "We"}
    assert Draft.objects.get() == kept


# ---------------------------------------------------------------- the cookie


def test_on_the_public_site_the_cookie_belongs_to_this_host_alone(settings, client_of, ana):
    settings.DRAFTS_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-drafts", True
    client = Client()

    cookie = keep(client, key := a_key(), title="Who?").cookies["__Host-drafts"]
    again = keep(client, key, title="Where?")
    out = client_of(ana).post("/accounts/logout/").cookies["__Host-drafts"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert again.status_code == 200
    assert (out.value, out["max-age"], out["secure"]) == ("", 0, True)


def test_production_names_the_cookie_so():
    name = "import django.conf; print(django.conf.settings.DRAFTS_COOKIE_NAME)"
    told = subprocess.run([sys.executable, "-c", name], cwd=sources.ROOT, env=os.environ | PRODUCTION, capture_output=True, text=True)

    assert told.stdout.strip() == "__Host-drafts", told.stderr


# ---------------------------------------------------------------- a pause


def test_nobody_chooses_an_answer_while_a_pause_lasts(client_of, ana, ben):
    question = build.a_question(ana)
    reply = build.a_reply(question, ben)
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    answer = client_of(ana).post(f"/questions/{question.pk}/replies/{reply.number}/choose/", {"instead_of": ""})

    question.refresh_from_db()
    assert (answer.status_code, question.answer) == (403, None)
    assert "Coalition staff have asked you to pause" in text_of(answer)
    assert "Choose as the answer" not in text_of(client_of(ana).get(question.get_absolute_url()))
