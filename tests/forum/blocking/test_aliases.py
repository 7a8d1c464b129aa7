"""Blocking tells nobody who asked without a name: not the list, not what is folded, not what arrives, not the copy of one's data."""

from __future__ import annotations

import io
import zipfile

import pytest

from accounts.own_data.writing import write_copy
from accounts.privacy import erasers
from forum.blocking import blocks
from forum.blocking.models import Block
from forum.discussions import actions
from forum.finding_answers.who_may_know import who_may_know
from forum.letters.models import Notice
from tests import build
from tests.build import fresh
from tests.mail import tell_everybody

FOLDED = "You blocked this person. Show anyway"


@pytest.fixture
def unnamed(ana) -> object:
    return build.a_question(ana, title="Who unlocks the doors?", without_name=True)


def test_an_alias_is_blocked_and_nobody_else(client_of, ana, ben, unnamed):
    named, other = build.a_question(ana, title="Who drives?"), build.a_question(ana, title="Who pays?", without_name=True)
    client = client_of(ben)

    client.post(f"/block/question/{unnamed.pk}/")
    folded = {one.title: FOLDED in client.get(one.get_absolute_url()).content.decode() for one in (unnamed, named, other)}
    page = client.get("/my/blocked/").content.decode()

    assert folded == {"Who unlocks the doors?": True, "Who drives?": False, "Who pays?": False}
    assert unnamed.author.shown_name in page and unnamed.title in page
    assert "Ana Ruiz" not in page and ana.email not in page


def test_a_block_by_name_covers_no_alias(client_of, ana, ben, unnamed):
    blocks.block(ana.pk, by=ben)
    build.a_reply(unnamed, ben)
    tell_everybody()
    client = client_of(ben)

    build.a_reply(unnamed, ana)
    tell_everybody()

    assert FOLDED not in client.get(unnamed.get_absolute_url()).content.decode()
    assert Notice.objects.filter(person=ben).count() == 1


def test_what_an_alias_writes_does_not_arrive_and_what_its_person_writes_does(ana, ben, unnamed):
    mine = build.a_question(ben)
    build.a_reply(unnamed, ben)
    tell_everybody()
    blocks.block(ana.pk, by=ben, alias=unnamed.alias, question=unnamed.pk)

    build.a_reply(unnamed, ana)
    build.a_reply(mine, ana)
    tell_everybody()

    assert [notice.about for notice in Notice.objects.filter(person=ben)] == [f"question:{mine.pk}"]


def test_whoever_blocked_is_not_asked_to_help(ana, ben, unnamed):
    page = unnamed.page
    answered = build.a_question(on=page)
    actions.choose_answer(by=answered.author, question=answered, reply=build.a_reply(answered, ben), instead_of=None)
    now = unnamed.asked_at

    before = [person for person, _ground in who_may_know(unnamed, now)]
    blocks.block(ana.pk, by=ben)
    by_name = [person for person, _ground in who_may_know(unnamed, now)]
    blocks.block(ana.pk, by=ben, alias=unnamed.alias, question=unnamed.pk)

    assert before == by_name == [ben]
    assert who_may_know(unnamed, now) == []


def test_ones_own_copy_says_no_more_than_the_list(ana, ben, unnamed):
    blocks.block(ana.pk, by=ben, alias=unnamed.alias, question=unnamed.pk)
    copy = io.BytesIO()
    write_copy(fresh(ben), copy)

    with zipfile.ZipFile(copy) as files:
        told = " ".join(files.read(name).decode() for name in files.namelist())

    assert unnamed.alias in told and "Ana Ruiz" not in told and ana.email not in told
    assert f'"person_id": {ana.pk}' not in told


def test_who_shows_their_name_is_blocked_by_name(ana, ben, sam, unnamed):
    for person in (ben, sam):
        blocks.block(ana.pk, by=person, alias=unnamed.alias, question=unnamed.pk)
    blocks.block(ana.pk, by=sam)

    actions.show_name(question=unnamed)

    assert sorted(Block.objects.values_list("by", "alias")) == sorted([(ben.pk, ""), (sam.pk, "")])
    assert (fresh(ben).blocked_people, fresh(sam).blocked_people) == (1, 1)


def test_a_list_does_not_grow_shorter_when_an_asker_leaves(ana, ben, unnamed):
    blocks.block(ana.pk, by=ben, alias=unnamed.alias, question=unnamed.pk)
    blocks.block(ana.pk, by=ben)

    for erase in erasers():
        erase(ana, {})

    assert list(Block.objects.values_list("alias", flat=True)) == [unnamed.alias]
    assert fresh(ben).blocked_people == 1
