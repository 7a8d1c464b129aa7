"""A story's rounds by mail. Nothing that comes by mail is a yes to publish."""

from __future__ import annotations

import pytest

from forum.letters.models import Letter
from forum.stories import actions
from forum.stories.models import StoryState
from forum.stories.parts import Part
from guide.models import consent
from tests import build
from tests.build import fresh
from tests.forum.stories import tales
from tests.mail import words_of


@pytest.fixture
def joan(db):
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


@pytest.fixture
def asked(ben, joan):
    return tales.asked_to_change(ben, joan)


def notes_of(story) -> list[str]:
    return [note.words for note in story.notes.order_by("pk")]


def test_an_answer_to_the_editor_sends_the_story_back_with_it(asked, ben, postman, answer_to, mailbox):
    letter = mailbox.newest(ben.email)
    assert "You can answer this email" in words_of(letter)

    postman.send(answer_to(letter, "The county board did, in May."))

    story = fresh(asked)
    assert (story.state, notes_of(story)[-1]) == (StoryState.WITH_EDITOR, "<p>The county board did, in May.</p>")
    assert story.versions.count() == 2


def test_a_second_answer_goes_beside_it(asked, ben, postman, answer_to, mailbox):
    letter = mailbox.newest(ben.email)

    postman.send(answer_to(letter, "The county board did."), answer_to(letter, "In May, that is."))

    assert notes_of(asked)[-2:] == ["<p>The county board did.</p>", "<p>In May, that is.</p>"]
    assert asked.versions.count() == 2


def test_what_was_begun_on_the_site_is_not_sent_half_done(asked, ben, postman, answer_to, mailbox):
    letter = mailbox.newest(ben.email)
    actions.save_part(by=ben, story=asked, part=Part.STORY, words=tales.WORDS | {"did": "<p>We put</p>"})

    postman.send(answer_to(letter, "The county board did, in May."))

    assert fresh(asked).state == StoryState.CHANGES_REQUESTED
    answer = words_of(mailbox.newest(ben.email))
    assert "You have begun to change your story" in answer and "The county board did, in May." in answer


def test_a_story_that_moved_on(asked, ben, joan, postman, answer_to, mailbox):
    letter = mailbox.newest(ben.email)
    actions.take_back(by=ben, story=asked)

    postman.send(answer_to(letter, "The county board did."))

    assert "has moved on since" in Letter.objects.get(kind="mail-refused").text


@pytest.fixture
def final(ben, joan, mailbox):
    """To Ben: the final version is ready."""
    story = tales.with_a_page(ben, joan)
    actions.ask_for_the_yes(by=joan, story=story, revision=story.page.latest_revision)
    return story


@pytest.mark.parametrize("words", ["Yes", "Yes! Please publish it, it is lovely.", "Sí, adelante.", "ok", "Perfect, thank you"])
def test_a_yes_by_mail_is_asked_for_on_the_page(final, ben, postman, answer_to, mailbox, words):
    postman.send(answer_to(mailbox.newest(ben.email), words))

    assert not consent.Consent.objects.in_force().filter(story_id=final.page_id).exists()
    assert not actions.wants_a_change(final)
    answer = mailbox.newest(ben.email)
    assert "we cannot take it by email" in words_of(answer)
    assert mailbox.link(ben.email).endswith(f"/my/stories/{final.pk}/final/")


def test_what_should_change_goes_to_the_editor(final, ben, joan, postman, answer_to, mailbox):
    postman.send(answer_to(mailbox.newest(ben.email), "It was the spring of 2025."))

    assert actions.wants_a_change(final)
    assert notes_of(final)[-1] == "<p>It was the spring of 2025.</p>"
    assert "Nothing is published before you say yes" in words_of(mailbox.newest(ben.email))
    assert mailbox.letters(joan.email)
