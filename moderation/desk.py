"""What waits for a decision, most urgent first, in a constant number of queries however much waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, Count, DateTimeField, Exists, ExpressionWrapper, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum import html
from forum.discussions.models import PostState, Question, Reply
from forum.stories.actions import READ_WITHIN
from forum.stories.models import StoryState, Submission
from moderation.models import Act, Decision, Post, Report, ReportReason, Subject, version_of
from moderation.rules import can_read_stories
from moderation.working_days import PROMISED, age_in_words, due_after, end_of, overdue_before

A_PAGE = 50
CHILDREN_FIRST, BY_AGE = 0, 1
STORIES, FIRST_POSTS, REPORTS, PLACES = "stories", "posts", "reports", "places"
SHOWN = (STORIES, FIRST_POSTS, REPORTS, PLACES)
GROUP_OF = {"story": STORIES, "question": FIRST_POSTS, "reply": FIRST_POSTS, "reported-question": REPORTS, "reported-reply": REPORTS, "placing": PLACES}
LONGER_FOR_STORIES = timedelta(days=READ_WITHIN - PROMISED)  # a story is due so much later than a post of its age, and stands among younger ones
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
class Waiting:
    """A line of the queue."""

    key: Key
    post: Post
    reports: int = 0
    is_open: bool = False  # the case beside the queue

    @property
    def id(self) -> str:
        return f"{self.post._meta.model_name}-{self.post.pk}"

    @property
    def subject(self) -> Post:
        return self.post

    @property
    def url(self) -> str:
        return address_of_case(self.post)

    @property
    def seen(self) -> str:
        return version_of(self.post, self.post.last_decision)

    @property
    def can_be_approved(self) -> bool:
        return self.post.is_waiting and not self.reports

    @property
    def title(self) -> str:
        return title_of(self.post)

    @property
    def kind(self) -> str:
        if self.reports:
            return _("Report")
        if self.key.kind == "placing":
            return _("Needs a page")
        return _("First question") if isinstance(self.post, Question) else _("First reply")

    @property
    def sign(self) -> str:
        return "flag" if self.reports else "move" if self.key.kind == "placing" else "people"

    @property
    def mark(self) -> str:
        if self.key.rank == CHILDREN_FIRST:
            return _("Names a child?")
        if self.key.kind == "question" and not self.post.placed:
            return _("Needs a page")
        return ""

    @property
    def by(self) -> str:
        who = ", ".join(part for part in (self.post.author.shown_name, self.post.author.shown_place) if part)
        if not self.reports:
            return who
        return ngettext("%(who)s, reported once", "%(who)s, reported %(number)s times", self.reports) % {"who": who, "number": localize(self.reports)}

    @cached_property
    def due_at(self) -> datetime:
        return due_after(self.key.since)

    @property
    def urgency(self) -> str:
        return urgency_of(self.due_at)

    @property
    def age(self) -> str:
        return age_in_words(self.key.since, self.due_at)


@dataclass
class WaitingStory:
    """A line of the queue about a story: sent and not decided, or accepted and not made a page yet."""

    key: Key
    story: Submission
    reader: User
    is_open: bool = False

    sign = "document"
    can_be_approved = False

    @property
    def kind(self) -> str:
        return _("Story")

    @property
    def id(self) -> str:
        return f"story-{self.story.pk}"

    @property
    def subject(self) -> Submission:
        return self.story

    @property
    def url(self) -> str:
        return address_of_case(self.story)

    @property
    def title(self) -> str:
        return title_of(self.story)

    @property
    def mark(self) -> str:
        if self.story.state == StoryState.ACCEPTED:
            return _("Accepted, needs a page")
        return _("Version %(number)d") % {"number": self.story.rounds} if self.story.rounds > 1 else ""

    @property
    def by(self) -> str:
        return ", ".join(part for part in (self.story.author.shown_name, self.story.shown_place) if part)

    @property
    def yours(self) -> bool:
        return self.story.editor_id == self.reader.pk

    @property
    def due_at(self) -> datetime | None:
        return due_of(self.story)

    @property
    def urgency(self) -> str:
        return urgency_of(self.due_at)

    @property
    def age(self) -> str:
        since = self.story.state_at if self.due_at is None else self.story.sent_at
        return age_in_words(since, self.due_at)


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


@dataclass
class Load:
    """How much waits, by what it is; `late` is past the promised day, `yours` what the reader has in hand."""

    stories: int
    posts: int
    reports: int
    places: int
    late: int
    yours: int
    unanswered: int

    @property
    def all(self) -> int:
        return self.stories + self.posts + self.reports + self.places


def title_of(post: Subject) -> str:
    """The title of a question or a story, a reply's first words; nothing of what its author took back."""
    if isinstance(post, Submission):
        return _("A story that was taken back") if post.state == StoryState.TAKEN_BACK else str(post)
    is_question = isinstance(post, Question)
    if post.state == PostState.WITHDRAWN:
        return _("A question that was taken back") if is_question else _("A reply that was taken back")
    return post.title if is_question else f"“{html.excerpt(post.body, words=9)}”"


def address_of_case(post: Subject) -> str:
    if isinstance(post, Submission):
        return reverse("moderation:story", args=[post.pk])
    return reverse("moderation:question" if isinstance(post, Question) else "moderation:reply", args=[post.pk])


# ---------------------------------------------------------------- the queue


