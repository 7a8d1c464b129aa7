"""Several press at the same moment: one page, one decision, one letter; whoever comes second is told."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from forum.stories import actions as stories
from forum.stories.models import StoryState
from guide.models import GuideImage, StoryPage
from moderation.actions import AlreadyDecided, Changed
from moderation.models import Act, version_of_story
from moderation.promotion import NotPromoted, promote
from moderation.story_actions import decide, undo
from tests import build
from tests.moderation.conftest import a_photo, a_sent_story, a_written_story, acts, an_accepted_story, fresh, letters_to
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PRESSES = 20


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_twenty_presses_make_one_page(ben, joan, lee):
    build.the_story_index()
    story = a_written_story(ben)
    a_photo(story)
    stories.send(by=ben, story=story)
    decide(by=joan, story=story, act=Act.ACCEPTED)

    results = at_once(*[lambda person=person: promote(by=person, submission=story) for person in (joan, lee) * (PRESSES // 2)])

    assert kinds(results) == ["StoryPage"] * PRESSES
    assert {page.pk for page in results} == {StoryPage.objects.get().pk} == {fresh(story).page_id}
    assert (acts(), GuideImage.objects.count()) == ([Act.ACCEPTED, Act.PROMOTED], 1)
    assert Page.find_problems() == ([], [], [], [], [])


def test_several_stories_at_once_stand_at_their_own_places(ben, joan):
    build.the_story_index()
    told = [an_accepted_story(ben, joan, title="The bus") for _number in range(6)]

    results = at_once(*[lambda story=story: promote(by=joan, submission=story) for story in told])

    assert kinds(results) == ["StoryPage"] * 6
    assert len({page.slug for page in StoryPage.objects.all()}) == 6
    assert Page.find_problems() == ([], [], [], [], [])


def test_taken_back_while_it_is_promoted(ben, joan, accepted):
    promoted, _none = at_once(lambda: promote(by=joan, submission=accepted), lambda: stories.take_back(by=ben, story=fresh(accepted)))

    story = fresh(accepted)
    assert story.state == StoryState.TAKEN_BACK
    if isinstance(promoted, NotPromoted):
        assert not StoryPage.objects.exists()
    else:
        assert story.page == promoted and not fresh(promoted).live


@pytest.mark.parametrize(("act", "words"), [(Act.ACCEPTED, {}), (Act.DECLINED, {"reason": "told"})])
def test_two_moderators_make_one_decision_and_one_letter(ben, joan, lee, sent, act, words):
    seen = version_of_story(sent, None)
    results = at_once(lambda: decide(by=joan, story=sent, act=Act.ACCEPTED, seen=seen), lambda: decide(by=lee, story=sent, act=act, seen=seen, **words))

    assert kinds(results) == ["AlreadyDecided", "Decision"]
    told = next(result for result in results if isinstance(result, AlreadyDecided))
    assert (told.decision in results, len(acts()), len(letters_to(ben))) == (True, 1, 2)
    assert fresh(sent).state == told.decision.state_after


def test_recalled_while_it_is_opened(ben, joan, sent):
    at_once(lambda: stories.open_for(by=joan, story=sent), lambda: stories.recall(by=ben, story=sent))

    story = fresh(sent)
    assert (story.state, story.opened_at is None) in ((StoryState.WITH_EDITOR, False), (StoryState.DRAFT, True))


def test_taken_back_while_it_is_decided(ben, joan, sent):
    decided, _none = at_once(lambda: decide(by=joan, story=sent, act=Act.DECLINED, reason="told"), lambda: stories.take_back(by=ben, story=sent))

    assert fresh(sent).state == StoryState.TAKEN_BACK
    assert isinstance(decided, Changed) == (acts() == [])


def test_undone_while_it_is_promoted(ben, joan, accepted):
    decision = accepted.decisions.get()

    at_once(lambda: undo(by=joan, decision=decision), lambda: promote(by=joan, submission=accepted))

    story = fresh(accepted)
    assert (story.state, story.page_id is None) in ((StoryState.WITH_EDITOR, True), (StoryState.ACCEPTED, False))
    assert acts()[1:] in ([Act.UNDID], [Act.PROMOTED])


def test_opened_by_two_it_is_in_one_persons_hands(joan, lee, ben):
    story = a_sent_story(ben)

    at_once(lambda: stories.open_for(by=joan, story=story), lambda: stories.open_for(by=lee, story=story))

    assert fresh(story).editor in (joan, lee)
    assert story.steps.filter(act="opened").count() == 1
