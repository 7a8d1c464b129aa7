"""The starter guide in our own words, so that a new site is never empty."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from guide.importing.redirects import point_old_addresses_here
from guide.loading import Outcome, load_starter
from guide.starter import StarterTextError, read_demonstration, read_starter
from guide.starter.reading import StarterPage


class Command(BaseCommand):
    help = "Puts the starter guide into pages. Run again, it changes nothing that staff have edited."
    requires_system_checks = []  # a second run takes a second; `manage.py check` looks at the settings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-demonstration", action="store_true", help="and the invented stories; never on a public site")

    def handle(self, *, with_demonstration: bool, verbosity: int, **options) -> None:
        if with_demonstration and not settings.DEMONSTRATION_ALLOWED:
            raise CommandError("Invented stories do not belong on a public site. Leave out --with-demonstration.")
        pages = self.read(with_demonstration)
        progress = Progress(self.stdout, len(pages)) if verbosity and self.stdout.isatty() else None
        outcomes = load_starter(pages, told=progress or (lambda page, outcome: None))
        point_old_addresses_here()
        if verbosity:
            self.stdout.write(summary(outcomes))

    def read(self, with_demonstration: bool) -> list[StarterPage]:
        try:
            stories = read_demonstration().stories if with_demonstration else []
            return [*read_starter().pages, *stories]
        except StarterTextError as sentence:
            raise CommandError(str(sentence)) from sentence


class Progress:
    """One line that is written over."""

    def __init__(self, stdout, total: int) -> None:
        self.stdout, self.total, self.done = stdout, total, 0

    def __call__(self, page: StarterPage, outcome: Outcome) -> None:
        self.done += 1
        self.stdout.write(f"\r{self.done} of {self.total}  /{page.path:<70.70}", ending="")
        if self.done == self.total:
            self.stdout.write("\r" + " " * 90 + "\r", ending="")
        self.stdout.flush()


def summary(outcomes: dict[Outcome, int]) -> str:
    kept = outcomes[Outcome.KEPT]
    sentence = f"The starter guide has {sum(outcomes.values())} pages: {outcomes[Outcome.ADDED]} added, {outcomes[Outcome.UPDATED]} brought up to date, {outcomes[Outcome.SAME]} as they were."
    return sentence + (f" {kept} left as staff or an import made them." if kept else "")
