from django.core.management.base import BaseCommand

from accounts.own_data.leaving import erase_again


class Command(BaseCommand):
    help = "After a restore: erases again who was erased since the backup was made. The list is in the private store, not in the database."

    def handle(self, **options) -> None:
        self.stdout.write(f"{erase_again()} people erased again.")
