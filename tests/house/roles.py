"""The roles there are, and how a row of the table of permissions is written (permissions.py)."""

from __future__ import annotations

from typing import NamedTuple

ROLES = (
    "stranger",
    "newcomer",  # has never posted
    "author",  # wrote the question and the reply that the addresses name
    "member",  # another one, with an approved post
    "silenced",
    "moderator",  # of discussions
    "story_moderator",
    "editor",
    "administrator",
)
SIGN_IN = "sign in"

Answer = int | str


class Row(NamedTuple):
    pattern: str
    method: str
    address: str
    answers: dict[str, Answer]
    words: dict[str, str] = {}

    @property
    def title(self) -> str:
        return f"{self.method} {self.address}"


def everyone(answer: Answer, **different: Answer) -> dict[str, Answer]:
    assert {*different} <= {*ROLES}, "a role that does not exist"
    return dict.fromkeys(ROLES, answer) | different


def members(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Everyone who is signed in; a stranger is asked to."""
    return everyone(answer, stranger=SIGN_IN) | different


def moderators(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Who decides about questions and replies; a stranger is asked to sign in, everyone else is refused."""
    return members(403, moderator=answer, administrator=answer) | different


def readers_of_stories(answer: Answer, **different: Answer) -> dict[str, Answer]:
    """Who reads what members sent: those who decide about stories, and editors of the guide."""
    return members(403, story_moderator=answer, editor=answer, administrator=answer) | different


def get(pattern: str, address: str, answers: dict[str, Answer]) -> Row:
    return Row(pattern, "get", address, answers)


def post(pattern: str, address: str, answers: dict[str, Answer], **words: str) -> Row:
    return Row(pattern, "post", address, answers, words)
