"""A page of a thread: a run of replies in reading order, whatever the branching, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from forum.blocking.blocks import blocks_of
from forum.discussions.models import DEPTH_DRAWN, STEP, Helped, PostState, Question, Reply
from forum.discussions.queries import Reader, ReplyQuerySet
from forum.prepared import prepared

RUN = 20  # replies on a page of a thread; any page of the longest then costs what a short thread does
# What pages show, and nothing else: the rows of people and pages are wide.
OF_A_PERSON = ("display_name", "role", "organisation", "city", "state", "show_role", "show_organisation", "show_place", "is_coalition_staff", "erased_at")
OF_A_POST = ("author", "alias", "body", "state", "reason", "is_edited", *(f"author__{field}" for field in OF_A_PERSON))
OF_A_REPLY = (*OF_A_POST, "question", "parent", "number", "path", "replied_at", "helped_count", "stands_for", "asked_as")
OF_AN_ANSWERED_REPLY = ("question", "author", "alias", "number", "state", "author__display_name", "author__erased_at")

@dataclass
class Shown:
    """A reply as drawn in nested lists: `opens` begins a list before it, `holds` keeps its item open for the next, `closes` ends lists after it."""

    reply: Reply
    level: int  # 1 … DEPTH_DRAWN
    opens: bool = False
    holds: bool = False
    closes: int = 0
    answers: Reply | None = None  # named and linked where the drawing does not show it
    helped_by_me: bool = False
    is_stub: bool = False
    is_new: bool = False  # to the member who reads, since their last visit
    is_blocked: bool = False  # the reader blocked its writer: folded
    hides_my_name: bool = False  # the reader wrote it, and others read an alias
    which: str = ""  # said after the name where its writer has another above: ", number 3"
    folds: int = 0  # so many replies, this one first, stand in a fold: folding.py
    fold_is_open: bool = False

    @property
    def is_answer(self) -> bool:
        """To the question itself, as search engines mean it: what answers a reply is conversation."""
        return self.reply.parent_id is None

    @property
    def asked_this(self) -> bool:
        """By the asker as they are shown there: a name and an alias of one person are two. The reply's question must be loaded, as it is through `read_run`."""
        asked = self.reply.question
        return (self.reply.author_id, self.reply.alias) == (asked.author_id, asked.alias)


@dataclass
class Run:
    posts: list[Shown]
    next_path: str  # the path to go on behind, or the place in another order; blank at the end
    is_first: bool
    helped: Collection[int] = ()  # what the member found helpful, among these and the chosen answer
    order: str = ""  # another than that of the branches: ordering.py

    @property
    def goes_on(self) -> str:
        """What the address of the next page says."""
        if not self.next_path:
            return ""
        return urlencode({"order": self.order, "behind": self.next_path} if self.order else {"after": self.next_path})


def read_run(question: Question, user: User, *, after: str = "", start: str = "") -> Run:
    """RUN replies behind `after`, or from `start` on. Two queries at most, three for a member; see `draw`."""
    rows = _rows(question, user, after, start)
    more, rows = len(rows) > RUN, rows[:RUN]
    helped = found_helpful(user, [row.pk for row in rows] + ([question.answer_id] if question.answer_id else []))
    return Run(draw(rows, user, helped=helped), next_path=rows[-1].path if more else "", is_first=not (after or start), helped=helped)


def _rows(question: Question, user: User, after: str, start: str) -> list[Reply]:
    moderates = user.is_authenticated and user.moderates_discussions
    reads_as = (user.pk,) if user.is_authenticated and not moderates else ()
    places = [place for place in (after, start) if place]
    rows = _a_run(question.pk, *places, *reads_as, moderates=moderates, behind=bool(after), begun=bool(start))
    for row in rows:
        row.question = question
    return rows


@prepared
def _a_run(question: int, *values: str | int, moderates: bool, behind: bool, begun: bool) -> ReplyQuerySet:
    """The replies, and one more that says whether the thread goes on. `values` are paths and the member's id."""
    given = list(values)
    after, start = given.pop(0) if behind else "", given.pop(0) if begun else ""
    reader = Reader(*given, is_authenticated=bool(given) or moderates, moderates_discussions=moderates)
    replies = as_shown(Reply.objects.filter(question=question).read_by(reader).in_reading_order()).after(after)
    return (replies.filter(path__gte=start) if start else replies)[: RUN + 1]


def as_shown(replies: ReplyQuerySet) -> ReplyQuerySet:
    """With all that the drawing of a reply asks for, but for whom it answers, in one query."""
    return replies.with_authors().only(*OF_A_REPLY)


def read_one(replies: ReplyQuerySet, pk: int) -> Reply:
    """A reply that is drawn by itself, with whom it answers; one query."""
    alone = replies.select_related("author", "parent__author").only(*OF_A_REPLY, *(f"parent__{field}" for field in OF_AN_ANSWERED_REPLY))
    return alone.get(pk=pk)


