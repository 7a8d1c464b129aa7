"""“Where this stands”: a few words over a long thread, by its asker or by staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from accounts.models import Trust, User
from forum.discussions import actions, summing_up
from moderation import caring
from moderation.actions import decide
from moderation.models import Act
from tests import build
from tests.build import fresh
from tests.reading import read, words


@pytest.fixture
def long(ana, ben):
    asked = build.a_question(ana, title="Who drives?")
    for _ in range(5):
        build.a_reply(asked, ben)
    return fresh(asked)


def address(asked) -> str:
    return f"/questions/{asked.pk}/where-this-stands/"


def over_the_replies(asked, client=None) -> list[str]:
    return [words(one) for one in read(asked.get_absolute_url(), client).select("[aria-labelledby=stands] .post__body, [aria-labelledby=stands] .quiet")]


def test_the_asker_says_where_it_stands_and_changes_it(long, client_of, ana):
    client = client_of(ana)
    link = read(long.get_absolute_url(), client).find("a", string=lambda said: said and "Say where this stands" in said)
    client.post(address(long), {"words": "The district drives. <b>Who pays</b> is open.", "seen": ""})
    seen = summing_up.version_of(fresh(long))
    form = read(address(long), client)
    client.post(address(long), {"words": "The district drives and pays.", "seen": seen})

    assert link is None or link["href"] == address(long)
    assert form.select_one("textarea").text.strip() == "The district drives. <b>Who pays</b> is open."
    said, by = over_the_replies(long)
    assert said == "The district drives and pays." and by.startswith("Written by Ana Ruiz")
    client.post(address(long), {"words": "x", "take_away": "yes", "seen": summing_up.version_of(fresh(long))})
    assert over_the_replies(long) == []


def test_who_may_and_from_when_on(long, client_of, ana, ben, sam):
    short = build.a_question(ana, title="Who sings?")

    assert [client_of(who).get(address(long)).status_code for who in (ana, sam, ben)] == [200, 200, 403]
    assert client_of(ana).post(address(short), {"words": "Nobody.", "seen": ""}).status_code == 403
    assert "Say where this stands" not in str(read(long.get_absolute_url(), client_of(ben)))
    assert "Say where this stands" in str(read(long.get_absolute_url(), client_of(sam)))


def test_of_two_who_write_one_reads_the_other_and_loses_nothing(long, client_of, ana, sam):
    client_of(sam).post(address(long), {"words": "Staff sum it up.", "seen": ""})

    late = client_of(ana).post(address(long), {"words": "I sum it up.", "seen": ""})
    page = BeautifulSoup(late.content, "html.parser")

    assert late.status_code == 409 and "Staff sum it up." in page.text
    assert page.select_one("textarea").text.strip() == "I sum it up."
    assert "Sam Haddad" in over_the_replies(long)[1]
    client_of(ana).post(address(long), {"words": "I sum it up.", "seen": page.select_one("[name=seen]")["value"]})
    assert over_the_replies(long)[0] == "I sum it up."


def test_too_many_words_are_explained_and_stay(long, client_of, ana):
    answer = client_of(ana).post(address(long), {"words": "a" * 601, "seen": ""})

    assert answer.status_code == 422 and "Shorten it to 600" in answer.content.decode() and "a" * 601 in answer.content.decode()


def test_whoever_asked_without_a_name_sums_up_without_it(client_of, ana, ben):
    asked = actions.ask(by=ana, title="Who drives?", body="", page=build.a_milestone(), without_name=True)
    for _ in range(5):
        build.a_reply(asked, ben)

    client_of(ana).post(address(asked), {"words": "We know by now.", "seen": ""})

    by = over_the_replies(asked)[1]
    assert by.startswith("Written by Anonymous") and "Ana" not in by


def test_of_a_joined_question_the_form_leads_where_it_went(client_of, ana, sam, long):
    alike = build.a_question(ana)
    caring.join(by=sam, question=alike, to=long, reason="Asked before.")

    opened = client_of(ana).get(f"/questions/{alike.pk}/where-this-stands/")

    assert opened.url == long.replies.get(stands_for=alike).get_absolute_url()


@pytest.mark.parametrize("writer", ["ana", "ben"])
def test_words_for_a_question_that_was_joined_meanwhile_are_kept(client_of, sam, long, request, writer):
    who = request.getfixturevalue(writer)
    alike = build.a_question(who)
    caring.join(by=sam, question=alike, to=long, reason="Asked before.")

    late = client_of(who).post(address(alike), {"words": "We know by now.", "seen": ""})
    page = BeautifulSoup(late.content, "html.parser")

    assert late.status_code == 409 and page.select_one("textarea").text.strip() == "We know by now."
    form = page.select_one("form:has(textarea)")
    assert form["action"] == address(long) and (form.find("button", string="Save") is not None) == (writer == "ana")


def test_no_words_go_round_the_review(long, client_of, ana):
    ana.trust = Trust.WATCHED
    ana.save()
    client = client_of(ana)

    refused = client.post(address(long), {"words": "Buy at eve.example.", "seen": ""})

    assert refused.status_code == 403 and "before it appears" in refused.content.decode() and typed(refused) == "Buy at eve.example."
    assert "where-this-stands" not in str(read(long.get_absolute_url(), client)) and fresh(long).summary == ""


def typed(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").select_one("textarea[readonly]").text.strip()


def test_words_for_a_question_that_was_hidden_meanwhile_are_kept(long, client_of, ana, ben, sam):
    decide(by=sam, post=long, act=Act.HID, reason="It names a child.")

    late = client_of(ben).post(address(long), {"words": "We know by now.", "seen": ""})
    never = client_of(ben).post("/questions/999999/where-this-stands/", {"words": "We know by now.", "seen": ""})

    assert (late.status_code, typed(late)) == (never.status_code, typed(never)) == (404, "We know by now.")
    assert "Who drives?" not in late.content.decode()


@pytest.mark.parametrize("silenced", [True, False])
def test_who_may_not_sum_up_by_now_keeps_the_words(client_of, ana, ben, long, silenced):
    who = ana if silenced else ben
    if silenced:
        User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    late = client_of(who).post(address(long), {"words": "We know by now.", "seen": ""})

    assert (late.status_code, typed(late)) == (403, "We know by now.") and fresh(long).summary == ""
