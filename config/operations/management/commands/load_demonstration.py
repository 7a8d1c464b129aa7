from django.core.management import BaseCommand, call_command

from config.operations.demonstration import load_demonstration


class Command(BaseCommand):
    help = "Invented people, questions, replies and stories for one's own machine. Again: adds nothing twice."

    def handle(self, *, verbosity: int, **options) -> None:
        call_command("load_starter_guide", with_demonstration=True, verbosity=0)
        people = load_demonstration()
        if verbosity:
            self.stdout.write(f"{people} people are new." if people else "The demonstration people are here already.")
