"""A story with what a moderator needs to decide on it: what was sent, by whom, what is missing, what was said and done before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import ADMINISTRATORS, STORY_MODERATORS, User
from forum.comparison import Comparison
from forum.discussions.models import guide_home
from forum.discussions.places import Place, place_of
from forum.stories.comparison import compare_versions
from forum.stories.models import OPEN_TO_THE_AUTHOR, Note, Photo, StoryState, Submission, Version
from guide.spiral import read_spiral
from moderation import rules
from moderation.finals import Final
from moderation.forms import NAMES_OF_STORY_ACTS
from moderation.history import Entry
from moderation.lines import address_of_case, due_of, urgency_of
from moderation.models import Act, Decision, version_of_story
from moderation.story_checks import Check, checks_of_permission, checks_of_photos
from moderation.story_history import history_of
from moderation.working_days import age_in_words


@dataclass(frozen=True)
class Record:
    """What became of the author's other stories, in numbers."""

    published: int
    not_used: int
    under_way: int


class StoryCase:
    """Everything is read when it is first asked for; the number of queries does not grow with the case."""

    def __init__(self, story: Submission, reader: User) -> None:
        self.story, self.reader = story, reader

    @cached_property
    def can_decide(self) -> bool:
        return rules.can_decide_on_story(self.reader, self.story)

    @property
    def is_own(self) -> bool:
        return self.story.author_id == self.reader.pk

    @property
    def is_taken_back(self) -> bool:
        """Then nothing of it is shown any more."""
        return self.story.state == StoryState.TAKEN_BACK

    # what was sent

    @cached_property
    def versions(self) -> list[Version]:
        """Oldest first."""
        return list(self.story.versions.all())

    @property
    def version(self) -> Version | None:
        """What was sent last: what its author changes meanwhile is theirs until they send it."""
        return self.versions[-1] if self.versions else None

    @property
    def title(self) -> str:
        if self.is_taken_back:
            return _("A story that was taken back")
        return self.version.words["title"] if self.version else str(self.story)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Headings with the author's clean HTML."""
        parts = [(_("What was going on"), "going_on"), (_("What they did"), "did"), (_("What changed"), "changed")]
        return [(heading, self.sent.get(field, "")) for heading, field in parts]

    @property
    def sent(self) -> dict:
        """What the last version keeps: words, place, wishes. Not what stands in the row, which its author may be changing."""
        return self.version.words if self.version else {}

    @property
    def place(self) -> str:
        return self.sent.get("place", "")

    @property
    def initiative(self) -> str:
        return self.sent.get("initiative", "")

    @cached_property
    def milestones(self) -> list[Place]:
        spiral = read_spiral(guide_home())
        return [place_of(page, spiral) for page in Page.objects.filter(pk__in=self.sent.get("milestone_ids", [])).order_by("path")]

    @property
    def functions(self) -> str:
        return ", ".join(self.sent.get("functions", []))

    @cached_property
    def photos(self) -> list[Photo]:
        """None while the author may be changing them."""
        return [] if self.story.state in OPEN_TO_THE_AUTHOR else list(self.story.photos.all())

    # what to look at

    @cached_property
    def checks(self) -> list[Check]:
        return [*checks_of_permission(self.story, self.sent), *checks_of_photos(self.photos)]

    # where it is

    @property
    def age(self) -> str:
        if self.story.state != StoryState.WITH_EDITOR:
            return ""
        return age_in_words(self.story.sent_at, due_of(self.story))

    @property
    def urgency(self) -> str:
        return urgency_of(due_of(self.story))

    @property
    def with_someone_else(self) -> bool:
        return self.story.editor_id not in (None, self.reader.pk)

    @cached_property
    def record(self) -> Record:
        """One query."""
        others = Submission.objects.filter(author=self.story.author_id).exclude(pk=self.story.pk).exclude(state__in=[StoryState.DRAFT, StoryState.TAKEN_BACK])
        numbers = dict(others.order_by().values_list("state").annotate(Count("pk")))
        published, not_used = numbers.pop(StoryState.PUBLISHED, 0), numbers.pop(StoryState.NOT_USED, 0)
        return Record(published, not_used, sum(numbers.values()))

    @cached_property
    def final(self) -> Final | None:
        """The page that was made of it, and how far its author is with that."""
        return Final(self.story) if self.story.page_id else None

    # what was said and done

    @cached_property
    def notes(self) -> list[Note]:
        """What editor and author wrote to each other, oldest first."""
        return list(self.story.notes.select_related("by", "version"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """Newest first."""
        return list(Decision.objects.about(self.story).with_names())

    @property
    def latest(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def seen(self) -> str:
        return version_of_story(self.story, self.latest.pk if self.latest else None)

    @property
    def undoable(self) -> Decision | None:
        """The last decision, as long as this reader can take it back and its author has not gone on."""
        latest, story = self.latest, self.story
        if latest is None or story.state != latest.state_after or story.saved_at > latest.at or story.page_id:
            return None
        return latest if latest.can_be_undone_by(self.reader, timezone.now()) else None

    @cached_property
    def history(self) -> list[Entry]:
        """Newest first."""
        return history_of(self.story, self.decisions, self.reader)

    # what can be done

    @property
    def acts(self) -> list[Act]:
        return rules.open_story_acts(self.story) if self.can_decide else []

    @property
    def url(self) -> str:
        return address_of_case(self.story)

    @property
    def decide_url(self) -> str:
        return reverse("moderation:decide_story", args=[self.story.pk])

    @property
    def note_key(self) -> str:
        """Under which a device keeps the note about this version; until nothing can be decided any more, so that it outlives an undo."""
        return f"decide-story-{self.story.pk}-{self.version.number if self.version else 0}"

    @property
    def choices(self) -> list[dict]:
        """The decision bar. Promoting is pressed here; the others lead to the page with the note."""
        signs = {Act.ACCEPTED: "check", Act.ASKED_CHANGES: "undo", Act.DECLINED: "close", Act.PROMOTED: "star"}
        return [
            {
                "value": act.value,
                "words": NAMES_OF_STORY_ACTS[act],
                "sign": signs[act],
                "kind": "bad" if act == Act.DECLINED else "quiet" if number else "main",
                "url": "" if act == Act.PROMOTED else f"{self.decide_url}?act={act.value}",
            }
            for number, act in enumerate(self.acts)
        ]

    @property
    def can_hand_over(self) -> bool:
        return rules.can_be_handed_over(self.story) and not self.is_own

    @property
    def can_take_over(self) -> bool:
        return self.can_hand_over and self.can_decide and self.story.editor_id != self.reader.pk

    @cached_property
    def others(self) -> list[User]:
        return list(self.people()) if self.can_hand_over else []

    def people(self) -> QuerySet[User]:
        """Who could have it in hand instead: they decide about stories, and did not write it."""
        staff = User.objects.filter(is_active=True, is_coalition_staff=True, groups__name__in=[STORY_MODERATORS, ADMINISTRATORS])
        return staff.exclude(pk__in=[self.story.author_id, self.story.editor_id or 0]).distinct().order_by("display_name", "pk")


def comparison_of(before: Version, after: Version) -> Comparison:
    """Field by field. What the author calls “what you did” is called what they did here."""
    found, names = compare_versions(before.words, after.words), {_("What you did"): _("What they did")}
    changed = [replace(field, name=names.get(field.name, field.name)) for field in found.changed]
    return Comparison(changed, [names.get(name, name) for name in found.unchanged])


def find_story(reader: User, pk: int) -> StoryCase | None:
    """None when there is no such story, and for one that was never sent: a draft is its author's alone."""
    story = Submission.objects.visible_to(reader).exclude(state=StoryState.DRAFT).with_people().filter(pk=pk).first()
    return StoryCase(story, reader) if story else None
