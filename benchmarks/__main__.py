"""python -m benchmarks: makes a data set, serves the site, and says what its pages cost, each beside its bar.

On PostgreSQL, in a database made for it beside the one that DATABASE_URL names; `make bench` brings one.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import fields

import django

SMALLER = 10  # what --growth compares with


def main() -> None:
    options = _options()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    if options.visits:
        _visit(options)
        return
    if options.letters:
        _write_letters(options)
        return
    if options.care:
        _care(options)
        return
    if not os.environ.get("DATABASE_URL", "").startswith("postgres") and not options.allow_sqlite:
        sys.exit("The figures are for PostgreSQL: set DATABASE_URL, or run `make bench`. --allow-sqlite measures on SQLite all the same.")
    django.setup()
    from benchmarks.running import run  # models can be loaded from here on only

    run(options)


def _care(options: Namespace) -> None:
    django.setup()
    from benchmarks.caring import run  # as above

    run(options)


def _visit(options: Namespace) -> None:
    os.environ["DATABASE_URL"] = ""  # a file of its own
    django.setup()
    from benchmarks.visits import run  # as above

    run(options)


def _write_letters(options: Namespace) -> None:
    """On the database of DATABASE_URL, or on a file."""
    os.environ |= {"LETTERS_HELD_FOR": "0", "LETTERS_APART": "0", "LETTERS_A_DAY": "1000"}
    django.setup()
    from benchmarks.letters import run  # as above

    run(options)


def _options() -> Namespace:
    from benchmarks.sizes import Size  # knows no model

    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    for number in fields(Size):
        parser.add_argument(f"--{number.name}", type=int, default=number.default)
    parser.add_argument("--only", metavar="WORDS", help="pages whose names hold these words; lean and hello always")
    parser.add_argument("--quick", action="store_true", help="fewer requests: figures for oneself, not for keeping")
    parser.add_argument("--growth", action="store_true", help="also with a tenth of the posts, and the ratio of the two")
    parser.add_argument("--profile", metavar="WORDS", help="where the pages whose names hold these words spend their time, and nothing else")
    parser.add_argument("--visits", action="store_true", help="ten pages as a browser opens them for the first time, and nothing else; needs Chromium, no PostgreSQL")
    parser.add_argument("--letters", action="store_true", help="letters to the followers of one question by real workers, some of them killed; digests; and nothing else")
    parser.add_argument("--care", action="store_true", help="joining, dividing, moving, closing and hiding the longest thread; and nothing else")
    parser.add_argument("--followers", type=int, default=10_000, help="with --letters")
    parser.add_argument("--write", metavar="NAME", help="keep the figures in benchmarks/results/NAME.md")
    parser.add_argument("--allow-sqlite", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
