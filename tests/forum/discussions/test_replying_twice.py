"""One form is one reply, whatever is pressed; and drafts of replies stay apart."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from forum.discussions.models import Question, Reply
from tests import build
from tests.forum.discussions.replying import letters, reply_to, send
from tests.forum.discussions.words import a_key, hidden, page_of, text_of
from tests.racing import at_once


@pytest.fixture
def question(ana) -> Question:
    return build.a_question(ana)


def test_a_second_press_posts_once(client_of, ben, question):
    client, key = client_of(ben), a_key()

    first, second = send(client, question, draft=key), send(client, question, draft=key)

    assert Reply.objects.count() == 1
    assert second.headers["Location"] == Reply.objects.get().get_absolute_url()
    assert Counter(letters())["reply", question.author.email] == 1
    assert first.status_code == 302


def test_four_presses_at_once_post_once(transactional_db, client_of):
    question, ben = build.a_question(), build.a_member("Ben Okafor")
    client, key = client_of(ben), a_key()

    def press() -> int:
        window = Client()
        window.cookies["sessionid"] = client.cookies["sessionid"].value
        return send(window, question, draft=key).status_code

    assert at_once(*[press] * 4) == [302] * 4
    question.refresh_from_db()
    assert (Reply.objects.count(), question.reply_count, len(letters())) == (1, 1, 1)


def test_other_words_from_the_same_form_are_not_lost(client_of, ben, question):
    """Back after posting, or a second window that opened the same draft: the words are other ones."""
    client, key = client_of(ben), a_key()
    send(client, question, draft=key)

    other = send(client, question, draft=key, body="And bring cookies.")
    assert other.status_code == 409
    assert "You posted a reply from this form already." in text_of(other)
    assert "And bring cookies." in page_of(other)
    assert Reply.objects.count() == 1

    send(client, question, draft=hidden(other, "draft"), body="And bring cookies.")
    assert list(Reply.objects.order_by("number").values_list("body", flat=True)) == ["<p>Ask the librarian. She has a key.</p>", "<p>And bring cookies.</p>"]


def test_a_draft_about_one_reply_is_not_offered_for_another(client_of, ana, ben, question):
    first, client = build.a_reply(question, ana), client_of(ben)
    client.post("/ask/keep/", {"draft": a_key(), "kind": "reply", "about": f"question:{question.pk}:1", "body": "To the reply"})

    assert "To the reply" in page_of(client.get(f"{reply_to(question)}?to={first.number}"))
    assert "To the reply" not in page_of(client.get(reply_to(question)))
    assert "To the reply" not in page_of(client.get(question.get_absolute_url()))


def test_the_form_under_the_question_goes_on_with_the_draft(client_of, ben, question):
    client = client_of(ben)
    client.post("/ask/keep/", {"draft": (key := a_key()), "kind": "reply", "about": f"question:{question.pk}", "body": "Ask the lib"})

    page = client.get(question.get_absolute_url())

    assert "Ask the lib" in page_of(page) and hidden(page, "draft") == key


def test_the_copy_on_the_device_goes_once_it_is_posted(client_of, ana, ben, question):
    first, client = build.a_reply(question, ana), client_of(ben)
    for to, about in ((None, f"question:{question.pk}"), (first, f"question:{question.pk}:1")):
        form = client.get(reply_to(question) + (f"?to={to.number}" if to else ""))
        posted = client.post(reply_to(question), {"draft": hidden(form, "draft"), "body": "Yes."} | ({"to": to.number} if to else {}), follow=True)

        assert f'data-keep="reply-{about}"' in page_of(form)
        assert f'data-clear-keep="reply-{about}"' in page_of(posted)
