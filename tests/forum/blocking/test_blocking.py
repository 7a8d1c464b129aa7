"""Ben has blocked ana: what she writes under her name is folded for him and reaches him nowhere, and she learns nothing of it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.blocking import blocks
from forum.blocking.models import Block
from forum.invitations.actions import invite
from forum.letters import following
from forum.letters.models import Letter, MailSettings, Notice
from moderation import actions as moderation
from tests import build
from tests.build import fresh
from tests.mail import tell_everybody

FOLDED = "You blocked this person. Show anyway"


@pytest.fixture
def asked(ben) -> object:
    return build.a_question(ben)


def letters_to(person: User, mailbox) -> list[str]:
    return [letter["Subject"] for letter in mailbox.letters() if letter["To"] == person.email]


def test_a_press_on_the_page_of_a_post(client_of, ana, ben, asked):
    reply = build.a_reply(asked, ana)
    address = f"/block/reply/{asked.pk}/{reply.number}/"
    client = client_of(ben)

    page = client.get(address)
    first, second = client.post(address), client.post(address)

    assert "Block Ana Ruiz?" in page.content.decode()
    assert first.status_code == second.status_code == 302 and first.headers["Location"] == reply.get_absolute_url()
    assert Block.objects.get().person == ana and fresh(ben).blocked_people == 1
    assert "You have blocked Ana Ruiz" in client.get(address).content.decode()


def test_the_way_there_is_beside_reporting(client_of, stranger_client, ana, ben, asked):
    reply = build.a_reply(asked, ana)
    report, block = f"/report/reply/{asked.pk}/{reply.number}/", f"/block/reply/{asked.pk}/{reply.number}/"

    assert "Report or block" in client_of(ben).get(asked.get_absolute_url()).content.decode()
    assert block in client_of(ben).get(report).content.decode()
    assert block not in stranger_client.get(report).content.decode()


def test_nobody_blocks_themselves(client_of, ben, asked):
    assert client_of(ben).post(f"/block/question/{asked.pk}/").status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(by=ben, person=ben)


def test_what_is_not_on_the_site_cannot_be_blocked(client_of, ben, newcomer):
    held = build.a_question(newcomer)

    assert client_of(ben).post(f"/block/question/{held.pk}/").status_code == 404
    assert not Block.objects.exists() and fresh(ben).blocked_people == 0


def test_their_posts_are_folded_for_me_alone(client_of, stranger_client, ana, ben, sam, asked):
    build.a_reply(asked, ana, body="<p>Ask the mayor.</p>")
    build.a_reply(asked, sam)
    theirs = build.a_question(ana, title="Who drives?")
    blocks.block(ana.pk, by=ben)

    mine, others = client_of(ben).get(asked.get_absolute_url()).content.decode(), client_of(sam).get(asked.get_absolute_url()).content.decode()

    assert mine.count(FOLDED) == 1 and "Ask the mayor." in mine
    assert client_of(ben).get(theirs.get_absolute_url()).content.decode().count(FOLDED) == 1
    assert FOLDED not in others + stranger_client.get(asked.get_absolute_url()).content.decode()
    assert FOLDED not in client_of(ana).get(asked.get_absolute_url()).content.decode()


def test_folding_costs_a_statement_for_who_blocks_and_none_for_others(client_of, ana, ben, sam, asked):
    for _number in range(3):
        build.a_reply(asked, ana)
    client = client_of(ben)
    client.get(asked.get_absolute_url())
    before = _statements(client, asked)
    blocks.block(ana.pk, by=ben)
    blocks.block(sam.pk, by=ben)

    assert _statements(client, asked) == before + 1


def _statements(client, asked) -> int:
    with CaptureQueriesContext(connection) as counted:
        client.get(asked.get_absolute_url())
    assert counted.captured_queries
    return len(counted)


def test_no_notice_and_no_letter_comes_of_what_they_write(ana, ben, sam, asked, mailbox):
    mine = build.a_reply(asked, ben)
    blocks.block(ana.pk, by=ben)
    build.a_reply(mine, ana)
    build.a_reply(mine, sam, body="<p>The mayor.</p>")

    tell_everybody()
    Letter.objects.update(due_at=asked.asked_at)

    assert [notice.happening.by for notice in Notice.objects.filter(person=ben)] == [sam]
    assert fresh(ben).unread_notices == 1
    assert "The mayor." in "".join(part.get_content() for letter in mailbox.letters() for part in letter.walk() if letter["To"] == ben.email and part.get_content_type() == "text/plain")


def test_what_was_told_before_does_not_leave_any_more(ana, ben, asked, mailbox, client_of):
    build.a_reply(asked, ana)
    tell_everybody()
    blocks.block(ana.pk, by=ben)
    Letter.objects.update(due_at=asked.asked_at)

    page = client_of(ben).get("/my/notices/").content.decode()

    assert letters_to(ben, mailbox) == []
    assert "Ana Ruiz" not in page and fresh(ben).unread_notices == 0


def test_questions_where_one_follows_are_left_out_too(ana, ben, mailbox):
    page = build.a_milestone()
    MailSettings.objects.create(person=ben)
    following.follow("page", page.translation_key, person=ben, pace="at_once")
    blocks.block(ana.pk, by=ben)

    build.a_question(ana, on=page)
    tell_everybody()

    assert not Notice.objects.filter(person=ben).exists()


def test_they_cannot_invite_and_are_not_told(ana, ben, mailbox):
    blocks.block(ana.pk, by=ben)

    sent = invite(by=ana, address=ben.email)

    assert sent.is_open and not Letter.objects.filter(kind="invitation").exists()


def test_decisions_of_staff_arrive_all_the_same(ben, sam, asked):
    blocks.block(sam.pk, by=ben)

    moderation.decide(by=sam, post=asked, act="hid", reason="It names a child.")

    assert Letter.objects.filter(kind="hidden", person=ben).exists()


def test_the_list_and_taking_somebody_off_it(client_of, ana, ben, sam):
    blocks.block(ana.pk, by=ben)
    row, of_another = Block.objects.get(), client_of(sam)
    client = client_of(ben)

    of_another.post("/my/blocked/", {"block": row.pk})
    page = client.get("/my/blocked/").content.decode()
    for pressed in (row.pk, row.pk, "x"):
        assert client.post("/my/blocked/", {"block": pressed}).status_code == 302

    assert "Ana Ruiz" in page and "Unblock" in page
    assert not Block.objects.exists() and fresh(ben).blocked_people == 0
    assert "Nobody." in client.get("/my/blocked/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(client_of, ben, django_assert_num_queries):
    client = client_of(ben)
    blocks.block(build.a_member().pk, by=ben)
    client.get("/my/blocked/")
    with CaptureQueriesContext(connection) as counted:
        client.get("/my/blocked/")
    for _number in range(2):
        blocks.block(build.a_member().pk, by=ben)

    with django_assert_num_queries(len(counted)):
        client.get("/my/blocked/")


def test_as_many_as_can_be_kept(client_of, ana, ben, asked, monkeypatch):
    monkeypatch.setattr(blocks, "AT_MOST", 1)
    blocks.block(build.a_member().pk, by=ben)
    reply = build.a_reply(asked, ana)

    answer = client_of(ben).post(f"/block/reply/{asked.pk}/{reply.number}/")

    assert answer.status_code == 409 and "as many as we can keep" in answer.content.decode()
