"""Reads everything that can be searched again."""

from collections.abc import Callable
from time import monotonic

from django.core.management import BaseCommand, CommandError

from guide.search.writing import index_all


class Command(BaseCommand):
    help = "Reads everything that can be searched again. The search works meanwhile; a run that is stopped goes on where it was."
    requires_system_checks = []

    def handle(self, *, verbosity: int, **options) -> None:
        self.shows = verbosity > 0 and self.stderr.isatty()
        left_out = index_all(told=self.progress)
        if verbosity:
            self.stdout.write("Everything was read.")
        if left_out:
            raise CommandError(f"{left_out} could not be read; the log of the worker says why.")

    def progress(self, what: str, how_many: int) -> Callable[[int], None]:
        """One line on the terminal that is written over, a few times a second."""
        state = {"done": 0, "shown": 0.0}

        def told(more: int) -> None:
            state["done"] += more
            over = state["done"] >= how_many
            if self.shows and (over or monotonic() - state["shown"] > 0.3):
                state["shown"] = monotonic()
                self.stderr.write(f"\r{what}: {state['done']} of {how_many}", style_func=str, ending="\n" if over else "")
                self.stderr.flush()

        return told
