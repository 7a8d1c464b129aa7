"""A story follows its page onto the site, and off it."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from forum.stories import emails
from forum.stories.actions.agreeing import wants_a_change
from forum.stories.actions.holding import change, lock
from forum.stories.models import Step, StoryState, Submission
from guide.models import StoryPage, consent


def attach_page(*, story: Submission, page: StoryPage) -> None:
    """The page that promotion made. The caller holds the story's row; a second page is refused by the database."""
    Submission.objects.filter(pk=story.pk, page=None).update(page=page)
    story.page = page


def mark_published(page: StoryPage) -> None:
    """Called when the page goes live."""
    _follow(page, live=True)


def mark_unpublished(page: StoryPage) -> None:
    """Called when staff take the page down; the author's own taking back has its own state."""
    _follow(page, live=False)


def _follow(page: StoryPage, *, live: bool) -> None:
    """In the page's own transaction when the story's row is free. Whoever publishes holds the page, so they never wait for the story:
    it is settled after their commit, and by the worker when they do not come to that.
    """
    with transaction.atomic():
        story = Submission.objects.held(skip_locked=True).filter(page_id=page.pk).first()
        if story:
            return _settle(story, live=live)
    if Submission.objects.filter(page_id=page.pk).exists():
        transaction.on_commit(lambda: _settle_with(page.pk))


@transaction.atomic
def _settle_with(page_id: int) -> None:
    """Let the story of this page say what the page says."""
    story = Submission.objects.held().filter(page_id=page_id).first()
    if story:
        _settle(story, live=_is_live(page_id))


def settle_all() -> int:
    """Stories that stand otherwise than their page, such as after a fall between the two; the worker calls it."""
    astray = list(Submission.objects.astray())
    for story in astray:
        with transaction.atomic():
            locked = lock(story)
            _settle(locked, live=_is_live(locked.page_id))
    return len(astray)


def _is_live(page_id: int | None) -> bool:
    return Page.objects.filter(pk=page_id, live=True).exists()


def _settle(story: Submission, *, live: bool) -> None:
    if live and story.state == StoryState.ACCEPTED:
        change(story, StoryState.PUBLISHED, by=None)
        emails.tell_published(story)
    elif not live and story.state == StoryState.PUBLISHED:
        if story.page_id and wants_a_change(story):
            consent.end_consents(story.page_id)  # it stood there only until the change was made
        change(story, StoryState.ACCEPTED, by=None, act=Step.Act.TAKEN_OFF)
        emails.tell_taken_off(story)
