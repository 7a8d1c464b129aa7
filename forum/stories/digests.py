"""What the weekly digest tells a member of stories: one of theirs that waits for their changes, and new ones, those near them first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.letters.digests.sections import WAITING, Line, in_weekly_digests
from forum.stories.following import STORIES
from forum.stories.models import StoryState, Submission
from guide.models import StoryPage
from guide.models.states import STATES
from guide.spiral import OWN

NEW_AT_MOST, LOOKED_AT = 3, 20  # in one letter; of the week
REMINDED_FOR = timedelta(days=31)  # then they know


@in_weekly_digests(WAITING)
def changes_requested(members: Collection[User], since: datetime) -> dict[int, list[Line]]:
    """One query."""
    waiting = Submission.objects.filter(author__in=[one.pk for one in members], state=StoryState.CHANGES_REQUESTED, state_at__gte=timezone.now() - REMINDED_FOR)
    found: dict[int, list[Line]] = defaultdict(list)
    for story in waiting.newest_first():
        found[story.author_id].append(Line(str(story), story.get_absolute_url(), _("An editor asked for changes"), story.language))
    return found


@in_weekly_digests(STORIES)
def new_stories(members: Collection[User], since: datetime) -> dict[int, list[Line]]:
    """Published since then and on the site still, but for one's own. Two queries, one where there is none."""
    pages = list(StoryPage.objects.live().told_in(OWN).filter(first_published_at__gte=since).with_places().order_by("-first_published_at", "-pk")[:LOOKED_AT])
    if not pages:
        return {}
    authors = dict(Submission.objects.filter(page__in=[page.pk for page in pages]).values_list("page", "author"))
    lines = {page.pk: Line(page.title, page.address, _place_and_length(page), page.language) for page in pages}
    return {one.pk: [lines[page.pk] for page in _near_first(pages, one) if authors.get(page.pk) != one.pk][:NEW_AT_MOST] for one in members}


def _near_first(pages: list[StoryPage], member: User) -> list[StoryPage]:
    return sorted(pages, key=lambda page: page.place is None or not _is_in(member.state, page.place.state))


def _is_in(said: str, state: str) -> bool:
    """Members write their state as they like: UT, or Utah."""
    return bool(state) and said.strip().lower() in (state.lower(), str(STATES.get(state, state)).lower())


def _place_and_length(page: StoryPage) -> str:
    length = ngettext("%(number)s minute read", "%(number)s minute read", page.minutes) % {"number": page.minutes}
    return ". ".join(part for part in (str(page.place or ""), length) if part)
