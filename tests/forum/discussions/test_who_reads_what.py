"""Every state of a post × everyone: who reads it, where it is listed, and what stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from forum.discussions import actions
from forum.discussions.models import PostState, Question, Reply
from forum.discussions.rights import may_read
from tests import build
from tests.forum.discussions.trees import Page
from tests.forum.discussions.words import page_of, text_of

ROLES = ("stranger", "newcomer", "author", "member", "silenced", "moderator", "story_moderator", "editor", "administrator")
EVERYONE = {*ROLES}
AUTHOR_AND_STAFF = {"author", "moderator", "administrator"}
STAFF = {"moderator", "administrator"}

QUESTIONS = {"visible": EVERYONE, "waiting": AUTHOR_AND_STAFF, "declined": AUTHOR_AND_STAFF, "hidden": AUTHOR_AND_STAFF, "withdrawn": set()}
# whether a visible reply stands under it: then others see that something was there
REPLIES = {
    ("visible", False): EVERYONE,
    ("waiting", False): AUTHOR_AND_STAFF,
    ("declined", False): AUTHOR_AND_STAFF,
    ("hidden", False): AUTHOR_AND_STAFF,
    ("withdrawn", False): set(),
    ("visible", True): EVERYONE,
    ("hidden", True): AUTHOR_AND_STAFF,
    ("withdrawn", True): set(),
}
WORDS = "Nobody but us has the key."


@pytest.fixture
def people(db) -> dict:
    return {
        "stranger": None,
        "newcomer": build.a_newcomer("Nell Ash"),
        "author": build.a_member("Ana Ruiz"),
        "member": build.a_member("Ben Okafor"),
        "silenced": build.a_member("Lou Park", silenced_until=timezone.now() + timedelta(days=3)),
        "moderator": build.a_moderator(),
        "story_moderator": build.a_story_moderator(),
        "editor": build.an_editor(),
        "administrator": build.an_administrator(),
    }


def client_for(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def who(people: dict, sees: Callable[[Client], bool]) -> set[str]:
    return {role for role, person in people.items() if sees(client_for(person))}


def a_question_that_is(state: str, people: dict) -> Question:
    question = build.a_question(people["author"], title="Who has the key?", body=f"<p>{WORDS}</p>")
    return in_state(question, state)


def in_state(post, state: str):
    """Through what really happens to posts."""
    if state in ("waiting", "declined"):
        actions.take_away(post, to=PostState.WAITING, expected=("visible",))
    if state == "declined":
        actions.take_away(post, to=PostState.DECLINED, expected=("waiting",), reason="Leave the name out.")
    if state == "hidden":
        actions.take_away(post, to=PostState.HIDDEN, expected=("visible",), reason="A child is named.")
    if state == "withdrawn":
        actions.withdraw(by=post.author, post=post)
    return type(post).objects.get(pk=post.pk)


@pytest.mark.parametrize("state", QUESTIONS)
def test_who_reads_a_question(people, state):
    question = a_question_that_is(state, people)

    def reads(client: Client) -> bool:
        answer = client.get(question.get_absolute_url())
        assert (answer.status_code == 200) == (WORDS in page_of(answer))
        return answer.status_code == 200

    assert who(people, reads) == QUESTIONS[state]
    assert {role for role, person in people.items() if may_read(person, question.pk, None)} == QUESTIONS[state]
    assert {role for role, person in people.items() if Question.objects.visible_to(person or AnonymousUser()).exists()} == QUESTIONS[state]


@pytest.mark.parametrize("state", QUESTIONS)
def test_a_question_is_listed_only_while_it_is_visible(people, state):
    question = a_question_that_is(state, people)
    expected = EVERYONE if state == "visible" else set()

    for address in ("/questions/", "/questions/?show=waiting", f"/questions/?page={question.page_id}", question.page.url):
        assert who(people, lambda client, address=address: question.title in text_of(client.get(address))) == expected, address


@pytest.mark.parametrize("state", QUESTIONS)
def test_my_questions_are_mine_until_i_take_them_back(people, state):
    question = a_question_that_is(state, people)

    def lists(client: Client) -> bool:
        return question.title in text_of(client.get("/my/questions/", follow=True))

    assert who(people, lists) == (set() if state == "withdrawn" else {"author"})


@pytest.mark.parametrize("state", ["waiting", "declined", "hidden"])
def test_a_question_that_is_not_visible_is_kept_out_of_search_engines_and_caches(people, state):
    question = a_question_that_is(state, people)

    answer = client_for(people["moderator"]).get(question.get_absolute_url())

    assert '<meta name="robots" content="noindex">' in page_of(answer)
    assert "no-store" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]


# ---------------------------------------------------------------- replies


def a_reply_that_is(state: str, answered: bool, people: dict) -> Reply:
    question = build.a_question(build.a_member("Gus Weber"))
    reply = build.a_reply(question, people["author"], body=f"<p>{WORDS}</p>")
    if answered:
        build.a_reply(reply, build.a_member("Kim Ode"), body="<p>Thank you.</p>")
    return in_state(reply, state)


@pytest.mark.parametrize(("state", "answered"), REPLIES)
def test_who_reads_a_reply(people, state, answered):
    reply = a_reply_that_is(state, answered, people)
    page = reply.question.get_absolute_url()

    assert who(people, lambda client: WORDS in page_of(client.get(page))) == REPLIES[state, answered]


@pytest.mark.parametrize(("state", "answered"), REPLIES)
def test_a_removed_reply_leaves_a_mark_only_where_someone_answered_it(people, state, answered):
    reply = a_reply_that_is(state, answered, people)
    marks = {"hidden": "Hidden by Coalition staff.", "withdrawn": "Removed by its author."}

    page = client_for(None).get(reply.question.get_absolute_url())

    left = answered or state == "visible"
    assert (reply.anchor in Page(page.content.decode()).posts) == left
    assert [mark for mark in marks.values() if mark in text_of(page)] == ([marks[state]] if answered and state in marks else [])
    assert ("Ana Ruiz" in text_of(page)) == (state == "visible")
    assert ("Thank you." in text_of(page)) == answered


@pytest.mark.parametrize(("state", "answered"), REPLIES)
def test_the_address_of_a_reply_tells_no_more_than_its_thread(people, state, answered):
    reply = a_reply_that_is(state, answered, people)

    def finds(client: Client) -> bool:
        answer = client.get(reply.get_absolute_url(), follow=True)
        return answer.status_code == 200

    seen = EVERYONE if answered else REPLIES[state, answered]
    assert who(people, finds) == seen


@pytest.mark.parametrize(("state", "answered"), REPLIES)
def test_a_letter_with_a_reply_leaves_to_those_alone_who_read_its_words(people, state, answered):
    reply = a_reply_that_is(state, answered, people)

    assert {role for role, person in people.items() if may_read(person, reply.question_id, reply.pk)} == REPLIES[state, answered]


def test_staff_read_why_and_so_does_the_author(people):
    reply = a_reply_that_is("declined", False, people)

    for role in ("author", "moderator"):
        assert "Leave the name out." in text_of(client_for(people[role]).get(reply.question.get_absolute_url()))


@pytest.mark.parametrize("state", ["waiting", "declined", "hidden", "withdrawn"])
def test_a_thread_goes_with_its_question(people, state):
    question = a_question_that_is("visible", people)
    reply = build.a_reply(question, people["author"])
    Question.objects.filter(pk=question.pk).update(state=state)

    assert who(people, lambda client: client.get(reply.get_absolute_url()).status_code == 302) == QUESTIONS[state]


def test_the_words_of_a_hidden_reply_are_not_quoted_where_one_answers_it(people):
    hidden = a_reply_that_is("hidden", True, people)
    withdrawn = a_reply_that_is("withdrawn", True, people)

    for reply in (hidden, withdrawn):
        address = f"/questions/{reply.question_id}/reply/?to={reply.number}"
        quoting = who({role: person for role, person in people.items() if role not in STAFF | {"author"}}, lambda client: WORDS in page_of(client.get(address)))
        assert quoting == set()
        assert client_for(people["member"]).get(address).status_code == 409


# ---------------------------------------------------------------- addresses


def test_a_question_has_one_address(people):
    question = a_question_that_is("visible", people)
    client = Client()

    for address in (f"/questions/{question.pk}/", f"/questions/{question.pk}/an-older-title/"):
        moved = client.get(f"{address}?after=000001")
        assert (moved.status_code, moved.headers["Location"]) == (301, f"{question.get_absolute_url()}?after=000001")
        assert moved.headers["Cache-Control"] == "no-cache", "the title may be changed back"
    assert f'<link rel="canonical" href="{question.get_absolute_url()}">' in page_of(client.get(question.get_absolute_url()))


def test_the_address_of_a_question_that_can_change_is_not_remembered_by_browsers(people):
    question = a_question_that_is("waiting", people)

    assert client_for(people["author"]).get(f"/questions/{question.pk}/").status_code == 302


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Reply?", "reply-question"), ("Edit", "edit-question"), ("WITHDRAW!", "withdraw-question"), ("replies", "replies-question"), ("谁有钥匙？", "question"), ("?!", "question"), ("x" * 140, "x" * 60)],
)
def test_every_title_makes_an_address_that_works(people, title, slug):
    question = build.a_question(people["author"], title=title)

    assert question.slug == slug
    assert title in text_of(Client().get(question.get_absolute_url()))
    assert title in text_of(Client().get(f"/questions/{question.pk}/", follow=True))
