"""What waits for a decision, most urgent first, in a constant number of queries however much waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, Count, DateTimeField, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
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
from moderation.models import Act, Decision, Post, Report, ReportReason, version_of
from moderation.working_days import age_in_words, due_after, overdue_before

A_PAGE = 50
CHILDREN_FIRST, BY_AGE = 0, 1
FIRST_POSTS, REPORTS, PLACES = "posts", "reports", "places"
SHOWN = (FIRST_POSTS, REPORTS, PLACES)
GROUP_OF = {"question": FIRST_POSTS, "reply": FIRST_POSTS, "reported-question": REPORTS, "reported-reply": REPORTS, "placing": PLACES}
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
        now = timezone.localtime()
        if self.due_at < now:
            return "late"
        return "soon" if self.due_at.date() == now.date() else ""

    @property
    def age(self) -> str:
        return age_in_words(self.key.since, self.due_at)


@dataclass
class Load:
    """How much waits, by what it is; `late` is past the promised day."""

    posts: int
    reports: int
    places: int
    late: int
    unanswered: int

    @property
    def all(self) -> int:
        return self.posts + self.reports + self.places


def title_of(post: Post) -> str:
    """A question's title, a reply's first words; nothing of what its author took back."""
    is_question = isinstance(post, Question)
    if post.state == PostState.WITHDRAWN:
        return _("A question that was taken back") if is_question else _("A reply that was taken back")
    return post.title if is_question else f"“{html.excerpt(post.body, words=9)}”"


def address_of_case(post: Post) -> str:
    return reverse("moderation:question" if isinstance(post, Question) else "moderation:reply", args=[post.pk])


# ---------------------------------------------------------------- the queue


def read_queue(user: User, *, show: str = "", after: Key | None = None) -> tuple[list[Waiting], Key | None]:
    """A page of the queue as this person may work on it, and the key to go on behind. Three queries at most."""
    if not user.moderates_discussions:
        return [], None
    sources = [source for name, source in _sources(user).items() if not show or GROUP_OF[name] == show]
    parts = [_behind(part, after).values_list("rank", "since", "kind", "case", "times") for part in sources]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("rank", "since", "kind", "case")[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    lines = _with_posts(rows)
    return lines, lines[-1].key if more and lines else None


def read_load(user: User) -> Load:
    """The numbers at the head of the desk."""
    numbers = dict.fromkeys(SHOWN, 0)
    late = 0
    before = overdue_before(timezone.now())
    for name, source in _sources(user).items() if user.moderates_discussions else ():
        counted = source.aggregate(all=Count("case"), late=Count("case", filter=Q(since__lt=before)))
        numbers[GROUP_OF[name]] += counted["all"]
        late += counted["late"]
    return Load(**numbers, late=late, unanswered=Question.objects.visible().waiting().count())


def _sources(user: User) -> dict[str, QuerySet]:
    """Each with the columns rank, since, kind, case (the post's id) and times (how often it was reported). Nobody is shown reports about themselves."""
    return {
        "question": _held(Question, "question", F("asked_at")),
        "reply": _held(Reply, "reply", F("replied_at")),
        "reported-question": _reported("question", user),
        "reported-reply": _reported("reply", user),
        "placing": _line(Question.objects.visible().filter(placed=False), "placing", F("asked_at")),
    }


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


def _with_posts(rows: list[tuple]) -> list[Waiting]:
    questions = {case for _rank, _since, kind, case, _times in rows if not kind.endswith("reply")}
    replies = {case for _rank, _since, kind, case, _times in rows if kind.endswith("reply")}
    found = {
        False: _knowing_the_last_decision(Question.objects.select_related("author"), "question").in_bulk(questions) if questions else {},
        True: _knowing_the_last_decision(Reply.objects.select_related("author", "question"), "reply").in_bulk(replies) if replies else {},
    }
    lines = []
    for rank, since, kind, case, times in rows:
        post = found[kind.endswith("reply")][case]
        lines.append(Waiting(Key(rank, since, kind, case), post, times))
    return lines


def _knowing_the_last_decision(posts: QuerySet, kind: str) -> QuerySet:
    last = Decision.objects.filter(**{kind: OuterRef("pk")}).order_by("-id").values("pk")[:1]
    return posts.annotate(last_decision=Subquery(last))
