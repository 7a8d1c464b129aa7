"""Letters: how quickly a reply reaches ten thousand followers with two workers, what becomes of it when workers are killed, and the morning's digests.

Real workers (`manage.py worker`) send to a mail server of the run's own (sink.py), which counts by Message-ID. The hours that people wait for
letters are set to nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from benchmarks import machine
from benchmarks.databases import a_database
from benchmarks.progress import a_bar
from benchmarks.report import RESULTS, Held, as_text, database_in_words, table_of_bars
from benchmarks.serving import process_over_the_database
from benchmarks.sizes import Size
from forum.discussions import actions
from forum.discussions.models import Question
from forum.letters.models import DigestRound, Follow, Happening, Letter, Notice

WORKERS, KILLS = 2, 3
A_SECOND = {"sqlite": 50, "postgresql": 200}  # letters; the bars
DIGESTS_FOR_TEN_THOUSAND = 300  # seconds
POSTS = 20
PATIENCE = 3_600  # seconds for one round
BODY = "<p>We tried it for six weeks with the district’s own buses, and then with parents. " + "What worked was a list that hangs in the hall. " * 8 + "</p>"


@dataclass
class Round:
    """What one happening became: letters by their Message-ID, when each came, and what was used for them."""

    name: str
    wanted: set[str]
    came: Counter = field(default_factory=Counter)
    took: float = 0  # seconds from the first to the last
    waited: float = 0  # seconds from the cause to the last
    workers: float = 0  # milliseconds of processor time a letter
    database: float = 0
    sink: float = 0
    kills: int = 0

    @property
    def a_second(self) -> float:
        return (self.came.total() - 1) / self.took if self.took else 0

    @property
    def repeated(self) -> int:
        return self.came.total() - len(self.came)

    @property
    def missing(self) -> int:
        return len(self.wanted - set(self.came))

    def row(self) -> list[str]:
        parts = [f"{part:.1f}" for part in (self.workers, self.database, self.sink)]
        return [self.name, f"{len(self.wanted):,}", f"{self.took:.1f}", f"{self.waited:.1f}", f"{self.a_second:.0f}", *parts, str(self.missing), str(self.repeated)]


HEAD = ["what", "letters", "first to last, s", "cause to last, s", "a second", "workers, ms a letter", "database", "sink", "missing", "repeated"]


def run(options: Namespace) -> None:
    followers = options.followers
    size = Size(members=followers + 10, questions=10, replies=20, longest=10, seed=options.seed)
    with a_database(os.environ.get("DATABASE_URL", ""), size) as url, a_sink() as sink:
        answers_to = _a_question_with(followers)
        posting = _posting(answers_to)
        with workers(url, sink) as office:
            rounds = [_reply(office, answers_to, "a reply"), _reply(office, answers_to, f"a reply, {KILLS} kills", kills=KILLS)]
        rounds.append(_digests(url, sink, answers_to))
        told = _report(followers, posting, rounds)
    print(told)
    if options.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{options.write}.md").write_text(f"# Letters: {options.write}\n\n{told}")


def _a_question_with(followers: int) -> Question:
    """Followed at once by so many members, who read in the site's own time zone and came lately."""
    question = Question.objects.visible().order_by("pk")[0]
    people = list(User.objects.filter(is_demonstration=True, email__endswith=".invalid").exclude(pk=question.author_id).order_by("-pk")[:followers])
    Follow.objects.filter(kind="question", key=str(question.pk)).delete()
    Follow.objects.bulk_create((Follow(person=one, kind="question", key=str(question.pk), pace="at_once") for one in people), batch_size=1_000)
    User.objects.update(last_login=timezone.now(), time_zone="")
    return question


# ---------------------------------------------------------------- posting


def _posting(followed: Question) -> tuple[list[Held], list[str]]:
    """Beside a question that nobody follows: the request writes one row, however many are told of it later."""
    other = Question.objects.visible().exclude(pk=followed.pk).order_by("pk")[0]
    Follow.objects.filter(kind="question", key=str(other.pk)).delete()
    lonely, loud = _post(other), _post(followed)
    _forget_what_happened()
    bars = [Held("posting: more statements than where nobody follows", loud[0] - lonely[0], 0), Held("posting: milliseconds, beside those where nobody follows", loud[1] / lonely[1], 1.3, " ×")]
    return bars, [f"{loud[0]} statements and {loud[1]:.1f} ms in the room’s own action, {lonely[0]} and {lonely[1]:.1f} ms where nobody follows"]


