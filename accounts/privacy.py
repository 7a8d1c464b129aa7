"""What the site holds about a person: copied for them when they ask, erased when they leave.

Each room says its own in its app's `ready`; this room knows none of them. A key to a person that no `Part` copies is listed with the
reason why: tests/accounts/own_data/test_completeness.py looks at every model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import User

Words = str | Promise
Choices = Mapping[str, str]  # what a leaving member chose, by the name of the question
Named = Mapping[object, Words]


def _number_of(person: User) -> object:
    return person.pk


def _as_stored(rows: Sequence[Model], person: User) -> Named:
    return {}


@dataclass(frozen=True)
class Part:
    """Rows of a person. All columns but `leave_out` are copied; `shows` names those that the readable page shows, in order.

    `by` are the keys that make a row theirs (“author”, “submission__author”), as they stand for `whose(person)`. `reads` turns stored
    words into plain ones; `names` gives what codes such as “question:12” are called, asked once for all rows.
    """

    name: str
    title: Words
    model: type[Model]
    by: tuple[str, ...]
    shows: Mapping[str, Words]
    leave_out: Collection[str] = ()
    where: Mapping[str, object] = field(default_factory=dict)
    reads: Callable[[str], str] = str
    whose: Callable[[User], object] = _number_of
    names: Callable[[Sequence[Model], User], Named] = _as_stored


@dataclass(frozen=True)
class Question:
    """Asked of somebody who leaves, as long as `about` names something: what is to become of it."""

    name: str
    label: Words
    options: tuple[tuple[str, Words, Words], ...]  # value, label, hint
    about: Callable[[User], list[str]]


Erase = Callable[[User, Choices], None]
FIRST, THEN, LAST = 1, 2, 3  # what writes letters goes before the outbox is emptied

_parts: dict[str, Part] = {}
_not_copied: dict[str, str] = {}
_questions: dict[str, Question] = {}
_erasers: dict[Erase, int] = {}
_sweepers: list[Callable[[], int]] = []


def copied(*parts: Part) -> None:
    _parts.update({part.name: part for part in parts})


def not_copied(**reasons: str) -> None:
    """`discussions_question_answer_chosen_by="…"`: app, model and key, and why no copy of it is given."""
    _not_copied.update(reasons)


def asked_of_who_leaves(question: Question) -> None:
    _questions[question.name] = question


def erased_by(erase: Erase, *, turn: int = THEN) -> None:
    """`erase(person, choices)` in the one transaction of the erasure; files go after its commit."""
    _erasers[erase] = turn


def swept_by(sweep: Callable[[], int]) -> None:
    """Called every hour: what was a stated exception and is none any more. Says how much went."""
    if sweep not in _sweepers:
        _sweepers.append(sweep)


def parts() -> Iterator[Part]:
    yield from _parts.values()


def reasons() -> Mapping[str, str]:
    return _not_copied


def questions_for(person: User) -> list[tuple[Question, list[str]]]:
    """Those that are about something of theirs, with what."""
    found = ((question, question.about(person)) for question in _questions.values())
    return [(question, what) for question, what in found if what]


def erasers() -> list[Erase]:
    return sorted(_erasers, key=_erasers.__getitem__)


def sweep() -> int:
    return sum(sweep_one() for sweep_one in _sweepers)


def key_name(model: type[Model], key: str) -> str:
    """As `not_copied` spells it."""
    return f"{model._meta.label_lower.replace('.', '_')}_{key}"
