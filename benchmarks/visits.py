"""First visits: what ten pages of the starter guide are to a browser that was never here, on a phone and on a wide screen.

Each page is opened with the processor as it is and with one made slower, as an old laptop's. The site stands on a file of SQLite: no figure
here hangs on the database.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from benchmarks import machine
from benchmarks.browser import Opened, a_browser, first_visit, in_the_middle
from benchmarks.databases import a_guide
from benchmarks.pages import first_visits
from benchmarks.progress import a_bar
from benchmarks.report import RESULTS, Held, as_text, table_of_bars
from benchmarks.serving import Site, a_site, put_files_in_place

WIDTHS = (390, 1280)
SLOWER = 4
FETCHED, REQUESTS, SHIFT = 60_000, 8, 0.02  # the bars; bytes of a question, where no author's picture can be

HEAD = ["page", "width", "bytes", "requests", "shift", "blocking ms", "largest paint ms", f"blocking ms, {SLOWER} × slower", f"largest paint ms, {SLOWER} × slower"]


@dataclass(frozen=True)
class Visit:
    name: str
    width: int
    plain: Opened
    slower: Opened

    def row(self) -> list[str]:
        plain, slower = self.plain, self.slower
        times = [plain.blocking, plain.largest, slower.blocking, slower.largest]
        return [self.name, str(self.width), f"{plain.fetched:,}", str(plain.requests), f"{self.shift:.3f}", *(f"{time:.0f}" for time in times)]

    @property
    def shift(self) -> float:
        return max(self.plain.shift, self.slower.shift)


def run(options: Namespace) -> None:
    rounds = 1 if options.quick else 3
    put_files_in_place()
    with a_guide() as url:
        addresses = first_visits()
        with a_site(url) as site:
            visits = list(visit(site, addresses, rounds=rounds))
    told = "\n\n".join([circumstances(rounds), as_text([HEAD, *(one.row() for one in visits)]), as_text(table_of_bars(bars(visits)))]) + "\n"
    print(told)
    if options.write:
        (RESULTS / f"{options.write}.md").write_text(f"# First visits: {options.write}\n\n{told}")


def visit(site: Site, addresses: dict[str, str], *, rounds: int) -> Iterator[Visit]:
    told = a_bar("pages", len(addresses) * len(WIDTHS))
    with a_browser() as browser:
        for name, path in addresses.items():
            for width in WIDTHS:
                plain, slower = (
                    in_the_middle([first_visit(browser, f"http://localhost:{site.port}{path}", width=width, slower=times) for _ in range(rounds)])
                    for times in (1, SLOWER)
                )
                yield Visit(name, width, plain, slower)
                told(1)


def bars(visits: list[Visit]) -> list[Held]:
    """A question is held to its weight, and each page to lying still."""
    questions = [one for one in visits if one.name == "question"]
    return [
        *(Held(f"{one.name} at {one.width} px: bytes", one.plain.fetched, FETCHED) for one in questions),
        *(Held(f"{one.name} at {one.width} px: requests", one.plain.requests, REQUESTS) for one in questions),
        *(Held(f"{one.name} at {one.width} px: shift", one.shift, SHIFT) for one in visits),
    ]


def circumstances(rounds: int) -> str:
    facts = [
        ("Measured on", date.today().isoformat()),
        *machine.describe(),
        ("Site", f"the starter guide with its invented stories and questions; gunicorn with two workers, DEBUG off, {_storage()}"),
        ("Counted", f"{rounds} visits a page, each with nothing kept, read to the foot; bytes as they come over the line, heads included; the most of bytes, requests and shift, the median of the times"),
        ("Blocking", "what tasks of the page take over 50 ms each"),
        ("Slower", f"the processor {SLOWER} × slower, by Chromium"),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _storage() -> str:
    return settings.STORAGES["staticfiles"]["BACKEND"].rpartition(".")[2]
