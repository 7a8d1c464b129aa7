"""How often one may press, per member before per address, and what one reads then. (Posts: test_replying.py; drafts: test_draft_limits.py; looks: test_similar.py.)"""

from __future__ import annotations

import pytest

from accounts import limits
from forum.discussions.limits import POSTS_PER_MEMBER
from forum.discussions.models import MeToo, PostState, Question
from moderation import actions as moderation
from moderation import caring
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_presses(monkeypatch):
    monkeypatch.setitem(limits.PRESSES_PER_MEMBER, "most", 2)


@pytest.mark.parametrize("press", ["/questions/{0}/me-too/", "/questions/{0}/answering/", "/questions/{0}/replies/1/helped/", "/my/saved/question/{0}/", "/block/reply/{0}/1/", "/questions/{0}/replies/1/choose/"])
def test_the_third_press_is_refused_in_words(client_of, ana, ben, sam, press):
    asked = build.a_question(ana)
    build.a_reply(asked, sam)
    client, address = client_of(ana if "choose" in press else ben), press.format(asked.pk)

    answers = [client.post(address) for _number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600 and "You can go on in about" in answers[-1].content.decode()
    assert client_of(sam).get(address).status_code != 429, "another member is not counted with him"


def test_members_of_a_school_are_counted_together_too(client_of, ana, ben, monkeypatch):
    monkeypatch.setitem(limits.PRESSES_PER_ADDRESS, "most", 1)
    asked = build.a_question(ana)

    answers = [client_of(one).post(f"/questions/{asked.pk}/me-too/").status_code for one in (ben, build.a_member("Nan Cole"))]

    assert answers == [302, 429] and MeToo.objects.count() == 1


def test_a_summary_that_is_refused_keeps_its_words(client_of, ana, monkeypatch):
    monkeypatch.setitem(POSTS_PER_MEMBER, "most", 0)
    asked = build.a_question(ana)
    Question.objects.filter(pk=asked.pk).update(reply_count=5)

    answer = client_of(ana).post(f"/questions/{asked.pk}/where-this-stands/", {"words": "The librarian has keys.", "seen": ""})

    assert answer.status_code == 429 and answer.headers["Retry-After"]
    assert "The librarian has keys." in answer.content.decode() and "What you wrote is still here." in answer.content.decode()


def test_an_old_address_says_nothing_of_a_title_that_is_hidden(client, ana, ben, sam):
    reply = build.a_reply(build.a_question(ana), ben)
    caring.divide(by=sam, reply=reply, title="Why is Joey Miller always late?", reason="Another matter.", seen="")
    divided = Question.objects.latest("pk")
    moderation.decide(by=sam, post=divided, act="hid", reason="It names a child.")

    answer = client.get(f"/questions/{reply.question_id}/replies/{reply.number}/")

    assert Question.objects.get(pk=divided.pk).state == PostState.HIDDEN
    assert answer.status_code == 302 and "joey" not in answer.headers["Location"]
