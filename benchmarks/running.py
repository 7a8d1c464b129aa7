"""One run: the database, the site, the pages, the posts, the report."""

from __future__ import annotations

import cProfile
import os
import pstats
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import fields
from random import Random

from django.test import Client

from benchmarks.databases import a_database
from benchmarks.measuring import Cost, measure
from benchmarks.pages import Page, a_member, pages, signed_in
from benchmarks.posting import AT_ONCE, OF_ONE_PERSON, Posting, people_who_post, post_a_reply, post_lean, post_one_row, post_to, statements_of_a_post, wrong_counts
from benchmarks.report import RESULTS, Held, as_text, bars_of, circumstances, table_of_bars, table_of_costs
from benchmarks.serving import Site, a_site, put_files_in_place
from benchmarks.sizes import Size
from benchmarks.words import Words
from forum.discussions.models import Question

LONG_THREAD, GROWTH, POSTING, POSTING_SQL, MEMORY = 1.15, 1.2, 2.5, 15, 280  # the bars
ALWAYS = ("hello", "lean")


def run(options: Namespace) -> None:
    size = Size(**{number.name: getattr(options, number.name) for number in fields(Size)})
    requests, rounds = (30, 2) if options.quick else (100, 5)
    address = os.environ.get("DATABASE_URL", "")
    if options.profile:
        with a_database(address, size):
            profile(options.profile)
        return
    put_files_in_place()
    smaller: list[Cost] = []
    if options.growth:
        with a_database(address, size.tenth()) as url, a_site(url) as site:
            smaller = measure(_chosen(options.only), site, requests=requests, rounds=rounds)
    with a_database(address, size) as url, a_site(url) as site:
        costs = measure(_chosen(options.only), site, requests=requests, rounds=rounds)
        postings, posting_bars = ([], []) if options.only else post(site, posts=80 if options.quick else 400)
        bars = [*(bar for cost in costs for bar in bars_of(cost)), *long_thread(costs), *growth(smaller, costs), *posting_bars]
        bars.append(Held("memory of master and two workers", site.memory(), MEMORY, " MB"))
        told = report(circumstances(size, requests=requests, rounds=rounds), costs, postings, bars)
    print(told)
    if options.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{options.write}.md").write_text(f"# Measured: {options.write}\n\n{told}")


def _chosen(only: str | None) -> Iterator[Page]:
    return (page for page in pages() if not only or page.name in ALWAYS or only in page.name)


def long_thread(costs: list[Cost]) -> list[Held]:
    """Pages of the longest thread beside the page of 20 replies: both draw the same number of posts."""
    by_name = {cost.page.name: cost for cost in costs}
    twenty = by_name.get("question, visitor")
    runs = [cost for cost in costs if cost.page.name.startswith("longest thread")]
    return [Held(f"{cost.page.name}: CPU × the page of 20", cost.cpu / twenty.cpu, LONG_THREAD) for cost in runs] if twenty else []


def growth(smaller: list[Cost], costs: list[Cost]) -> list[Held]:
    before = {cost.page.name: cost.cpu for cost in smaller}
    return [Held(f"{cost.page.name}: CPU at 10 × the posts", cost.cpu / before[cost.page.name], GROWTH, " ×") for cost in costs if before.get(cost.page.name)]


def post(site: Site, *, posts: int) -> tuple[list[Posting], list[Held]]:
    """Eight people at once, first on the lean view, then on many questions, then all on one."""
    words = Words(Random(2))
    people = people_who_post(site, max(AT_ONCE, 3 * posts // OF_ONE_PERSON))
    third = len(people) // 3
    many = list(Question.objects.visible().filter(reply_count__gt=0).order_by("-pk")[:200])
    one = many[:1]
    post_lean(site, people, many, words, posts=2 * AT_ONCE)
    lean, lean_one = post_lean(site, people, many, words, posts=posts), post_lean(site, people, one, words, posts=posts // 2)
    done = [
        post_one_row(site, people, many, words, posts=posts),
        lean,
        lean_one,
        post_to("reply, 8 at once, many questions", site, people[: third * 2], many, words, posts=posts),
        post_to("reply, 8 at once, one question", site, people[third * 2 :], one, words, posts=posts // 2),
    ]
    asking, with_transactions = statements_of_a_post(people[-1].cookies, words)
    wrong = wrong_counts(many)
    bars = [
        Held(f"a reply: SQL (with BEGIN, SAVEPOINT, COMMIT: {with_transactions})", asking, POSTING_SQL),
        Held("replies to many questions: p95 × lean", done[3].p95 / lean.p95, POSTING),
        Held("replies to one question: p95 × lean", done[4].p95 / lean_one.p95, POSTING),
        Held("posts refused or failed", sum(sum(one.refused.values()) for one in done), 0),
        Held("counts that are wrong afterwards", len(wrong), 0),
    ]
    for sentence in [*wrong, *(f"{one.name}: {dict(one.refused)}" for one in done if one.refused)]:
        print(sentence)
    return done, bars


def report(under: str, costs: list[Cost], postings: list[Posting], bars: list[Held]) -> str:
    parts = [under, as_text(table_of_costs(costs))]
    if postings:
        head = ["posting", "p50 ms", "p95 ms", "CPU ms"]
        parts.append(as_text([head, *([one.name, f"{one.p50:.1f}", f"{one.p95:.1f}", f"{one.cpu:.1f}"] for one in postings)]))
    return "\n\n".join([*parts, as_text(table_of_bars(bars))]) + "\n"


def profile(words: str) -> None:
    for page in pages():
        if words in page.name:
            client = Client()
            client.cookies.load(page.cookies)
            _profile(page.name, lambda number, page=page, client=client: client.get(page.address(number)))
    if words in "posting a reply":
        member, text = signed_in(a_member()), Words(Random(2))
        _profile("posting a reply", lambda number: post_a_reply(member, text))


def _profile(name: str, ask: Callable[[int], object]) -> None:
    for number in range(3):
        ask(number)
    profiler = cProfile.Profile()
    for number in range(3, 33):
        profiler.runcall(ask, number)
    print(f"\n{name}, 30 times")
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
