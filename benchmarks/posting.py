"""Posting replies: one at a time, eight at once on many questions, eight at once on one; and whether every count is right after it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.measuring import nth, questions_among
from benchmarks.pages import TOKEN, signed_in
from benchmarks.serving import Site, Visitor
from benchmarks.words import Words
from forum.discussions.counts import recount
from forum.discussions.models import Question, Tally

AT_ONCE = 8
OF_ONE_PERSON = 15  # posts; below the limit of the site


@dataclass
class Posting:
    name: str
    p50: float
    p95: float
    cpu: float
    refused: Counter = field(default_factory=Counter)  # by status


def post_one_row(site: Site, people: list[Visitor], questions: list[Question], words: Words, *, posts: int) -> Posting:
    return _post("one row, 8 at once", site, people, _round(questions, posts, "/benchmarks/lean/%d/row/"), words)


def post_lean(site: Site, people: list[Visitor], questions: list[Question], words: Words, *, posts: int) -> Posting:
    many = "many questions" if len(questions) > 1 else "one question"
    return _post(f"lean reply, 8 at once, {many}", site, people, _round(questions, posts, "/benchmarks/lean/%d/reply/"), words)


def post_to(name: str, site: Site, people: list[Visitor], questions: list[Question], words: Words, *, posts: int) -> Posting:
    return _post(name, site, people, _round(questions, posts, "/questions/%d/reply/"), words)


def _round(questions: list[Question], posts: int, address: str) -> list[str]:
    return [address % question.pk for question in islice(cycle(questions), posts)]


def _post(name: str, site: Site, people: list[Visitor], paths: list[str], words: Words) -> Posting:
    bodies = [words.plain() for _ in paths]
    before = sum(site.cpu())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda person, path, body: person.post(path, _form(body)), cycle(people), paths, bodies))
    spent = (sum(site.cpu()) - before) / len(paths)
    waited = [answer.seconds * 1000 for answer in answers]
    return Posting(name, median(waited), nth(waited, 95), spent, Counter(answer.status for answer in answers if answer.status != 302))


def _form(body: str) -> dict[str, str]:
    return {"body": body, "csrfmiddlewaretoken": TOKEN}


def people_who_post(site: Site, how_many: int) -> list[Visitor]:
    """Approved members, each with a session and an address."""
    members = User.objects.filter(is_demonstration=True).exclude(first_post_approved_at=None).order_by("-pk")[:how_many]
    return [Visitor(site, signed_in(member), f"198.51.{at // 250}.{at % 250 + 1}") for at, member in enumerate(members)]


def statements_of_a_post(cookies: dict[str, str], words: Words, parent: int | None = None) -> tuple[int, int]:
    """Of one reply to a question of another member: those that ask or change something, and all with BEGIN, SAVEPOINT and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        post_a_reply(cookies, words, parent)
    return len(questions_among(captured.captured_queries)), len(captured)


def post_a_reply(cookies: dict[str, str], words: Words, parent: int | None = None) -> None:
    """In this process, without a server."""
    question = _some_question()
    client = Client(enforce_csrf_checks=True)
    client.cookies.load(cookies)
    answer = client.post(f"/questions/{question}/reply/", _form(words.plain()) | ({"to": str(parent)} if parent else {}))
    if answer.status_code != 302:
        raise RuntimeError(f"Posting a reply answered {answer.status_code}.")


@cache
def _some_question() -> int:
    return Question.objects.visible().filter(reply_count__gt=3).order_by("pk").values_list("pk", flat=True)[3]


def wrong_counts(questions: list[Question]) -> list[str]:
    """What the stored counts of these questions, and all tallies together, say wrongly."""
    found = []
    for question in Question.objects.filter(pk__in=[question.pk for question in questions]):
        stored = (question.last_number, question.reply_count, question.replies_by_others, question.standing)
        recount(question)
        counted = (question.replies.count(), question.reply_count, question.replies_by_others, question.standing)
        if stored != counted:
            found.append(f"Question {question.pk} says {stored} and holds {counted}.")
    counted = Counter(Question.objects.visible().values_list("standing", flat=True))
    total = Counter()
    for tally in Tally.objects.filter(passage=""):
        total += Counter(answered=tally.answered, waiting=tally.waiting, talking=tally.questions - tally.answered - tally.waiting)
    return found + ([] if total == counted else [f"The tallies say {dict(total)} and there are {dict(counted)}."])
