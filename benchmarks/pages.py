"""Which pages are measured, as whom, and what they are held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import DISCUSSION_MODERATORS, User
from benchmarks.dataset import EVEN_THREADS
from forum.discussions.models import Question
from forum.discussions.threads import RUN
from guide.models import CaseStudyPage, MilestonePage, StagePage, StoryPage

# Words of the data set: one in a third of the posts, one of the guide alone, one that stands nowhere, two common ones together.
SEARCHES = {"common word": "calendar", "rare word": "intermediary", "absent word": "zeppelin", "two words": "budget+memorandum", "misspelled word": "calender"}
TOKEN = "benchmark" + "0" * 23  # as long as Django's own


@dataclass
class Page:
    """`fresh` pages are asked for under an address of their own each time, so that none is found among the kept ones.

    `posts` is how many the page draws, where that is what it costs.
    """

    name: str
    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    fresh: bool = True
    cpu: float | None = None  # bar, in milliseconds of application and database
    sql: int | None = None
    posts: int = 0

    def address(self, number: int) -> str:
        if not self.fresh:
            return self.path
        return f"{self.path}{'&' if '?' in self.path else '?'}n={number}"


def signed_in(user: User) -> dict[str, str]:
    """Cookies of a session of theirs."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0], user.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}


def a_question_of(replies: int) -> Question:
    return Question.objects.visible().filter(reply_count=replies, last_number=replies).order_by("pk")[0]


def a_member() -> User:
    """One of many, who wrote something now and then."""
    return User.objects.filter(is_demonstration=True).exclude(first_post_approved_at=None).order_by("pk")[7]


def a_moderator() -> User:
    person = User.objects.filter(is_demonstration=True).exclude(first_post_approved_at=None).order_by("pk")[8]
    person.groups.add(Group.objects.get(name=DISCUSSION_MODERATORS))
    return User.objects.get(pk=person.pk)


def pages() -> Iterator[Page]:
    member, moderator = signed_in(a_member()), signed_in(a_moderator())
    twenty = a_question_of(EVEN_THREADS[0])
    longest = Question.objects.order_by("-last_number")[0]
    address, long_address = twenty.get_absolute_url(), longest.get_absolute_url()
    milestone = _a_milestone().address

    yield Page("hello", "/benchmarks/hello/")
    yield Page("lean", f"/benchmarks/lean/{twenty.pk}/", posts=21)
    yield Page("lean, signed in", f"/benchmarks/lean/{twenty.pk}/", member, posts=21)
    yield Page("question, visitor", address, cpu=14, sql=6, posts=21)
    yield Page("question, visitor, kept", address, fresh=False, cpu=2, sql=1, posts=21)
    yield Page("question, signed in", address, member, cpu=18, sql=10, posts=21)
    for place, words in run_places(longest).items():
        yield Page(f"longest thread, {place}", long_address + words, posts=RUN + 1)
    yield Page("milestone, visitor", milestone)
    yield Page("milestone, visitor, kept", milestone, fresh=False, cpu=2)
    yield Page("milestone, signed in", milestone, member, cpu=20, sql=12)
    yield Page("questions, visitor", "/questions/")
    for kind, words in SEARCHES.items():
        yield Page(f"search, {kind}", f"/search/?q={words}", cpu=15)
    yield Page("desk, moderator", "/desk/", moderator)


def first_visits() -> dict[str, str]:
    """One page of each kind that a visitor opens, by name: on the starter guide with its demonstration people."""
    stage = StagePage.objects.live().order_by("path")[0]
    return {
        "home": "/",
        "part": stage.get_parent().specific.address,
        "stage": stage.address,
        "milestone": _a_milestone().address,
        "case study": CaseStudyPage.objects.live().order_by("path")[0].address,
        "stories": "/stories/",
        "story": StoryPage.objects.live().order_by("path")[0].address,
        "questions": "/questions/",
        "question": Question.objects.visible().order_by("-reply_count", "pk")[0].get_absolute_url(),
        "search": "/search/?q=budget",
    }


def _a_milestone() -> MilestonePage:
    return MilestonePage.objects.live().get(slug="broaden-collaborative-leadership")


def run_places(question: Question) -> dict[str, str]:
    """The first, the middle and the last full page of a thread."""
    paths = list(question.replies.order_by("path").values_list("path", flat=True))
    middle, last = paths[len(paths) // 2], paths[max(0, len(paths) - RUN - 1)]
    return {"first page": "", "middle page": f"?after={middle}", "last page": f"?after={last}"}
