"""Every turn of a story's way writes its letter, in the transaction of its cause, to the one it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.letters.models import Letter
from forum.stories import actions
from tests import build
from tests.forum.stories import tales

pytestmark = pytest.mark.django_db


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


def kinds(person: User) -> list[str]:
    return [letter.kind for letter in Letter.objects.filter(person=person, state="due").order_by("pk")]


def last(person: User) -> Letter:
    return Letter.objects.filter(person=person).latest("pk")


def test_each_turn_tells_its_author(ana, joan):
    story = tales.asked_to_change(ana, joan)
    actions.send(by=ana, story=story)
    actions.accept(by=joan, story=story)

    assert kinds(ana) == ["story-sent", "story-changes", "story-sent", "story-accepted"]
    assert kinds(joan) == []


def test_what_was_sent_comes_with_thanks_a_copy_and_a_day(ana):
    story = tales.sent(ana, did="<p>We put <strong>one</strong> desk &amp; a phone there.</p>")

    letter = last(ana)

    assert letter.subject == "We have your story: The attendance desk nobody funded"
    assert "What you did\nWe put one desk & a phone there." in letter.text
    assert story.reference in letter.text and f"{story.due_on:%A, %B} {story.due_on.day}" in letter.text
    assert "desk &amp; a phone" in letter.html


def test_the_editors_note_is_in_the_letter_with_the_way_to_answer(ana, joan):
    story = tales.asked_to_change(ana, joan, note="<p>Who decided?</p><ul><li>What did it cost?</li></ul>")

    letter = last(ana)

    assert "Hello Ana," in letter.text and "Joan Pruitt has read" in letter.text
    assert "Who decided?\n\n- What did it cost?" in letter.text
    assert f"{settings.SITE_URL}/my/stories/{story.pk}/changes/" in letter.text and "There is no deadline." in letter.text


def test_a_story_that_is_not_used_comes_back_with_its_reason(ana, joan):
    tales.not_used(ana, joan)

    assert "it does not fit a milestone" in last(ana).text and "Your text is kept." in last(ana).text
    assert last(ana).kind == "story-declined"


def test_the_final_version_is_asked_about_once_for_the_same_words(ana, joan, eve):
    story = tales.with_a_page(ana, joan)
    ask = lambda: actions.ask_for_the_yes(by=eve, story=story, revision=tales.fresh(story).page.latest_revision)  # noqa: E731

    ask()
    ask()
    assert kinds(ana).count("story-final") == 1
    tales.edited_in_the_cms(story, title="The desk")
    ask()

    assert kinds(ana).count("story-final") == 2
    assert f"/my/stories/{story.pk}/final/" in last(ana).text


def test_the_yes_and_the_not_yet_reach_whoever_works_on_it(ana, joan, eve):
    story = tales.with_a_page(ana, joan)
    actions.ask_for_the_yes(by=eve, story=story, revision=story.page.latest_revision)

    actions.say_not_yet(by=ana, story=story, words="<p>Not 131.</p>")
    actions.say_yes(by=ana, story=story, revision_id=story.page.latest_revision_id)

    assert kinds(joan) == kinds(eve) == ["story-not-yet", "story-yes"]
    assert f"/desk/stories/{story.pk}/" in last(eve).text


def test_publishing_sends_the_address(ana, joan):
    story = tales.published(ana, joan)

    assert last(ana).kind == "story-published"
    assert f"{settings.SITE_URL}{story.page.address}" in last(ana).text


def test_staff_taking_the_page_down_is_told(ana, joan):
    story = tales.published(ana, joan)

    story.page.unpublish()

    assert last(ana).kind == "story-taken-off"


def test_taking_back_is_told_to_the_author_and_to_the_editor(ana, joan):
    story = tales.published(ana, joan)

    actions.take_back(by=ana, story=story)

    assert [kind for kind in kinds(ana) if kind.startswith("story-taken")] == ["story-taken-back"]
    assert "gone from the site" in last(ana).text
    assert kinds(joan)[-1] == "story-was-taken-back" and "Ana Ruiz took" in last(joan).text


def test_a_story_that_never_was_public_is_not_said_to_be_gone_from_the_site(ana, joan):
    actions.take_back(by=ana, story=tales.opened(ana, joan))

    assert "gone from the site" not in last(ana).text and "nothing of it was published" in last(ana).text


def test_mended_spelling_is_told_with_its_reason(ana, joan, eve):
    story = tales.published(ana, joan)
    tales.edited_in_the_cms(story, title="The attendance desk that nobody funded")

    actions.note_spelling_only(by=eve, story=story, reason="A missing “that”.")

    assert "A missing “that”." in last(ana).text and "Eve Marsh mended spelling" in last(ana).text


def test_what_waits_to_be_told_goes_when_the_story_is_taken_back(ana, joan):
    story, other = tales.opened(ana, joan), tales.asked_to_change(ana, joan)
    actions.accept(by=joan, story=story, due_at=timezone.now() + timedelta(seconds=60))

    actions.take_back(by=ana, story=story)

    assert kinds(ana) == ["story-sent", "story-sent", "story-changes", "story-taken-back"]
    assert other.state == "changes_requested"  # its letter stays


# ---------------------------------------------------------------- taken back in time


def test_a_decisions_letter_waits_and_goes_with_its_undoing(ana, joan):
    story, later = tales.opened(ana, joan), timezone.now() + timedelta(seconds=60)
    actions.request_changes(by=joan, story=story, note="<p>Who?</p>", due_at=later)
    assert last(ana).due_at == later

    actions.undo_decision(by=joan, story=story)

    assert (last(ana).state, last(ana).text) == ("dropped", "")
    actions.request_changes(by=joan, story=story, note="<p>When?</p>")
    assert "When?" in last(ana).text


def test_a_letter_that_left_holds_the_decision(ana, joan):
    story = tales.asked_to_change(ana, joan)
    Letter.objects.filter(kind="story-changes").update(state="sent")

    with pytest.raises(Overtaken, match="The letter is on its way"):
        actions.undo_decision(by=joan, story=story)

    assert tales.fresh(story).state == "changes_requested"


def test_a_turn_that_fails_leaves_no_letter(ana, joan):
    story = tales.with_a_page(ana, joan)
    before = Letter.objects.count()

    with pytest.raises(Overtaken):
        actions.say_yes(by=ana, story=story, revision_id=story.page.latest_revision_id + 1)

    assert Letter.objects.count() == before
