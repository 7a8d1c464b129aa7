"""Any thread is drawn as nested lists that hold, with every reply under its own ancestors."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.models import User
from forum.discussions.models import DEPTH_DRAWN, DEPTH_STORED, STEP, Question, Reply, path_under
from forum.discussions.places import Place
from forum.discussions.threads import Run, draw
from tests.forum.discussions.trees import Page

ANA = User(pk=1, email="ana@example.org", display_name="Ana Ruiz")
QUESTION = Question(pk=7, title="Who drives?", author=ANA, state="visible", asked_at=timezone.now(), page_id=1, reply_count=1)
STATES = some.sampled_from(["visible"] * 6 + ["hidden", "withdrawn"])


@some.composite
def threads(draw_one) -> list[Reply]:
    """Replies in reading order; each under any one before it or under none."""
    shape = draw_one(some.lists(some.tuples(some.integers(0, 9), STATES), min_size=1, max_size=40))
    made: list[Reply] = []
    for number, (back, state) in enumerate(shape, start=1):
        parent = made[-back] if 0 < back <= len(made) else None
        made.append(Reply(pk=100 + number, number=number, parent=parent, path=path_under(parent, number), author=ANA, question=QUESTION, state=state, replied_at=timezone.now(), child_count=1))
    return sorted(made, key=lambda reply: reply.path)


@some.composite
def runs(draw_one) -> list[Reply]:
    """A stretch of a thread with some replies that this reader is not shown."""
    thread = draw_one(threads())
    start = draw_one(some.integers(0, len(thread) - 1))
    shown = draw_one(some.lists(some.booleans(), min_size=len(thread), max_size=len(thread)))
    return [reply for reply, is_shown in zip(thread[start:], shown) if is_shown] or [thread[start]]


def page_with(rows: list[Reply]) -> Page:
    run = Run(draw(rows, AnonymousUser()), next_path="", is_first=True)
    context = {"question": QUESTION, "run": run, "place": Place("Stage 1", "Stage 1: Begin", "Begin", "/"), "user": AnonymousUser(), "about": ""}
    return Page(render_to_string("forum/question.html", context))


def ancestors(reply: Reply, rows: list[Reply]) -> list[str]:
    """Anchors of the replies above it that are shown, outermost first; by the path, which is how deep ones stand."""
    return [row.anchor for row in rows if row.path != reply.path and reply.path.startswith(row.path)]


@settings(max_examples=60, deadline=None)
@given(runs())
def test_every_run_of_every_thread_is_sound(rows):
    page = page_with(rows)

    assert page.faults == []
    assert list(page.posts) == [row.anchor for row in rows]
    assert page.deepest <= DEPTH_DRAWN


@settings(max_examples=60, deadline=None)
@given(runs())
def test_a_reply_stands_under_its_own_ancestors_only(rows):
    page = page_with(rows)

    for row in rows:
        assert page.posts[row.anchor] == ancestors(row, rows)[: DEPTH_DRAWN - 1]


@settings(max_examples=60, deadline=None)
@given(runs())
def test_whoever_is_answered_is_the_item_around_it_or_is_named(rows):
    shown = {post.reply.pk: post for post in draw(rows, AnonymousUser())}
    page = page_with(rows)

    for row in rows:
        stands_under_it = page.posts[row.anchor][-1:] == ([row.parent.anchor] if row.parent else [])
        is_named = shown[row.pk].answers == row.parent if row.parent else False
        if row.parent is None:
            assert shown[row.pk].answers is None
        elif row.parent.is_visible:
            assert stands_under_it != is_named
        else:
            assert shown[row.pk].answers is None  # whose words were taken away is not named


@settings(max_examples=60, deadline=None)
@given(threads())
def test_paths_sort_in_reading_order(thread):
    """A reply comes after what it answers and before the next one at its parent's level; deep ones beside their parent."""
    place = {reply.number: n for n, reply in enumerate(thread)}
    for reply in thread:
        assert reply.depth <= DEPTH_STORED and len(reply.path) % STEP == 0
        assert reply.path[-STEP:] == f"{reply.number:06}"
        if reply.parent:
            assert place[reply.parent.number] < place[reply.number]
        siblings = [other.number for other in thread if other.path[:-STEP] == reply.path[:-STEP]]
        assert siblings == sorted(siblings)


def test_a_faulty_page_is_found():
    assert Page("<ol><li><p>a</li></ol>").faults == ["</li> closes <p> at (1, 12)"]
    assert Page("<ol><ol></ol></ol><li></li>").faults == ["<ol> stands in <ol>", "<li> stands in <>"]
    assert Page('<p id="a"><b id="a">').faults == ["<p> is never closed", "<b> is never closed", "a is the id of 2"]
