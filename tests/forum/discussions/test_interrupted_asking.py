"""What may happen while somebody asks: nothing typed is lost, and nothing is asked twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forum.discussions.models import Draft, Question
from tests import build
from tests.forum.discussions.test_asking import TITLE, what_stands
from tests.forum.discussions.words import begin, check, hidden, page_of, text_of
from tests.racing import at_once


@pytest.fixture
def milestone(db):
    return build.a_milestone(prompts=["Reach out", "Keep trying"])


def test_a_closed_browser_finds_the_words_by_the_cookie_alone(stranger_client, milestone):
    begin(stranger_client, page=milestone)
    opened_again = Client()
    opened_again.cookies["drafts"] = stranger_client.cookies["drafts"].value

    start = opened_again.get("/ask/")
    key = start.context["begun"].key

    assert f"You began to ask: “{TITLE}”" in text_of(start)
    assert "We have one van." in text_of(opened_again.get(check(str(key))))


def test_a_member_is_shown_what_they_began_on_another_device(client_of, ana, milestone):
    begin(client_of(ana), page=milestone)

    assert f"You began to ask: “{TITLE}”" in text_of(client_of(ana).get("/ask/"))
    assert TITLE in text_of(client_of(ana).get("/my/questions/"))


def test_nobody_else_is_shown_it(stranger_client, client_of, ana, ben, milestone):
    key = begin(client_of(ana), page=milestone)

    for client in (client_of(ben), stranger_client):
        assert "You began to ask" not in text_of(client.get("/ask/"))
        assert [client.get(address).status_code for address in (f"/ask/{key}/details/", check(key))] == [404, 404]
        assert TITLE not in page_of(client.get(f"/ask/?draft={key}"))


def test_a_forged_cookie_opens_nothing(client_of, stranger_client, milestone):
    key = begin(stranger_client, page=milestone)
    thief, signed = Client(), stranger_client.cookies["drafts"].value
    for forged in (key, f'["{key}"]', signed[:-1] + ("B" if signed.endswith("A") else "A"), "", "\x80"):
        thief.cookies["drafts"] = forged
        assert thief.get(check(key)).status_code == 404


@pytest.mark.parametrize("shown", ["name", "alias"])
def test_what_was_thrown_away_at_the_moment_of_posting_is_posted(client_of, ana, milestone, monkeypatch, shown):
    client = client_of(ana)
    key = begin(client, page=milestone)
    client.post(f"/ask/{key}/details/", {"draft": key, "kind": "question", "details": "We have one van.", "where": "here", "shown": shown})
    seen = text_of(client.get(check(key)))
    monkeypatch.setattr("forum.discussions.views.asking.count_a_post", lambda request: Draft.objects.all().delete())

    client.post(check(key))

    asked = Question.objects.get()
    assert asked.title == TITLE and bool(asked.alias) == (shown == "alias") and (not asked.alias or asked.author.shown_name in seen)


def test_a_second_press_asks_once_and_shows_the_same_page(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone)

    first, second = client.post(check(key)), client.post(check(key))

    assert Question.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"] == f"/ask/posted/{Question.objects.get().pk}/"
    for address in (f"/ask/?draft={key}", f"/ask/{key}/details/", check(key)):
        assert client.get(address).headers["Location"] == first.headers["Location"]
    assert client.post("/ask/", {"draft": key, "title": TITLE}).headers["Location"] == first.headers["Location"]


def test_four_presses_at_once_ask_once(transactional_db, client_of):
    milestone, ana = build.a_milestone(), build.a_member()
    client = client_of(ana)
    key = begin(client, page=milestone)

    def press() -> str:
        window = Client()
        window.cookies["sessionid"] = client.cookies["sessionid"].value
        return window.post(check(key)).headers["Location"]

    where = at_once(*[press] * 4)

    assert where == [f"/ask/posted/{Question.objects.get().pk}/"] * 4
    assert Draft.objects.get().words == {}


@pytest.mark.parametrize("goes", ["deleted", "unpublished"])
def test_a_page_that_goes_meanwhile_is_said_and_nothing_is_lost(client_of, ana, milestone, goes):
    client = client_of(ana)
    key = begin(client, page=milestone, passage=milestone.body[0].id)
    milestone.delete() if goes == "deleted" else milestone.unpublish()

    press = client.post(check(key))
    assert press.status_code == 422
    assert "That page is not there any more. Choose where your question should appear" in text_of(press)
    assert "We have one van." in page_of(press) and TITLE in text_of(press)
    assert Question.objects.count() == 0

    client.post(f"/ask/{key}/details/", {"details": "We have one van.", "where": "unsure"})
    client.post(check(key))
    assert what_stands(Question.objects.get())["body"] == "<p>We have one van.</p>"


def test_a_chosen_page_that_goes_meanwhile_is_said_too(client_of, ana, milestone):
    other, client = build.a_milestone("Share the work"), client_of(ana)
    key = begin(client, page=milestone)
    client.post(f"/ask/{key}/details/", {"details": "We have one van.", "where": "other", "other_page": other.pk})
    other.delete()

    press = client.post(check(key))

    assert press.status_code == 422
    assert press.context["form"].errors == {"other_page": ["That page is not there any more. Choose where your question should appear"]}


def test_a_heading_that_goes_meanwhile_leaves_the_page(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone, passage=milestone.body[0].id)
    del milestone.body[0]
    milestone.save_revision().publish()

    client.post(check(key))

    question = Question.objects.get()
    assert (question.page_id, question.passage, question.passage_heading) == (milestone.pk, "", "")


def test_signed_out_while_writing_the_words_go_along(client_of, ana, milestone):
    """The form still names the member's draft; the session is over."""
    client = client_of(ana)
    form = client.get("/ask/", {"page": milestone.pk})
    client.post("/ask/keep/", {"draft": hidden(form, "draft"), "kind": "question", "title": "Who dri"})
    client.post("/accounts/logout/")

    first = client.post("/ask/", {"draft": hidden(form, "draft"), "kind": "question", "title": TITLE, "page": milestone.pk})
    key = first.headers["Location"].split("/")[2]

    assert first.status_code == 302
    assert key != hidden(form, "draft")
    assert TITLE in text_of(client.get(first.headers["Location"]))
    assert Draft.objects.get(key=hidden(form, "draft")).words["title"] == "Who dri"