def _post(question: Question) -> tuple[int, float]:
    """Statements, and the median of milliseconds."""
    by = User.objects.filter(is_demonstration=True).exclude(pk=question.author_id).order_by("pk")[0]
    times = []
    for _turn in range(POSTS):
        begun = time.perf_counter()
        actions.reply(by=by, question=Question.objects.get(pk=question.pk), body=BODY)
        times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as asked:
        actions.reply(by=by, question=Question.objects.get(pk=question.pk), body=BODY)
    return len(asked), median(times)


def _forget_what_happened() -> None:
    Happening.objects.filter(told_at=None).update(told_at=timezone.now())
    Letter.objects.all().delete()
    Notice.objects.all().delete()


# ---------------------------------------------------------------- letters


def _reply(office: Office, question: Question, name: str, *, kills: int = 0) -> Round:
    """To all who follow the question. With `kills`, a worker is killed each time another part has come, and one more is started."""
    before = set(Letter.objects.values_list("pk", flat=True))
    by = User.objects.get(pk=question.author_id)
    expected = Follow.objects.filter(kind="question", key=str(question.pk)).exclude(person=by).count()
    counting = Counting(office, name, expected, kills=kills)
    actions.reply(by=by, question=Question.objects.get(pk=question.pk), body=BODY)
    return counting.until_all_came(lambda: Letter.objects.exclude(pk__in=before) if len(before) < 100 else Letter.objects.filter(pk__gt=max(before)))


def _digests(url: str, sink: Sink, question: Question) -> Round:
    """A Friday's, for members for whom one reply waits. The round is begun by hand: nobody waits for Friday."""
    Follow.objects.filter(kind="question", key=str(question.pk)).update(pace="weekly")
    with workers(url, sink):
        actions.reply(by=User.objects.get(pk=question.author_id), question=Question.objects.get(pk=question.pk), body=BODY)
        expected = Follow.objects.filter(kind="question", key=str(question.pk)).exclude(person=question.author_id).count()
        _wait(lambda: Notice.objects.filter(pace="weekly", mailed_at=None).count() >= expected)
    last = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    DigestRound.objects.all().delete()
    now = timezone.localtime()
    with workers(url, sink) as office:
        counting = Counting(office, "digests", expected)
        DigestRound.objects.update_or_create(zone=timezone.get_default_timezone_name(), on=now.date(), defaults={"weekly": True, "done_at": None, "person_to": 0, "members_done": False})
        return counting.until_all_came(lambda: Letter.objects.filter(pk__gt=last, kind="digest"))


class Counting:
    """From the cause to the last letter."""

    def __init__(self, office: Office, name: str, expected: int, *, kills: int = 0) -> None:
        self.office, self.name, self.expected, self.kills = office, name, expected, kills
        self.begun, self.lines, self.before = time.monotonic(), len(office.sink.lines()), office.cpu()

    def until_all_came(self, letters: Callable) -> Round:
        told, seen, killed = a_bar(self.name, self.expected), 0, 0
        ends_at = time.monotonic() + PATIENCE
        while not self._is_over(letters, seen):
            time.sleep(0.2)
            now = len(self.office.sink.lines()) - self.lines
            if now > seen:
                told(now - seen)
            seen = now
            if killed < self.kills and seen > self.expected * (killed + 1) / (self.kills + 1):
                self.office.kill_one()
                killed += 1
            if time.monotonic() > ends_at:
                sys.exit(f"{self.name}: after {PATIENCE} seconds {seen} of {self.expected} letters came.\n{self.office.last_words()}")
        after = self.office.cpu()
        lines = self.office.sink.lines()[self.lines :]
        moments, ids = [float(moment) for moment, _id in lines], Counter(name for _moment, name in lines)
        wanted = set(letters().exclude(state="dropped").values_list("message_id", flat=True))
        used = [(later - earlier) / max(len(lines), 1) for earlier, later in zip(self.before, after, strict=True)]
        return Round(self.name, wanted, ids, max(moments) - min(moments), max(moments) - self.begun, *used, kills=killed)

    def _is_over(self, letters: Callable, seen: int) -> bool:
        return seen >= self.expected and letters().count() >= self.expected and not letters().filter(state="due").exists()


