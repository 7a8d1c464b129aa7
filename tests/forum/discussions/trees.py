"""Threads of any shape, made in one go, and a reader that is strict about what a page is made of."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from itertools import pairwise

from django.utils import timezone

from accounts.models import User
from forum.discussions.counts import recount
from forum.discussions.models import Question, Reply, path_under

VOID = {"meta", "link", "br", "img", "input", "hr", "use", "source", "wbr"}


def grow(question: Question, size: int, *, by: list[User], seed: int = 1, bushy: bool = False) -> list[Reply]:
    """`size` visible replies under random parents, with true counts; in the order they were written."""
    chance = random.Random(seed)
    made: list[Reply] = []
    for number in range(1, size + 1):
        parent = None if bushy or not made else chance.choice([None, made[-1], made[-1], chance.choice(made)])
        reply = Reply(question=question, author=chance.choice(by), parent=parent, number=number, path=path_under(parent, number))
        reply.body, reply.state, reply.replied_at = f"<p>Words {number}.</p>", "visible", timezone.now()
        made.append(reply)
    for level in _by_level(made):  # a parent needs its number in the database first
        Reply.objects.bulk_create(level)
    children = Counter(reply.parent_id for reply in made if reply.parent_id)
    for reply in made:
        reply.child_count = children[reply.pk]
    Reply.objects.bulk_update(made, ["child_count"], batch_size=500)
    question.last_number = size
    recount(question).save()
    return made


def _by_level(made: list[Reply]) -> Iterable[list[Reply]]:
    level: dict[int, int] = {}
    levels: list[list[Reply]] = []
    for reply in made:
        at = level[reply.number] = level[reply.parent.number] + 1 if reply.parent else 0
        if at == len(levels):
            levels.append([])
        levels[at].append(reply)
    return levels


class Page(HTMLParser):
    """Reads a page as it is written: every element closed where it must be, each id once, and each post under its ancestors."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.posts: dict[str, list[str]] = {}  # anchor of a post → anchors of the posts whose items it stands in, outermost first
        self.deepest = 0
        self._open: list[tuple[str, str]] = []  # element, and for an item of a thread the anchor of its post
        self.feed(source)
        self.close()
        self.faults += [f"<{name}> is never closed" for name, _anchor in self._open]
        self.faults += [f"{name} is the id of {count}" for name, count in self.ids.items() if count > 1]

    def handle_starttag(self, name: str, attrs) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids[given["id"]] += 1
        self._look_at_place(name, given)
        if name not in VOID:
            self._open.append((name, ""))

    def handle_startendtag(self, name: str, attrs) -> None:
        """Of a drawing: closed at once."""
        self._look_at_place(name, dict(attrs))

    def handle_endtag(self, name: str) -> None:
        if name in VOID:
            return
        if not self._open or self._open[-1][0] != name:
            self.faults.append(f"</{name}> closes <{self._open[-1][0] if self._open else ''}> at {self.getpos()}")
            while self._open and self._open[-1][0] != name:
                self._open.pop()
        if self._open:
            self._open.pop()

    def _look_at_place(self, name: str, given: dict[str, str]) -> None:
        inside = self._open[-1][0] if self._open else ""
        if name == "li" and inside not in ("ol", "ul"):
            self.faults.append(f"<li> stands in <{inside}>")
        if inside in ("ol", "ul") and name != "li":
            self.faults.append(f"<{name}> stands in <{inside}>")
        if name == "article" and given.get("id", "").startswith("reply-") and inside == "li":
            self.posts[given["id"]] = [anchor for _name, anchor in self._open if anchor]
            self._open[-1] = ("li", given["id"])
            lists = [around for (around, _anchor), (element, _own) in pairwise(self._open) if element == "ol"]
            self.deepest = max(self.deepest, len(lists) - lists.count("details"))  # a fold is no level of its own