def found_helpful(user: User, replies: list[int]) -> set[int]:
    """One query for a member, none for a visitor."""
    if not (user.is_authenticated and replies):
        return set()
    return set(Helped.objects.filter(member=user, reply__in=replies).values_list("reply_id", flat=True))


def draw(rows: list[Reply], user: User, *, helped: Collection[int] = ()) -> list[Shown]:
    """The replies with their places in nested lists; one query where whoever is named is not among the rows. `helped` are the ids of what the member found helpful.

    A reply is drawn within the nearest of its ancestors that the rows hold, never within another: where a run begins in the middle
    of a branch, or a reply between is not shown, its descendants move out and name whom they answer.
    """
    posts: list[Shown] = []
    naming: list[Shown] = []  # those whose place does not say whom they answer
    above: list[Reply] = []  # the branch from the outermost list down to the reply before
    level = 0
    blocks = blocks_of(user)
    for row in rows:
        while above and not row.path.startswith(above[-1].path):
            above.pop()
        drawn = min(len(above) + 1, DEPTH_DRAWN)
        shown = as_the_reader_sees_it(row, drawn, user, helped=helped, blocks=blocks)
        if posts and drawn > level:
            shown.opens = posts[-1].holds = True
        elif posts:
            posts[-1].closes = level - drawn
        is_within_its_parent = drawn == len(above) + 1 and bool(above) and above[-1].pk == row.parent_id
        if row.parent_id and not is_within_its_parent:
            naming.append(shown)
        above.append(row)
        posts.append(shown)
        level = drawn
    if posts:
        posts[-1].closes = level - 1  # the outermost list is the template's own
    name_whom_they_answer(naming, rows)
    return posts


def as_the_reader_sees_it(row: Reply, level: int, user: User, *, helped: Collection[int], blocks: Collection[tuple[int, str]]) -> Shown:
    """`blocks` are the reader's: blocking/blocks.py."""
    shown = Shown(row, level, helped_by_me=row.pk in helped, is_stub=is_stub(row, user), hides_my_name=bool(row.alias) and row.author_id == user.pk)
    shown.is_blocked = bool(blocks) and (row.author_id, row.alias) in blocks
    return shown


def name_whom_they_answer(posts: list[Shown], rows: list[Reply]) -> None:
    """Most are among the rows; to join each reply with the one it answers would cost every page what few need."""
    known = {row.pk: row for row in rows} | {post.reply.parent_id: post.reply.parent for post in posts if Reply.parent.is_cached(post.reply)}
    elsewhere = sorted({post.reply.parent_id for post in posts} - known.keys())
    if elsewhere:
        known |= {reply.pk: reply for reply in _answered(*elsewhere)}
    for post in posts:
        post.reply.parent = known[post.reply.parent_id]
        post.answers = post.reply.parent if post.reply.parent.is_visible else None


@prepared
def _answered(*replies: int) -> ReplyQuerySet:
    return Reply.objects.filter(pk__in=replies).select_related("author").only(*OF_AN_ANSWERED_REPLY)


def tell_apart(posts: Iterable[Shown]) -> None:
    """Two replies of one writer have acts of the same names; those of the second say its number."""
    first: dict[tuple[int, str], int] = {}
    for post in posts:
        reply = post.reply
        if first.setdefault((reply.author_id, reply.alias), reply.pk) != reply.pk:
            # Translators: stands after "Ben’s reply"
            post.which = _(", number %d") % reply.number


def mark_new(posts: list[Shown], reader: User, *, behind: int) -> list[Shown]:
    """Marks the replies of others that were added behind a number, and gives them."""
    for post in posts:
        post.is_new = post.reply.number > behind and post.reply.author_id != reader.pk and post.reply.is_visible
    return [post for post in posts if post.is_new]


def is_stub(reply: Reply, user: User) -> bool:
    """A removed reply keeps its place when others answered it; its words are not shown, but to staff and its author."""
    if reply.state in (PostState.WITHDRAWN, PostState.ELSEWHERE):
        return True
    if reply.state != PostState.HIDDEN:
        return False
    return not (user.is_authenticated and (reply.author_id == user.pk or user.moderates_discussions))


def where_to_start(reply: Reply, *, last_number: int) -> tuple[str, int]:
    """The path from which a run shows this reply in its place: its branch's first reply, or itself in a very long branch; and how many stand before it there.

    One query; none where no more can stand there than were written since its branch began, up to the `last_number` of the thread.
    """
    top = reply.path[:STEP]
    if reply.path == top:
        return top, 0
    since = max(last_number, reply.number) - int(top)
    if since < RUN - 5:
        return top, since
    between = Reply.objects.filter(question_id=reply.question_id, path__gte=top, path__lt=reply.path)[:RUN].count()
    return (top, between) if between < RUN - 5 else (reply.path, 0)
