"""Accept, ask for changes, decline: the story moves, its author is told after a minute, the log says who and why."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from forum.discussions.actions import Overtaken
from forum.letters.models import Letter, LetterState
from forum.letters.post_office import PostOffice
from forum.stories import actions as stories
from forum.stories.models import StoryState
from forum.stories.parts import Part
from moderation.actions import AlreadyDecided, Changed
from moderation.emails import preview_about_story
from moderation.models import Act, Decision, version_of_story
from moderation.promotion import promote
from moderation.rules import open_story_acts
from moderation.story_actions import decide, hand_over, undo
from tests import build
from tests.moderation.conftest import a_sent_story, acts, fresh, let_a_minute_pass, letters_to

pytestmark = pytest.mark.django_db

NOTE = "<p>The Monday desk is the heart of it.</p><ol><li>Who decided?</li></ol>"


def letter_about(story, kind: str) -> Letter:
    return Letter.objects.due().get(person=story.author, kind=kind)


@pytest.mark.parametrize(
    ("act", "words", "state", "kind", "reason"),
    [
        (Act.ACCEPTED, {}, StoryState.ACCEPTED, "story-accepted", ""),
        (Act.ASKED_CHANGES, {"note": NOTE}, StoryState.CHANGES_REQUESTED, "story-changes", "The Monday desk is the heart of it.\n\n1. Who decided?"),
        (Act.DECLINED, {"reason": "told"}, StoryState.NOT_USED, "story-declined", "another author has told it already"),
        (Act.DECLINED, {"reason": "note", "note": "<p>It is a plan.</p>"}, StoryState.NOT_USED, "story-declined", "the note below says it\n\nIt is a plan."),
    ],
)
def test_a_decision_moves_the_story_and_tells_its_author_in_a_minute(joan, sent, act, words, state, kind, reason):
    decision = decide(by=joan, story=sent, act=act, **words)

    letter = letter_about(sent, kind)
    assert (fresh(sent).state, fresh(sent).editor) == (state, joan)
    assert (decision.act, decision.by, decision.reason, decision.state_before, decision.state_after) == (act, joan, reason, "with_editor", state)
    assert letter.due_at == decision.letters_leave_at > timezone.now()
    assert all(part in letter.text for part in reason.split("\n\n"))


def test_the_author_of_a_declined_story_keeps_every_word(joan, sent):
    decide(by=joan, story=sent, act=Act.DECLINED, reason="child")

    kept = fresh(sent)
    assert (kept.going_on, kept.did, kept.changed, kept.open_to_the_author) == (sent.going_on, sent.did, sent.changed, True)


@pytest.mark.parametrize("words", [{"act": Act.DECLINED}, {"act": Act.DECLINED, "reason": "none"}, {"act": Act.ASKED_CHANGES, "note": "<p> </p>"}])
def test_words_that_are_missing_are_asked_for(joan, sent, words):
    with pytest.raises(ValidationError):
        decide(by=joan, story=sent, **words)

    assert (acts(), fresh(sent).state) == ([], StoryState.WITH_EDITOR)


def test_who_decides(sam, eve, joan, ben, admin, sent):
    own = a_sent_story(joan)

    for person, story in ((sam, sent), (eve, sent), (ben, sent), (joan, own)):
        with pytest.raises(PermissionDenied):
            decide(by=person, story=story, act=Act.ACCEPTED)
    decide(by=admin, story=own, act=Act.ACCEPTED)

    assert (fresh(sent).state, fresh(own).state) == (StoryState.WITH_EDITOR, StoryState.ACCEPTED)


def test_what_can_be_decided_where_a_story_is(joan, sent):
    build.the_story_index()
    assert open_story_acts(sent) == [Act.ACCEPTED, Act.ASKED_CHANGES, Act.DECLINED]
    decide(by=joan, story=sent, act=Act.ACCEPTED)
    assert open_story_acts(fresh(sent)) == [Act.PROMOTED, Act.ASKED_CHANGES, Act.DECLINED]
    promote(by=joan, submission=sent)
    assert open_story_acts(fresh(sent)) == [Act.DECLINED]
    decide(by=joan, story=sent, act=Act.DECLINED, reason="told")
    assert open_story_acts(fresh(sent)) == []


def test_the_second_is_told_who_was_first_and_what_they_decided(joan, lee, sent):
    seen = version_of_story(sent, None)
    first = decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen)

    with pytest.raises(AlreadyDecided, match="^Joan Pruitt accepted this story at .*, before your decision arrived. Nothing was sent twice.$") as told:
        decide(by=lee, story=sent, act=Act.DECLINED, reason="told", seen=seen)

    assert told.value.decision == first
    assert letters_to(sent.author) == ["story-sent", "story-accepted"]


def test_a_second_press_is_the_first_decision(joan, sent):
    seen = version_of_story(sent, None)

    assert decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen) == decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen)
    assert acts() == [Act.ACCEPTED]


def test_taken_back_while_one_reads(ben, joan, sent):
    seen = version_of_story(sent, None)
    stories.take_back(by=ben, story=sent)

    with pytest.raises(Changed, match="Ben Okafor took this story back while you were reading. Nothing was sent."):
        decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen)


def test_recalled_and_sent_again_while_one_reads(ben, joan, sent):
    seen = version_of_story(sent, None)
    stories.recall(by=ben, story=sent)
    with pytest.raises(Changed, match="took this story back to change it"):
        decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen)
    stories.send(by=ben, story=sent)

    with pytest.raises(Changed, match="sent a new version while you were reading"):
        decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen)

    assert acts() == []


def test_the_author_left(ben, joan, sent):
    ben.is_active = False
    ben.save()

    with pytest.raises(Overtaken):
        decide(by=joan, story=sent, act=Act.ACCEPTED)

    assert (acts(), fresh(sent).state) == ([], StoryState.WITH_EDITOR)
    decide(by=joan, story=sent, act=Act.DECLINED, reason="told")


# ---------------------------------------------------------------- for a minute


@pytest.mark.parametrize("act", [Act.ACCEPTED, Act.ASKED_CHANGES, Act.DECLINED])
def test_a_decision_is_taken_back_whole_and_can_be_made_anew(joan, sent, act):
    words = {"reason": "told", "note": NOTE}
    decision = decide(by=joan, story=sent, act=act, **words)

    undoing = undo(by=joan, decision=decision)

    assert fresh(sent).state == StoryState.WITH_EDITOR
    assert (letters_to(sent.author), sent.notes.count()) == (["story-sent"], 0)
    assert (undoing.act, undoing.undoes, undo(by=joan, decision=decision)) == (Act.UNDID, decision, undoing)
    decide(by=joan, story=sent, act=act, **words)
    assert len(letters_to(sent.author)) == 2


def test_after_a_minute_it_stands(joan, sent):
    decision = decide(by=joan, story=sent, act=Act.ACCEPTED)
    let_a_minute_pass(decision)

    with pytest.raises(Overtaken, match="The minute is over"):
        undo(by=joan, decision=fresh(decision))

    assert fresh(sent).state == StoryState.ACCEPTED


def test_somebody_elses_decision_is_theirs(joan, lee, sent):
    decision = decide(by=joan, story=sent, act=Act.ACCEPTED)

    with pytest.raises(PermissionDenied):
        undo(by=lee, decision=decision)


def test_what_its_author_goes_on_with_is_not_taken_from_them(ben, joan, sent):
    decision = decide(by=joan, story=sent, act=Act.ASKED_CHANGES, note=NOTE)
    stories.save_part(by=ben, story=sent, part=Part.STORY, words={"title": "The desk"})

    with pytest.raises(Overtaken, match="Ben Okafor has begun to change it"):
        undo(by=joan, decision=decision)

    assert fresh(sent).state == StoryState.CHANGES_REQUESTED


def test_an_acceptance_with_a_page_stands(joan, accepted):
    decision = Decision.objects.get(act=Act.ACCEPTED)
    promote(by=joan, submission=accepted)

    with pytest.raises(Overtaken):
        undo(by=joan, decision=decision)

    assert fresh(accepted).state == StoryState.ACCEPTED


def test_no_letter_leaves_before_the_minute_is_over(joan, sent, settings):
    PostOffice().deliver()
    decide(by=joan, story=sent, act=Act.ACCEPTED)

    PostOffice().deliver()

    assert letter_about(sent, "story-accepted").state == LetterState.DUE


@pytest.mark.parametrize(("act", "words"), [(Act.ACCEPTED, {}), (Act.ASKED_CHANGES, {"note": NOTE}), (Act.DECLINED, {"reason": "told", "note": NOTE})])
def test_the_letter_shown_before_is_the_letter_that_is_written(joan, sent, act, words):
    reason = {"told": "another author has told it already"}.get(words.get("reason"), "")
    shown = preview_about_story(sent, act, by=joan, why=reason, note=words.get("note", ""))

    decide(by=joan, story=sent, act=act, **words)

    written = Letter.objects.due().filter(person=sent.author).latest("id")
    assert shown.subject == written.subject
    assert written.text.startswith(shown.text)


# ---------------------------------------------------------------- the log, and whose it is


def test_wagtails_history_holds_numbers_alone(joan, sent):
    index = build.the_story_index()

    decide(by=joan, story=sent, act=Act.ASKED_CHANGES, note="<p>Leave out the boy.</p>")

    entry = PageLogEntry.objects.get(page=index.pk, action="forum.ask_for_changes")
    assert (entry.user, entry.data) == (joan, {"story": sent.pk, "decision": Decision.objects.get().pk})


def test_a_decision_is_about_one_thing(joan, sent, asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(act=Act.DECLINED, by=joan, submission=sent, question=asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(act=Act.DECLINED, by=joan)


def test_handing_over(joan, lee, sam, sent):
    stories.open_for(by=joan, story=sent)

    hand_over(by=joan, story=sent, to=lee, from_whom=joan.pk)
    with pytest.raises(Overtaken, match="Lee Hart took this story a moment ago"):
        hand_over(by=joan, story=sent, to=build.a_story_moderator("Ida Novak"), from_whom=joan.pk)
    with pytest.raises(PermissionDenied):
        hand_over(by=joan, story=sent, to=sam, from_whom=lee.pk)

    assert fresh(sent).editor == lee
