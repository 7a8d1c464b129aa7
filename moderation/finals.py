"""The page that was made of a story, and how far its author is with it: what staff read at the desk and in the CMS."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.models import Revision

from forum.stories.actions import has_said_yes, wants_a_change
from forum.stories.models import Note, Step, StoryState, Submission
from guide.models import Consent, ConsentKind, StoryPage, consent


class Final:
    """Of a story with a page. Read when first asked for."""

    def __init__(self, story: Submission) -> None:
        self.story = story

    @property
    def page(self) -> StoryPage:
        return self.story.page

    @cached_property
    def revision(self) -> Revision | None:
        return self.page.latest_revision

    @cached_property
    def agreed(self) -> bool:
        """The author said yes to exactly what the latest revision says, and asked for no change since. Nine queries at most."""
        return has_said_yes(self.story, self.digest)

    @cached_property
    def digest(self) -> str:
        return consent.content_digest(self.revision.as_object() if self.revision else self.page)

    @cached_property
    def agreed_to_another(self) -> bool:
        """They said yes to another version, and what changed since may be spelling only."""
        return not self.agreed and not wants_a_change(self.story) and Consent.objects.in_force().filter(story_id=self.page.pk, kind=ConsentKind.AUTHOR).exists()

    @cached_property
    def _steps(self) -> list[Step]:
        told = (Step.Act.FINAL_SHOWN, Step.Act.SAID_YES, Step.Act.SAID_NOT_YET, Step.Act.SPELLING)
        return list(self.story.steps.filter(act__in=told).select_related("by"))

    @property
    def asked(self) -> Step | None:
        """When the author was last asked to read it, and by whom."""
        return next((step for step in reversed(self._steps) if step.act == Step.Act.FINAL_SHOWN), None)

    @property
    def waits_for_the_author(self) -> bool:
        """Asked, and no answer yet; the text may have changed since."""
        return bool(self._steps) and self._steps[-1].act == Step.Act.FINAL_SHOWN

    @cached_property
    def not_yet(self) -> Note | None:
        """What the author wants changed, as long as that is their last word."""
        if not self._steps or self._steps[-1].act != Step.Act.SAID_NOT_YET:
            return None
        return self.story.notes.filter(by=self.story.author_id).select_related("by").last()

    @property
    def can_be_asked_for(self) -> bool:
        """There is something to say yes to, and somebody to say it."""
        in_time = self.story.state in (StoryState.ACCEPTED, StoryState.PUBLISHED)
        return in_time and not self.agreed and self.story.author.is_active and self.revision is not None
