"""Who follows an author or a place hears of a new story; what credits nobody in full leads to nobody."""

from __future__ import annotations

import pytest

from forum.letters import following
from forum.letters.models import Notice
from forum.stories.models import Submission
from guide.models import Place
from tests import build
from tests.forum.stories import tales
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def joan(db):
    return build.a_story_moderator()


def test_the_first_story_makes_its_author_known_and_the_next_is_told_to_followers(ana, ben, joan, client, mailbox):
    first = tales.published(ana, joan)
    tell_everybody()
    assert f"/follow/author/{ana.pk}/" in client.get(first.page.url).content.decode()
    following.follow("author", ana.pk, person=ben, pace="at_once")

    second = tales.published(ana, joan, title="Six stops and a bus")

    letter = mailbox.newest(ben.email)
    assert letter["Subject"] == "A new story from the field: Six stops and a bus"
    assert second.page.url in words_of(letter) and "You get this because you follow “Ana Ruiz”." in words_of(letter)
    assert not Notice.objects.filter(person=ana).exists()


@pytest.mark.parametrize("credit", ["first_name", "community", "none"])
def test_an_author_who_is_not_named_in_full_cannot_be_followed_nor_found(ana, ben, joan, client, credit):
    story = tales.agreed_to(ana, joan)
    Submission.objects.filter(pk=story.pk).update(credit=credit)
    following.follow("author", ana.pk, person=ben)
    story.page.latest_revision.publish()
    tell_everybody()

    assert client.get(f"/follow/author/{ana.pk}/").status_code == 404
    assert "/follow/author/" not in client.get(story.page.url).content.decode()
    assert not Notice.objects.exists()


def test_a_story_is_told_to_those_who_follow_its_state_and_gone_from_their_list_when_it_is_taken_back(ben, client_of):
    following.follow("place", "UT", person=ben)
    story = build.a_story("Forty people and one bus", place=Place.objects.create(city="Quillen City", state="UT"))
    tell_everybody()

    assert "Forty people and one bus" in client_of(ben).get("/my/notices/").content.decode()
    story.unpublish()
    assert "Forty people and one bus" not in client_of(ben).get("/my/notices/").content.decode()


def test_publishing_again_tells_nobody_again(ben):
    following.follow("place", "UT", person=ben)
    story = build.a_story(place=Place.objects.create(city="Quillen City", state="UT"))
    story.save_revision().publish()
    tell_everybody()

    assert Notice.objects.filter(person=ben).count() == 1
