"""The measurement: what it says of figures and bars, and that it runs from one end to the other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks import machine
from benchmarks.measuring import Cost, nth, questions_among
from benchmarks.pages import Page
from benchmarks.report import Held, as_text, bars_of, table_of_bars
from benchmarks.running import growth, long_thread
from benchmarks.sizes import Size
from tests.house.sources import ROOT


def a_cost(name: str, cpu: float, *, posts: int = 21, sql: int = 4, bars: tuple[float | None, int | None] = (None, None)) -> Cost:
    return Cost(Page(name, "/", cpu=bars[0], sql=bars[1], posts=posts), app=cpu - 1, database=1, sql=sql, p50=9, p95=12, size=100, packed=10)


def verdicts(bars: list[Held]) -> list[str]:
    return [bar.row()[-1] for bar in bars]


def test_a_page_is_held_to_its_bars():
    assert verdicts(bars_of(a_cost("question", 14.0, sql=7, bars=(14, 6)))) == ["met", "MISSED"]
    assert verdicts(bars_of(a_cost("question", 14.1, sql=6, bars=(14, 6)))) == ["MISSED", "met"]
    assert bars_of(a_cost("questions", 99)) == []


def test_what_opens_and_closes_a_transaction_asks_nothing():
    queries = [{"sql": sql} for sql in ("BEGIN", "SELECT 1", "SAVEPOINT s1", "INSERT INTO x", "RELEASE SAVEPOINT s1", "COMMIT")]

    assert questions_among(queries) == ["SELECT 1", "INSERT INTO x"]


@pytest.mark.parametrize(("percent", "value"), [(50, 51), (95, 96), (100, 100)])
def test_a_percentile_is_one_of_the_values(percent, value):
    assert nth([float(number) for number in range(1, 101)], percent) == value


def test_a_long_thread_is_held_against_the_page_of_20():
    costs = [a_cost("question, visitor", 10), a_cost("longest thread, first page", 11.5), a_cost("longest thread, last page", 11.6)]

    assert verdicts(long_thread(costs)) == ["met", "MISSED"]


def test_growth_is_measured_page_by_page():
    assert verdicts(growth([a_cost("desk", 10), a_cost("questions", 10)], [a_cost("desk", 12), a_cost("questions", 12.1)])) == ["met", "MISSED"]


def test_a_smaller_set_has_a_tenth_of_all():
    assert Size(2_000, 4_000, 60_000, 5_000).tenth() == Size(200, 400, 6_000, 600)


def test_the_tables_stand_under_each_other():
    lines = as_text(table_of_bars([Held("a reply: SQL", 17, 15), Held("memory", 183.94, 280, " MB")])).splitlines()

    assert lines[2:] == ["| a reply: SQL | 17       | ≤ 15     | MISSED |", "| memory       | 183.9 MB | ≤ 280 MB | met    |"]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.skipif(not machine.is_known(), reason="needs /proc")
def test_the_work_of_a_child_counts():
    before = machine.cpu_of_tree(os.getpid())

    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)

    assert machine.cpu_of_tree(os.getpid()) > before


def run(*options: str, **environment: str) -> subprocess.CompletedProcess:
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")} | environment
    return subprocess.run([sys.executable, "-m", "benchmarks", *options], cwd=ROOT, env=env, capture_output=True, text=True)


def test_figures_of_sqlite_are_not_taken_by_mistake():
    said = run()

    assert said.returncode == 1
    assert "The figures are for PostgreSQL" in said.stderr