def test_a_press_before_the_cookie_arrived_loses_nothing(milestone):
    """The draft was saved while the person pressed; the answer with the cookie never arrived."""
    key = hidden(Client().get("/ask/"), "draft")
    Client().post("/ask/keep/", {"draft": key, "kind": "question", "title": "Who dri"})
    client = Client()

    first = client.post("/ask/", {"draft": key, "kind": "question", "title": TITLE, "page": milestone.pk})

    assert TITLE in text_of(client.get(first.headers["Location"]))


def test_a_pause_keeps_the_words(client_of, ana, milestone):
    client = client_of(ana)
    key = begin(client, page=milestone)
    User.objects.update(silenced_until=timezone.now() + timedelta(days=2))

    press = client.post(check(key))

    assert press.status_code == 403
    assert "your words are kept as a draft" in text_of(press)
    assert Question.objects.count() == 0
    assert "We have one van." in text_of(client.get(check(key)))


def test_too_many_posts_wait_with_a_link_to_the_draft(client_of, ana, milestone):
    client = client_of(ana)
    for _ in range(20):
        client.post(check(begin(client, page=milestone)))
    key = begin(client, page=milestone, title="The twenty-first")

    press = client.post(check(key))

    assert press.status_code == 429
    assert 1 <= int(press.headers["Retry-After"]) <= 601
    assert "What you wrote is saved as a draft." in text_of(press)
    assert f'href="{check(key)}"' in page_of(press)
    assert Question.objects.count() == 20
    assert "The twenty-first" in text_of(client.get(check(key)))


def test_staff_are_not_counted(client_of, sam, milestone):
    client = client_of(sam)

    presses = [client.post(check(begin(client, page=milestone))).status_code for _ in range(21)]

    assert presses == [302] * 21
