"""Lets somebody in again who lost their phone, their passkeys and their recovery codes."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import ADMINISTRATORS, User, normal_address
from accounts.security.resetting import reset


class Command(BaseCommand):
    help = "Takes passkeys, second step, recovery codes and password of a person away. They come in by a code in the mail, and are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of the person")
        parser.add_argument("--by", required=True, help="your own address: an administrator's")
        parser.add_argument("--reason", required=True, help="why, and how you made sure who it is; kept, and sent to the person")

    def handle(self, *, email: str, by: str, reason: str, **options) -> None:
        person, administrator = self._who(email), self._who(by)
        if ADMINISTRATORS not in administrator.staff_groups:
            raise CommandError(f"{by} is no administrator.")
        if not reason.strip():
            raise CommandError("Say why, and how you made sure who it is.")
        reset(person, by=administrator, reason=" ".join(reason.split()))
        self.stdout.write(f"{person.email} can come in by a code in the mail and has a letter about it.")

    def _who(self, email: str) -> User:
        person = User.objects.filter(email=normal_address(email), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody with an open account has the address {email}.")
        return person
