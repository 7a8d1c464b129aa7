"""The figures as a table, each beside its bar, for the screen and for a file that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from django.conf import settings
from django.db import connection

from benchmarks import machine
from benchmarks.dataset import Size
from benchmarks.measuring import Cost

RESULTS = settings.BASE_DIR / "benchmarks" / "results"
PACKAGES = ("django", "wagtail", "gunicorn", "psycopg")


@dataclass(frozen=True)
class Held:
    """A figure and the bar it is held to: at most so much."""

    what: str
    value: float
    bar: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return round(self.value, 2) <= self.bar

    def row(self) -> list[str]:
        return [self.what, f"{self.value:.4g}{self.unit}", f"≤ {self.bar:g}{self.unit}", "met" if self.is_met else "MISSED"]


def bars_of(cost: Cost) -> list[Held]:
    held = []
    if cost.page.cpu is not None:
        held.append(Held(f"{cost.page.name}: CPU", cost.cpu, cost.page.cpu, " ms"))
    if cost.page.sql is not None:
        held.append(Held(f"{cost.page.name}: SQL", cost.sql, cost.page.sql))
    return held


def table_of_costs(costs: list[Cost]) -> list[list[str]]:
    lean = next((cost.cpu for cost in costs if cost.page.name == "lean"), 0)
    head = ["page", "CPU ms: app + database", "× lean", "SQL", "p50 ms", "p95 ms", "bytes", "gzip"]
    return [head, *(_row(cost, lean) for cost in costs)]


def _row(cost: Cost, lean: float) -> list[str]:
    times = f"{cost.cpu / lean:.2f}" if lean else ""
    return [cost.page.name, f"{cost.cpu:.1f}: {cost.app:.1f} + {cost.database:.1f}", times, str(cost.sql), f"{cost.p50:.1f}", f"{cost.p95:.1f}", f"{cost.size:,}", f"{cost.packed:,}"]


def table_of_bars(bars: list[Held]) -> list[list[str]]:
    return [["held to", "measured", "bar", ""], *(bar.row() for bar in bars)]


def as_text(table: list[list[str]]) -> str:
    """Markdown that can be read as it is: columns stand under each other."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in table]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def circumstances(size: Size, *, requests: int, rounds: int) -> str:
    facts = [
        ("Measured on", date.today().isoformat()),
        *machine.describe(),
        ("Database", database_in_words()),
        *((package.capitalize(), version(package)) for package in PACKAGES),
        ("Data set", f"{size.members:,} members, {size.questions:,} questions, {size.replies:,} replies, the longest thread {size.longest:,}"),
        ("Counted", f"{rounds} rounds of {requests} requests a page, the median of the rounds; gunicorn with two workers, DEBUG off"),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def database_in_words() -> str:
    if connection.vendor == "sqlite":
        return "SQLite (its work is counted with the application's)"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        number = cursor.fetchone()[0].split()[0]
        cursor.execute("SHOW fsync")
        return f"PostgreSQL {number}, fsync {cursor.fetchone()[0]}"
