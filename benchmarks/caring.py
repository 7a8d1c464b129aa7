"""What moderators' acts on the longest thread cost: joining it to another, taking that back, dividing it, moving, closing, hiding.

Each act is one transaction and holds the question's row from its beginning to its end, so that its time is the time for which nobody posts there.
"""

from __future__ import annotations

import os
import resource
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import machine
from benchmarks.databases import a_database
from benchmarks.measuring import questions_among
from benchmarks.pages import a_moderator
from benchmarks.report import RESULTS, Held, as_text, database_in_words, table_of_bars
from benchmarks.serving import process_over_the_database
from benchmarks.sizes import Size
from forum.discussions.models import STEP, Question, Reply
from moderation import actions, caring
from moderation.models import Act

A_REQUEST, MEMORY = 2_000, 280  # milliseconds of processor time, MB; the bars
TIMES = 3
WHY = "It is the same question as the other one."


@dataclass(frozen=True)
class Spent:
    """Of one act."""

    app: float  # milliseconds of processor time
    database: float
    held: float  # milliseconds from beginning to end
    statements: int

    @property
    def cpu(self) -> float:
        return self.app + self.database


def run(options: Namespace) -> None:
    size = Size(members=options.members, questions=200, replies=2 * options.longest, longest=options.longest, seed=options.seed)
    with a_database(os.environ.get("DATABASE_URL", ""), size):
        spent = _all_acts(process_over_the_database())
    told = _report(options.longest, spent)
    print(told)
    if options.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{options.write}.md").write_text(f"# Care: {options.write}\n\n{told}")


def _all_acts(database: int) -> dict[str, list[Spent]]:
    moderator, (long, other, third) = a_moderator(), Question.objects.visible().exclude(reply_count=0).order_by("-reply_count")[:3]
    root = _largest_branch(long)
    spent: dict[str, list[Spent]] = {}

    def act(name: str, do: Callable[[], object]) -> object:
        made, cost = _spend(do, database)
        spent.setdefault(name, []).append(cost)
        return made

    for _ in range(TIMES):
        act("moving", lambda: caring.place(by=moderator, question=long, page=other.page, reason=WHY))
        caring.place(by=moderator, question=long, page=third.page, reason=WHY)
        closed = act("closing", lambda: caring.close(by=moderator, question=long, reason=WHY))
        act("opening again, as undoing", lambda: caring.undo(by=moderator, decision=closed))
        joined = act("joining", lambda: caring.join(by=moderator, question=long, to=other, reason=WHY))
        act("separating, as undoing", lambda: caring.undo(by=moderator, decision=joined))
        divided = act("dividing", lambda: caring.divide(by=moderator, reply=Reply.objects.get(pk=root.pk), title="A question of its own", reason=WHY))
        act("putting back, as undoing", lambda: caring.undo(by=moderator, decision=divided))
        hidden = act("hiding", lambda: actions.decide(by=moderator, post=long, act=Act.HID, reason=WHY))
        act("showing again, as undoing", lambda: actions.undo(by=moderator, decision=hidden))
    return spent


def _largest_branch(question: Question) -> Reply:
    """The reply to the question under which the most others hang."""
    roots = Counter(path[:STEP] for path in question.replies.values_list("path", flat=True))
    return question.replies.visible().filter(path__in=[path for path, _under in roots.most_common(20)]).first()


def _spend(do: Callable[[], object], database: int) -> tuple[object, Spent]:
    with CaptureQueriesContext(connection) as asked:
        began, app, of_database = time.perf_counter(), time.process_time(), machine.cpu_of_tree(database) if database else 0.0
        made = do()
        held, app = time.perf_counter() - began, time.process_time() - app
        of_database = (machine.cpu_of_tree(database) if database else 0.0) - of_database
    return made, Spent(app * 1000, of_database, held * 1000, len(questions_among(asked.captured_queries)))


def _report(replies: int, spent: dict[str, list[Spent]]) -> str:
    rows = [["act", "CPU ms: app + database", "held ms", "SQL"]]
    bars = []
    for name, costs in spent.items():
        app, of_database, held, asked = (median(getattr(cost, part) for cost in costs) for part in ("app", "database", "held", "statements"))
        rows.append([name, f"{app + of_database:.0f}: {app:.0f} + {of_database:.0f}", f"{held:.0f}", f"{asked:.0f}"])
        bars.append(Held(f"{name}: CPU", app + of_database, A_REQUEST, " ms"))
    bars.append(Held("memory of the process at its largest", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, MEMORY, " MB"))
    facts = [("Measured on", date.today().isoformat()), *machine.describe(), ("Database", database_in_words()), ("Load", " ".join(f"{part:.2f}" for part in os.getloadavg()))]
    facts += [("Data set", f"a thread of {replies:,} replies"), ("Counted", f"the median of {TIMES}")]
    return "\n\n".join(["\n".join(f"- {name}: {value}" for name, value in facts), as_text(rows), as_text(table_of_bars(bars))]) + "\n"
