"""A story follows its page: published with it, and off the site with it; and its author may see the pictures of that page."""

from __future__ import annotations

from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from accounts.models import User
from forum.letters.anew import find_words_anew
from forum.stories import actions
from forum.stories.following import tell_of_story
from forum.stories.models import Submission
from guide.authorship import known_to
from guide.media_store import also_shown_to
from guide.models import GuideImage, StoryPage

UID = "stories-follow-their-pages"


def follow_the_pages() -> None:
    """From now on; called once the models are there."""
    page_published.connect(_went_on, sender=StoryPage, dispatch_uid=UID)
    page_unpublished.connect(_went_off, sender=StoryPage, dispatch_uid=UID)
    also_shown_to(is_in_a_story_of)
    known_to(wrote)


def _went_on(sender: type[StoryPage], instance: StoryPage, **kwargs) -> None:
    """Wagtail says so too when a page is put on the schedule: it is not on the site until its time."""
    if not instance.live:
        return
    actions.mark_published(instance)
    tell_of_story(instance)


def _went_off(sender: type[StoryPage], instance: StoryPage, **kwargs) -> None:
    actions.mark_unpublished(instance)
    find_words_anew(instance.address)


def is_in_a_story_of(user: User, picture: GuideImage) -> bool:
    """The author reads the final version with its pictures, before they are on the site. One query a story that has a page, and one."""
    stories = Submission.objects.filter(author=user, page__isnull=False).exclude(state="taken_back").select_related("page__latest_revision")
    revisions = [story.page.latest_revision for story in stories if story.page.latest_revision]
    return any(picture.pk in revision.as_object().pictures_shown for revision in revisions)


def wrote(user: User, page: Page) -> bool:
    """In whatever language it stands there. One query a person, kept with them: the CMS asks about every page of a list."""
    if not hasattr(user, "_keys_of_own_stories"):
        user._keys_of_own_stories = set(Submission.objects.filter(author=user.pk, page__isnull=False).values_list("page__translation_key", flat=True))
    return page.translation_key in user._keys_of_own_stories
