"""What waits for a decision, most urgent first, in a constant number of queries however much waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, DateTimeField, Exists, ExpressionWrapper, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.promises.models import promised
from forum.discussions.models import PostState, Question, Reply
from forum.stories.models import StoryState, Submission
from moderation.lines import BY_AGE, CHILDREN_FIRST, FIRST_POSTS, GROUP_OF, PLACES, REPORTS, STORIES, Key, Line, Waiting, WaitingStory
from moderation.models import Act, Decision, Report, ReportReason, Subject
from moderation.rules import can_read_stories
from moderation.unanswered import count_unanswered
from moderation.working_days import overdue_before

A_PAGE = 50
SHOWN = (STORIES, FIRST_POSTS, REPORTS, PLACES)


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
    unanswered_yours: int = 0

    @property
    def all(self) -> int:
        return self.stories + self.posts + self.reports + self.places


def read_queue(user: User, *, show: str = "", after: Key | None = None) -> tuple[list[Line], Key | None]:
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
    return Load(**numbers, late=late, yours=yours, **count_unanswered(user))


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
    return _line(stories, "story", ExpressionWrapper(waits + Value(_longer_for_stories()), output_field=DateTimeField()))


def _longer_for_stories() -> timedelta:
    """A story is due so much later than a post of its age, and stands among younger ones."""
    return timedelta(days=promised().story_days - promised().post_days)


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


def _with_subjects(rows: list[tuple], reader: User) -> list[Line]:
    """The posts and stories that the rows name, each kind in one query."""
    found = _found({kind for _rank, _since, kind, _case, _times in rows}, rows)
    lines: list[Line] = []
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
    last = Decision.objects.deciding().filter(**{kind: OuterRef("pk")}).order_by("-id").values("pk")[:1]
    return posts.annotate(last_decision=Subquery(last))
