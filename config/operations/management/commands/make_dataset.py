from argparse import ArgumentParser
from dataclasses import fields

from django.core.management import BaseCommand, CommandError

from benchmarks.dataset import CannotMake, Size, make_dataset
from benchmarks.progress import a_bar


class Command(BaseCommand):
    help = "A data set for measuring, of any size. Again: adds nothing. Refused where real people are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for number in fields(Size):
            parser.add_argument(f"--{number.name}", type=int, default=number.default)

    def handle(self, *, verbosity: int, **options) -> None:
        size = Size(**{number.name: options[number.name] for number in fields(Size)})
        try:
            made = make_dataset(size, **{"progress": a_bar} if verbosity else {})
        except CannotMake as refused:
            raise CommandError(str(refused)) from refused
        if verbosity:
            self.stdout.write("The data set is made." if made else "This data set is here already.")