@dataclass
class Sink:
    process: subprocess.Popen
    path: object

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.path.read_text().split("\n")[1:] if " " in line]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.path.read_text().split()[0]}"


@contextmanager
def a_sink() -> Iterator[Sink]:
    settings.BENCHMARK_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.BENCHMARK_DIR / "letters.txt"
    path.write_text("")
    sink = Sink(subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(path)], cwd=settings.BASE_DIR), path)
    try:
        _wait(lambda: path.read_text())
        yield sink
    finally:
        sink.process.terminate()
        sink.process.wait()


class Office:
    """The workers of a run."""

    def __init__(self, url: str, sink: Sink) -> None:
        self.sink, self.used, self.started = sink, 0.0, []
        self.database = process_over_the_database()
        self.environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "EMAIL_URL": sink.url, "PRINT_EDITIONS": "false"}
        self.log = settings.BENCHMARK_DIR / "workers.log"
        self.log.write_text("")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.started.append(subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log))

    def kill_one(self) -> None:
        """With -9; another takes its place."""
        worker = self.started.pop(0)
        self.used += machine.cpu_of_tree(worker.pid)
        worker.kill()
        worker.wait()
        self.start()

    def end(self) -> None:
        for worker in self.started:
            worker.terminate()
        for worker in self.started:
            worker.wait()

    def cpu(self) -> tuple[float, float, float]:
        """Milliseconds so far: workers, database, sink."""
        running = sum(machine.cpu_of_tree(worker.pid) for worker in self.started)
        return self.used + running, machine.cpu_of_tree(self.database) if self.database else 0.0, machine.cpu_of_tree(self.sink.process.pid)

    def last_words(self) -> str:
        return self.log.read_text()[-2_000:]


@contextmanager
def workers(url: str, sink: Sink) -> Iterator[Office]:
    """So many real ones, at rest."""
    office = Office(url, sink)
    for _turn in range(WORKERS):
        office.start()
    try:
        _wait_for_rest(office)
        yield office
    finally:
        office.end()


def _wait_for_rest(office: Office) -> None:
    """Started, and with the first round of chores behind them."""
    before, now = -1_000.0, 0.0
    while now - before > 100 * WORKERS or now < 1_000:
        time.sleep(1)
        before, now = now, office.cpu()[0]


def _wait(true: Callable[[], object]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > ends_at:
            sys.exit("Nothing more happened.")
        time.sleep(0.2)


# ---------------------------------------------------------------- what is said of it


def _report(followers: int, posting: tuple[list[Held], list[str]], rounds: list[Round]) -> str:
    plain, killed, digests = rounds
    bars = [
        *posting[0],
        Held(f"a reply: seconds a letter, two workers ({plain.a_second:.0f} letters a second)", 1 / max(plain.a_second, 0.001), 1 / A_SECOND[connection.vendor]),
        *(Held(f"{one.name}: followers without their letter", one.missing + max(followers - 1 - len(one.wanted), 0), 0) for one in rounds),
        Held("a reply: letters that came twice", plain.repeated, 0),
        Held(f"letters that came twice, {killed.kills} kills", killed.repeated, killed.kills),
        Held("digests: letters that came twice", digests.repeated, 0),
        Held(f"digests: seconds for {len(digests.wanted):,}", digests.waited, DIGESTS_FOR_TEN_THOUSAND * max(followers / 10_000, 1)),
    ]
    return "\n\n".join([_circumstances(posting[1]), as_text([HEAD, *(one.row() for one in rounds)]), as_text(table_of_bars(bars))]) + "\n"


def _circumstances(more: list[str]) -> str:
    facts = [
        ("Measured on", date.today().isoformat()),
        *machine.describe(),
        ("Busy", f"{os.getloadavg()[0]:.1f} processes wanted a core at the end; four of them are ours (two workers, the database, the sink)"),
        ("Database", database_in_words()),
        ("Workers", f"{WORKERS}, with `manage.py worker`; killed with -9 {KILLS} times in the second round, each replaced at once"),
        ("Sink", "aiosmtpd in a process of its own, one connection a worker"),
        ("Processor time", "of all that the workers did meanwhile: telling the followers, their chores, and the start of those that took the place of killed ones"),
        *(("Posting", one) for one in more),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in facts)
