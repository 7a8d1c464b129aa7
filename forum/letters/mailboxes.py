"""What is known of an address: that mail to it came back, and when somebody without an account last showed that they read it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    HARD = "hard", _("there is no such mailbox")
    SOFT = "soft", _("the mailbox took nothing for a long time")
    COMPLAINT = "complaint", _("its reader called our mail spam")


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def of(self, address: str) -> MailboxQuerySet:
        return self.filter(address=address.lower())

    def shut(self) -> MailboxQuerySet:
        return self.exclude(shut_at=None)

    def shut_among(self, addresses: Collection[str]) -> dict[str, Mailbox]:
        """Those that get no letters, by address in small letters. One query."""
        return {mailbox.address: mailbox for mailbox in self.shut().filter(address__in={address.lower() for address in addresses})}


class Mailbox(models.Model):
    """One address, in small letters. Whoever has an account has a row only when mail came back. It is shut from `shut_at` on, for the reason `shut_by`."""

    address = models.EmailField(unique=True)
    shut_at = models.DateTimeField(null=True)
    shut_by = models.CharField(max_length=9, choices=Trouble, blank=True)
    words = models.CharField(max_length=300, blank=True)  # of the server that sent it back
    soft = models.PositiveSmallIntegerField(default=0)  # days on which it took nothing
    soft_at = models.DateTimeField(null=True)  # the last of them
    opened_at = models.DateTimeField(null=True)  # its reader said that it works; what came back before counts no more
    seen_at = models.DateTimeField(null=True)  # its reader, who has no account, pressed something

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        constraints = [
            models.CheckConstraint(name="a_mailbox_is_shut_by_something", condition=Q(shut_at=None, shut_by="") | Q(shut_at__isnull=False) & ~Q(shut_by="")),
        ]
        indexes = [models.Index(fields=["-shut_at"], name="mailboxes_shut", condition=Q(shut_at__isnull=False))]

    def __str__(self) -> str:
        return self.address