def read_queue(user: User, *, show: str = "", after: Key | None = None) -> tuple[list[Waiting | WaitingStory], Key | None]:
    """A page of the queue as this person may work on it, and the key to go on behind. Four queries at most."""
    sources = [source for name, source in _sources(user).items() if not show or GROUP_OF[name] == show]
    if not sources:
        return [], None
    parts = [_behind(part, after).values_list("rank", "since", "kind", "case", "times") for part in sources]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("rank", "since", "kind", "case")[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    lines = _with_subjects(rows, user)
    return lines, lines[-1].key if more and lines else None


def read_load(user: User) -> Load:
    """The numbers at the head of the desk."""
    numbers = dict.fromkeys(SHOWN, 0)
    late = yours = 0
    before = overdue_before(timezone.now())
    for name, source in _sources(user).items():
        is_late = Q(state=StoryState.WITH_EDITOR, due_on__lt=timezone.localdate()) if name == "story" else Q(since__lt=before)
        mine = {"yours": Count("case", filter=Q(editor=user))} if name == "story" else {}
        counted = source.aggregate(all=Count("case"), late=Count("case", filter=is_late), **mine)
        numbers[GROUP_OF[name]] += counted["all"]
        late, yours = late + counted["late"], yours + counted.get("yours", 0)
    return Load(**numbers, late=late, yours=yours, unanswered=Question.objects.visible().waiting().count())


def _sources(user: User) -> dict[str, QuerySet]:
    """Each with the columns rank, since, kind, case (the id) and times (how often it was reported). Nobody is shown reports about themselves."""
    sources = {}
    if can_read_stories(user):
        sources["story"] = _stories()
    if user.moderates_discussions:
        sources |= {
            "question": _held(Question, "question", F("asked_at")),
            "reply": _held(Reply, "reply", F("replied_at")),
            "reported-question": _reported("question", user),
            "reported-reply": _reported("reply", user),
            "placing": _line(Question.objects.visible().filter(placed=False), "placing", F("asked_at")),
        }
    return sources


def _stories() -> QuerySet:
    """What was sent waits since it was sent last; what was accepted waits for its page since then."""
    waits = Case(When(state=StoryState.ACCEPTED, then=F("state_at")), default=F("sent_at"), output_field=DateTimeField())
    stories = Submission.objects.filter(Q(state=StoryState.WITH_EDITOR) | Q(state=StoryState.ACCEPTED, page=None))
    return _line(stories, "story", ExpressionWrapper(waits + Value(LONGER_FOR_STORIES), output_field=DateTimeField()))


def _held(model: type[Question | Reply], kind: str, sent_at: F) -> QuerySet:
    """Waits since it was sent; one that was declined and mended, since it was sent again."""
    declined = Decision.objects.standing().filter(act=Act.DECLINED, **{kind: OuterRef("pk")})
    since = Case(When(Exists(declined), then=Coalesce("edited_at", sent_at)), default=sent_at, output_field=DateTimeField())
    return _line(model.objects.filter(state=PostState.WAITING), kind, since)


def _line(posts: QuerySet, kind: str, since) -> QuerySet:
    return posts.order_by().annotate(
        rank=Value(BY_AGE, IntegerField()), since=since, kind=Value(kind), case=F("pk"), times=Value(0, IntegerField())
    )


def _reported(kind: str, user: User) -> QuerySet:
    """One line a post, however many people reported it."""
    about_a_child = Case(When(reason=ReportReason.CHILD, then=CHILDREN_FIRST), default=BY_AGE, output_field=IntegerField())
    reports = Report.objects.open().order_by().filter(**{f"{kind}__isnull": False}).exclude(**{f"{kind}__author": user})
    return reports.values(f"{kind}_id").annotate(
        rank=Min(about_a_child), since=Min("reported_at"), kind=Value(f"reported-{kind}"), case=F(f"{kind}_id"), times=Count("pk")
    )


def _behind(source: QuerySet, key: Key | None) -> QuerySet:
    """Keyset: what stands behind `key` in the order of the queue."""
    if key is None:
        return source
    later = Q(since__gt=key.since) | Q(since=key.since, kind__gt=key.kind) | Q(since=key.since, kind=key.kind, case__gt=key.post)
    return source.filter(Q(rank__gt=key.rank) | Q(rank=key.rank) & later)


def _with_subjects(rows: list[tuple], reader: User) -> list[Waiting | WaitingStory]:
    """The posts and stories that the rows name, each kind in one query."""
    found = _found({kind for _rank, _since, kind, _case, _times in rows}, rows)
    lines: list[Waiting | WaitingStory] = []
    for rank, since, kind, case, times in rows:
        key, subject = Key(rank, since, kind, case), found[_model_of(kind)].get(case)
        if subject is not None:  # deleted between the two looks
            lines.append(WaitingStory(key, subject, reader) if kind == "story" else Waiting(key, subject, times))
    return lines


def _found(kinds: set[str], rows: list[tuple]) -> dict[type, dict[int, Subject]]:
    read = {
        Submission: lambda: Submission.objects.select_related("author").annotate(rounds=Count("versions")),
        Question: lambda: _knowing_the_last_decision(Question.objects.select_related("author"), "question"),
        Reply: lambda: _knowing_the_last_decision(Reply.objects.select_related("author", "question"), "reply"),
    }
    return {
        model: read[model]().in_bulk({case for _rank, _since, kind, case, _times in rows if _model_of(kind) is model})
        for model in {_model_of(kind) for kind in kinds}
    }


def _model_of(kind: str) -> type[Subject]:
    if kind == "story":
        return Submission
    return Reply if kind.endswith("reply") else Question


def _knowing_the_last_decision(posts: QuerySet, kind: str) -> QuerySet:
    last = Decision.objects.filter(**{kind: OuterRef("pk")}).order_by("-id").values("pk")[:1]
    return posts.annotate(last_decision=Subquery(last))
