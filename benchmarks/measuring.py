"""What one page costs: processor time of the application and of the database, statements, latency, bytes."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from itertools import count
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import Page
from benchmarks.serving import WORKERS, Site, Visitor

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


def measure(page: Page, site: Site, *, requests: int, rounds: int) -> Cost:
    """The median of some rounds, one request after the other. Raises Broken where the page does."""
    visitor = Visitor(site, page.cookies)
    for _ in range(WARMING):
        answer = _asked(visitor, page)
    spent, waited = [], []
    for _ in range(rounds):
        before = site.cpu()
        waited += [_asked(visitor, page).seconds * 1000 for _ in range(requests)]
        spent.append([(after - at) / requests for at, after in zip(before, site.cpu(), strict=True)])
    app, database = (median(one) for one in zip(*spent, strict=True))
    return Cost(page, app, database, statements(page), median(waited), nth(waited, 95), len(answer.body), len(gzip.compress(answer.body, 6)))


def _asked(visitor: Visitor, page: Page):
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
