"""The lines of the queue: what waits, in words, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Trust, User
from forum import html
from forum.discussions.models import PostState, Question
from forum.stories.models import StoryState, Submission
from moderation.models import Post, Subject, version_of
from moderation.working_days import age_in_words, due_after, end_of

CHILDREN_FIRST, BY_AGE = 0, 1
STORIES, FIRST_POSTS, REPORTS, PLACES, UNANSWERED = "stories", "posts", "reports", "places", "unanswered"
GROUP_OF = {"story": STORIES, "question": FIRST_POSTS, "reply": FIRST_POSTS, "reported-question": REPORTS, "reported-reply": REPORTS, "placing": PLACES, "unanswered": UNANSWERED}
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Key:
    """Where a case stands in the queue. Sorting by it is the order of the queue."""

    rank: int
    since: datetime
    kind: str
    post: int

    def __str__(self) -> str:
        return f"{self.rank}~{(self.since - EPOCH) // MICROSECOND}~{self.kind}~{self.post}"

    @classmethod
    def read(cls, typed: str) -> Key | None:
        """None for anything that is not one of ours."""
        try:
            rank, since, kind, post = typed.split("~")
            if kind not in GROUP_OF or max(len(rank), len(since), len(post)) > 18:
                return None
            return cls(int(rank), EPOCH + int(since) * MICROSECOND, kind, int(post))
        except (ValueError, OverflowError):
            return None


@dataclass
class Line:
    """What waits, as a line of the queue. `due_at` is the end of what was promised, None where nothing was."""

    key: Key
    subject: Subject
    is_open: bool = field(default=False, kw_only=True)  # the case beside the queue

    @property
    def url(self) -> str:
        return address_of_case(self.subject)

    @property
    def title(self) -> str:
        return title_of(self.subject)

    @property
    def language(self) -> str:
        return language_of_title(self.subject)

    @property
    def urgency(self) -> str:
        return urgency_of(self.due_at)


@dataclass
class Waiting(Line):
    """A question or a reply: held, reported, or without a page."""

    subject: Post
    reports: int = 0

    @property
    def id(self) -> str:
        return f"{self.subject._meta.model_name}-{self.subject.pk}"

    @property
    def seen(self) -> str:
        return version_of(self.subject, self.subject.last_decision)

    @property
    def can_be_approved(self) -> bool:
        return self.subject.is_waiting and not self.reports

    @property
    def kind(self) -> str:
        if self.reports:
            return _("Report")
        if self.key.kind == "placing":
            return _("Needs a page")
        if not self.subject.alias and self.subject.author.trust == Trust.WATCHED:  # few are watched: it would tell who asks without a name
            return _("Watched: question") if isinstance(self.subject, Question) else _("Watched: reply")
        return _("First question") if isinstance(self.subject, Question) else _("First reply")

    @property
    def sign(self) -> str:
        return "flag" if self.reports else "move" if self.key.kind == "placing" else "people"

    @property
    def mark(self) -> str:
        if self.key.rank == CHILDREN_FIRST:
            return _("Names a child?")
        if self.key.kind == "question" and not self.subject.placed:
            return _("Needs a page")
        return ""

    @property
    def by(self) -> str:
        author = self.subject.author
        who = _joined(author.shown_name, author.shown_place)
        if not self.reports:
            return who
        return ngettext("%(who)s, reported once", "%(who)s, reported %(number)s times", self.reports) % {"who": who, "number": localize(self.reports)}

    @cached_property
    def due_at(self) -> datetime:
        return due_after(self.key.since)

    @property
    def age(self) -> str:
        return age_in_words(self.key.since, self.due_at)


@dataclass
class WaitingStory(Line):
    """A story: sent and not decided, or accepted and not made a page yet."""

    subject: Submission
    reader: User

    sign = "document"
    can_be_approved = False

    @property
    def kind(self) -> str:
        return _("Story")

    @property
    def id(self) -> str:
        return f"story-{self.subject.pk}"

    @property
    def mark(self) -> str:
        if self.subject.state == StoryState.ACCEPTED:
            return _("Accepted, needs a page")
        return _("Version %(number)d") % {"number": self.subject.rounds} if self.subject.rounds > 1 else ""

    @property
    def by(self) -> str:
        return _joined(self.subject.author.shown_name, self.subject.shown_place)

    @property
    def yours(self) -> bool:
        return self.subject.editor_id == self.reader.pk

    @property
    def due_at(self) -> datetime | None:
        return due_of(self.subject)

    @property
    def age(self) -> str:
        since = self.subject.state_at if self.due_at is None else self.subject.sent_at
        return age_in_words(since, self.due_at)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def due_of(story: Submission) -> datetime | None:
    """The end of the day by which an editor promised to read it; nothing is promised about one that was accepted."""
    return end_of(story.due_on) if story.state == StoryState.WITH_EDITOR else None


def urgency_of(due_at: datetime | None) -> str:
    now = timezone.localtime()
    if due_at is None:
        return ""
    if due_at < now:
        return "late"
    return "soon" if due_at.date() == now.date() else ""


def title_of(post: Subject) -> str:
    """The title of a question or a story, a reply's first words; nothing of what its author took back."""
    if isinstance(post, Submission):
        return _("A story that was taken back") if post.state == StoryState.TAKEN_BACK else str(post)
    is_question = isinstance(post, Question)
    if post.state == PostState.ELSEWHERE:
        return _("A question that was joined to another") if is_question else _("A reply that became a question")
    if post.state == PostState.WITHDRAWN:
        return _("A question that was taken back") if is_question else _("A reply that was taken back")
    return post.title if is_question else f"“{html.excerpt(post.body, words=9)}”"


def language_of_title(post: Subject) -> str:
    """Of a title in its author's words; blank where `title_of` says our own ones."""
    if post.state in (PostState.ELSEWHERE, PostState.WITHDRAWN, StoryState.TAKEN_BACK):
        return ""
    return post.language if isinstance(post, Question | Submission) else post.question.language


def address_of_case(post: Subject) -> str:
    if isinstance(post, Submission):
        return reverse("moderation:story", args=[post.pk])
    return reverse("moderation:question" if isinstance(post, Question) else "moderation:reply", args=[post.pk])
