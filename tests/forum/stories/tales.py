"""Stories at each turn of their way, through the real actions. A page is made by hand: how promotion makes one is moderation's test."""

from __future__ import annotations

from wagtail.models import Page

from accounts.models import User
from forum.stories import actions
from forum.stories.models import Submission
from forum.stories.parts import Part
from guide.models import StoryPage, consent
from tests import build
from tests.build import fresh

WORDS = {
    "title": "The attendance desk nobody funded",
    "going_on": "<p>By October we had <strong>212</strong> children on the list.</p>",
    "did": "<p>We put one desk in the county office.</p>",
    "changed": "<p>In the spring the same list had 131 names.</p>",
}
PLACE = {"city": "Tamarack County", "us_state": "WI", "only_state": False, "initiative": ""}


def a_draft(by: User, *, milestone: Page | None = None, **words) -> Submission:
    """All that is needed to send it."""
    story = actions.start(by=by, came_from=milestone or build.a_milestone())
    actions.save_part(by=by, story=story, part=Part.STORY, words=WORDS | words)
    actions.save_part(by=by, story=story, part=Part.PLACE, words=PLACE)
    actions.save_part(by=by, story=story, part=Part.PERMISSION, words={"credit": "full", "uses": ["site"]})
    return fresh(story)


def sent(by: User, **words) -> Submission:
    story = a_draft(by, **words)
    actions.send(by=by, story=story)
    return fresh(story)


def opened(by: User, editor: User, **words) -> Submission:
    return fresh(actions.open_for(by=editor, story=sent(by, **words)))


def asked_to_change(by: User, editor: User, note: str = "<p>Who decided?</p>", **words) -> Submission:
    return fresh(actions.request_changes(by=editor, story=opened(by, editor, **words), note=note))


def not_used(by: User, editor: User, **words) -> Submission:
    return fresh(actions.decline(by=editor, story=opened(by, editor, **words), reason="it does not fit a milestone", note="<p>Try again.</p>"))


def accepted(by: User, editor: User, **words) -> Submission:
    return fresh(actions.accept(by=editor, story=opened(by, editor, **words)))


def with_a_page(by: User, editor: User, **words) -> Submission:
    """Accepted, and its page prepared in the CMS."""
    story = accepted(by, editor, **words)
    page = StoryPage(title=story.title, live=False, credit_line=by.shown_name, body=[("prose", story.going_on + story.did + story.changed)])
    build.the_story_index().add_child(instance=page)
    page.milestones = list(story.milestones.all())
    page.save_revision()
    actions.attach_page(story=story, page=page)
    return fresh(story)


def agreed_to(by: User, editor: User, **words) -> Submission:
    story = with_a_page(by, editor, **words)
    actions.say_yes(by=by, story=story, revision_id=story.page.latest_revision_id)
    return fresh(story)


def published(by: User, editor: User, **words) -> Submission:
    story = agreed_to(by, editor, **words)
    story.page.latest_revision.publish()
    return fresh(story)


def taken_back(by: User, editor: User, **words) -> Submission:
    story = published(by, editor, **words)
    actions.take_back(by=by, story=story)
    return fresh(story)


def digest_of(story: Submission) -> str:
    return consent.content_digest(story.page.latest_revision.as_object())


def edited_in_the_cms(story: Submission, **fields) -> StoryPage:
    """Another revision of its page."""
    page = StoryPage.objects.get(pk=story.page_id).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return StoryPage.objects.get(pk=page.pk)
