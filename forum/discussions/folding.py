"""Long branches fold. All of a page's replies stand in it all the same: what is folded opens in its place, without script too."""

from __future__ import annotations

from collections.abc import Iterator

from forum.discussions.threads import Shown

KEPT = 5  # replies under one that are seen at once, with what hangs under them
LEAST = 3  # for fewer one fold more is not worth a press


def fold(posts: list[Shown], *, asked_for: int | None = None) -> None:
    """Says of posts that a fold begins before them. It stands open where it holds the reply asked for (by number), a new one, or one that waits."""
    for begins, ends in _lists(posts):
        at = next((at for at in range(begins + KEPT, ends) if posts[at].level == posts[begins].level), ends)
        if ends - at >= LEAST:
            posts[at].folds = ends - at
            posts[at].fold_is_open = any(one.is_new or one.reply.is_waiting or one.reply.number == asked_for for one in posts[at:ends])


def _lists(posts: list[Shown]) -> Iterator[tuple[int, int]]:
    """Of each nested list, the place of its first post, and the place behind all that it holds."""
    for begins, first in enumerate(posts):
        if first.opens:
            yield begins, next((at for at in range(begins, len(posts)) if posts[at].level < first.level), len(posts))


def may_be_folded(before: int) -> bool:
    """Of a reply with so many before it in its branch."""
    return before > KEPT
