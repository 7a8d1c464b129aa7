"""A letter that tells of several things could not leave; what was taken away meanwhile does not leave with the next try."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.letters import following
from forum.letters.actions import compose_now
from forum.letters.digests.rounds import _letter
from forum.letters.models import DigestRound, Letter, Notice
from guide.models import consent
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def replies(ana, ben):
    asked = build.a_question(ana, title="Who drives on Saturdays?")
    said = [build.a_reply(asked, ben, body=f"<p>{words}</p>") for words in ("My son Leo.", "The van.")]
    tell_everybody()
    return said


def could_not_leave(person: User) -> Letter:
    letter = Letter.objects.get(person=person, state="due")
    assert compose_now(letter)
    return letter


def take_away(post) -> None:
    assert actions.take_away(post, to="hidden", expected=("visible",))


def test_a_reply_that_was_hidden_is_left_out_and_the_others_are_told(ana, replies, mailbox):
    assert "My son Leo." in could_not_leave(ana).text
    take_away(replies[0])

    words = words_of(mailbox.newest(ana.email))

    assert "The van." in words and "Leo" not in words
    assert not Notice.objects.filter(person=ana, happening__about_reply=replies[1].pk, mailed_at=None).exists()


def test_a_question_that_was_hidden_takes_its_letter_along(ana, replies, mailbox):
    could_not_leave(ana)
    take_away(replies[0].question)

    assert mailbox.letters(ana.email) == []
    assert Letter.objects.get(person=ana).state == "dropped"


def test_a_letter_that_names_it_not_keeps_its_words(ana, ben, replies):
    letter = could_not_leave(ana)
    take_away(build.a_reply(build.a_question(ben), ana))

    assert Letter.objects.get(pk=letter.pk).text == letter.text


def test_a_digest_leaves_without_what_was_hidden(ben, mailbox):
    cal, milestone = build.a_member("Cal Diaz", email="cal@example.org"), build.a_milestone()
    following.follow("page", milestone.translation_key, person=cal, pace="daily")
    hidden, other = build.a_question(ben, on=milestone, title="Where is Leo?"), build.a_question(ben, on=milestone, title="Who pays?")
    tell_everybody()
    _letter(DigestRound(zone="UTC", on=timezone.localdate(), weekly=False), "digest-daily", person=cal).save()
    assert hidden.title in could_not_leave(cal).text
    take_away(hidden)

    words = words_of(mailbox.newest(cal.email))

    assert other.title in words and "Leo" not in words


def test_a_story_that_was_taken_back_is_not_mailed(ben, mailbox):
    milestone = build.a_milestone()
    following.follow("page", milestone.translation_key, person=ben, pace="at_once")
    story = build.a_story(milestones=[milestone])
    tell_everybody()
    could_not_leave(ben)

    consent.withdraw(story, by=None)

    assert mailbox.letters(ben.email) == []
