"""A key for notices on devices."""

from django.core.management import BaseCommand

from forum.push.keys import new_private_key


class Command(BaseCommand):
    help = "Prints a line for the settings. Made once: with another key every device has to be switched on again."
    requires_system_checks = []  # the key that is there may be why one asks

    def handle(self, **options) -> None:
        self.stdout.write(f"WEB_PUSH_PRIVATE_KEY={new_private_key()}")
