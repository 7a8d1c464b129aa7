"""What one page costs: processor time of the application and of the database, statements, latency, bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import Page
from benchmarks.serving import WORKERS, Answer, Site, Visitor

NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")  # they ask nothing
WARMING = 10 * WORKERS  # requests before the first that counts: both workers have loaded everything by then

number = count(1)


class Broken(Exception):
    """A page did not answer as it should, so that its figures mean nothing."""


@dataclass
class Cost:
    page: Page
    app: float  # milliseconds of processor time a request
    database: float
    sql: int
    p50: float  # milliseconds until the last byte
    p95: float
    size: int
    packed: int

    @property
    def cpu(self) -> float:
        return self.app + self.database


@dataclass
class Tried:
    """What was seen of a page so far."""

    page: Page
    visitor: Visitor
    last: Answer
    spent: list[tuple[float, float]] = field(default_factory=list)  # a round: application, database
    waited: list[float] = field(default_factory=list)


def measure(pages: Iterable[Page], site: Site, *, requests: int, rounds: int) -> list[Cost]:
    """The median of the rounds. Each round asks for every page, so that a busy moment of the machine falls on all alike."""
    tried = [_warmed(page, Visitor(site, page.cookies)) for page in pages]
    for _ in range(rounds):
        for one in tried:
            _round(one, site, requests)
    return [_cost(one) for one in tried]


def _warmed(page: Page, visitor: Visitor) -> Tried:
    for _ in range(WARMING):
        answer = _asked(visitor, page)
    return Tried(page, visitor, answer)


def _round(one: Tried, site: Site, requests: int) -> None:
    if not one.page.fresh:
        for _ in range(WARMING):  # kept pages grow old between the rounds, in each worker
            _asked(one.visitor, one.page)
    app, database = site.cpu()
    one.waited += [_asked(one.visitor, one.page).seconds * 1000 for _ in range(requests)]
    app_after, database_after = site.cpu()
    one.spent.append(((app_after - app) / requests, (database_after - database) / requests))


def _cost(one: Tried) -> Cost:
    app, database = (median(part) for part in zip(*one.spent, strict=True))
    body = one.last.body
    return Cost(one.page, app, database, statements(one.page), median(one.waited), nth(one.waited, 95), len(body), len(gzip.compress(body, 6)))


def _asked(visitor: Visitor, page: Page) -> Answer:
    answer = visitor.get(page.address(next(number)))
    if answer.status != 200:
        raise Broken(f"{page.name} answered {answer.status}.")
    return answer


def statements(page: Page) -> int:
    """Asked for a third time in this process, so that what is loaded once is loaded."""
    client = Client()
    client.cookies.load(page.cookies)
    for _ in range(2):
        client.get(page.address(next(number)))
    with CaptureQueriesContext(connection) as captured:
        client.get(page.address(next(number)))
    return len(questions_among(captured.captured_queries))


def questions_among(queries: list[dict]) -> list[str]:
    return [query["sql"] for query in queries if not query["sql"].startswith(NOT_COUNTED)]


def nth(values: list[float], percent: int) -> float:
    """The value below which so many of a hundred lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]
