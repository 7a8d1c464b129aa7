"""Authors and places can be followed; a story that goes on the site is told to those who follow them, or a page that it belongs to."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.letters.composing import composed_at_sending
from forum.letters.digests.sections import Section
from forum.letters.following import happened
from forum.letters.happenings import Happening
from forum.letters.looking_up import looked_up_once
from forum.letters.models import Letter
from forum.letters.things import Thing, Told, can_be_followed, told_as
from forum.stories.models import Credit, Submission
from guide.models import StoryPage
from guide.models.states import STATES


# ---------------------------------------------------------------- things


def named_author(page: StoryPage) -> User | None:
    """Who told it, where the story itself says so in full: a first name or less must not lead to the person. One query."""
    story = _behind(page)
    return story.author if story and story.credit == Credit.FULL and story.author.is_active else None


def _behind(page: StoryPage) -> Submission | None:
    return Submission.objects.filter(page=page.pk).select_related("author").first()


@can_be_followed("author", heading=gettext_lazy("People"), what_comes=gettext_lazy("Stories from the field that they tell under their full name."))
def authors(keys: Collection[str], reader: User | None) -> dict[str, Thing]:
    """Those of a story on the site that names them in full. One query."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    told = Submission.objects.filter(author__in=numbers, author__is_active=True, credit=Credit.FULL, page__live=True).order_by("-pk").select_related("author", "page")
    return {str(story.author_id): Thing(story.author.shown_name, story.page.address) for story in reversed(told)}


@can_be_followed("place", heading=gettext_lazy("Places"), what_comes=gettext_lazy("New stories from the field from this state."))
def states(keys: Collection[str], reader: User | None) -> dict[str, Thing]:
    """By their two letters. No query."""
    return {key: Thing(str(STATES[key]), f"/stories/?state={key}") for key in keys if key in STATES}


# ---------------------------------------------------------------- a story goes on the site


def tell_of_story(page: StoryPage) -> None:
    """Once for each story and all its translations, to those who follow a milestone it belongs to, its author or its state."""
    story = _behind(page)
    on = [("author", story.author_id)] if story and story.credit == Credit.FULL else []
    on += [("page", key) for key in page.milestones.order_by("path").values_list("translation_key", flat=True)]
    on += [("place", page.place.state)] if page.place else []
    happened("story-new", once=f"story:{page.translation_key}", about=("story", page.translation_key), on=on, by=story and story.author)


def _stories(number: int) -> str:
    return ngettext("%(number)d story", "%(number)d stories", number) % {"number": number}


STORIES = Section(gettext_lazy("New stories from the field"), 50, _stories)


@told_as("story-new", section=STORIES, many=STORIES.counted)
def tell_of_stories(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    """Those that stand on the site, in its own language. One query."""
    found = _stories_by_key({_key_of(one) for one in happenings})
    return {
        one.pk: Told(page.title, _("A new story from the field"), page.address, page.lead)
        for one in happenings
        if (page := found.get(_key_of(one)))
    }


@looked_up_once
def _stories_by_key(keys: Collection[str]) -> dict[str, StoryPage]:
    """The original stands first in the tree: of several translations it wins."""
    return {str(page.translation_key): page for page in StoryPage.objects.live().filter(translation_key__in=keys).order_by("-path")}


def _key_of(happening: Happening) -> str:
    return happening.about.partition(":")[2]


@composed_at_sending("story-new")
def words_of_a_story(letter: Letter) -> dict | None:
    key = letter.happening and _key_of(letter.happening)
    page = _stories_by_key([key]).get(key) if key else None
    return page and {"story": page, "link": page.address, "link_words": _("Read the story")}
