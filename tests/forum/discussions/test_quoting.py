"""Quoting what somebody wrote: by a button of the form without script, by selecting words with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from forum.discussions.models import Draft, Reply
from forum.discussions.quoting import quoted
from forum.html import from_plain
from tests import build
from tests.forum.discussions.replying import reply_to, send
from tests.forum.discussions.words import hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ana):
    return build.a_question(ana, title="Who has the keys?", body="<p>Both doors.</p>")


def test_the_whole_post_is_quoted_behind_what_was_typed_and_nothing_is_posted(asked, ben, client_of, settings):
    reply = build.a_reply(asked, ben, body="<p>Ask Ruth.<br>She knows.</p><ul><li>One</li><li>Two</li></ul>")
    client = client_of(build.a_member("Gus Weber"))
    form = client.get(f"{reply_to(asked)}?to=1")

    page = client.post(reply_to(asked), {"draft": hidden(form, "draft"), "kind": "reply", "to": 1, "body": "I tried.", "quote": "1"})

    head = f"> [Ben Okafor]({settings.SITE_URL}{reply.get_absolute_url()})"
    words = f"I tried.\n\n{head}\n>\n> Ask Ruth.\n> She knows.\n>\n> - One\n> - Two\n\n"
    assert (page.status_code, Reply.objects.count()) == (200, 1)
    assert words in page.content.decode().replace("&gt;", ">")
    assert Draft.objects.get(kind="reply").words["body"] == words


def test_what_a_post_quotes_itself_is_left_out(asked, ben):
    reply = build.a_reply(asked, ben, body="<blockquote><p>Both doors.</p></blockquote><p>Only one.</p>")

    assert quoted(reply).splitlines()[1:] == [">", "> Only one."]


def test_a_quotation_is_a_quotation_once_it_is_posted(asked, ben):
    reply = build.a_reply(asked, ben, body="<p>Ask [Ruth] *now*.</p>")

    body = from_plain(quoted(reply))

    assert body.startswith('<blockquote><p><a href="') and body.endswith(">Ben Okafor</a></p><p>Ask [Ruth] *now*.</p></blockquote>")


def test_a_question_without_details_is_quoted_by_its_title(ana):
    assert quoted(build.a_question(ana, title="Who drives?", body="")).endswith("> Who drives?")


def test_who_asked_without_a_name_is_quoted_by_the_alias(ana, ben, client_of):
    asked = build.a_question(ana, without_name=True)

    page = client_of(ben).post(reply_to(asked), {"body": "", "quote": "1"})

    assert asked.author.shown_name in page.content.decode() and "Ana" not in page.content.decode()


def test_what_was_taken_away_is_not_quoted(asked, ben, client_of):
    reply = build.a_reply(asked, ben, body="<p>Ruth’s number.</p>")
    Reply.objects.filter(pk=reply.pk).update(state="hidden", child_count=1)

    page = client_of(build.a_member("Gus Weber")).post(reply_to(asked), {"body": "I tried.", "to": 1, "quote": "1"})

    assert page.status_code == 409
    assert "I tried." in page.content.decode() and "Ruth" not in page.content.decode()


def test_a_closed_question_takes_no_quotation(asked, ben, client_of):
    type(asked).objects.filter(pk=asked.pk).update(closed_at=timezone.now())

    assert client_of(ben).post(reply_to(asked), {"body": "I tried.", "quote": "1"}).status_code == 409
