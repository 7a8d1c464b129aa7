"""The Coalition's saved pages into pages of the guide."""

from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError

from guide.importing.running import find, run


class Command(BaseCommand):
    help = "Reads saved pages of the Coalition's guide (text or HTML; files or folders) into pages. Staff's edits are never written over."
    requires_system_checks = []  # a second run takes a second; `manage.py check` looks at the settings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a saved page, or a folder of them")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *, paths: list[str], dry_run: bool, verbosity: int, **options) -> None:
        found = find(paths)
        if not found.files and len(found.missing) == len(paths):
            raise CommandError("There is no such file or folder: " + ", ".join(found.missing) + ".")
        finished = run(found, dry_run=dry_run, told=Progress(self.stderr) if verbosity and self.stderr.isatty() else lambda *told: None)
        if verbosity:
            self.stdout.write(showable(finished.text, self.stdout))
        if finished.counts["failed"]:
            raise CommandError("Some files could not be written; the report names them. Run the import again.")


def showable(text: str, terminal) -> str:
    """The text with a question mark for what this terminal cannot show."""
    encoding = getattr(terminal, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


class Progress:
    """One line on the terminal that is written over, beside the report and never in it."""

    def __init__(self, terminal) -> None:
        self.terminal = terminal

    def __call__(self, what: str, done: int, total: int) -> None:
        self.terminal.write(showable(f"\r{done} of {total}  {what:<66.66}", self.terminal), style_func=str, ending="")
        if done == total:
            self.terminal.write("\r" + " " * 90 + "\r", style_func=str, ending="")
        self.terminal.flush()
