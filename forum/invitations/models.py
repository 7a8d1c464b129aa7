"""One person asks another to come, often to one question or one page."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User

SALT = "invitations"


class Invitation(models.Model):
    """From a member to an address. `kind` and `key` name what it is about (forum/letters/things.py), or are blank."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    address = models.EmailField()
    words = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=36, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    taken_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_up_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["by", "-sent_at"], name="invitations_of_a_member")]
        constraints = [
            models.UniqueConstraint(fields=["by", "address", "kind", "key"], name="invited_once_to_a_thing"),
            # an erased person leaves the moment behind
            models.CheckConstraint(name="who_took_it_up_has_a_time", condition=Q(taken_up_by=None) | Q(taken_up_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def token(self) -> str:
        return signing.Signer(salt=SALT).sign(str(self.pk))

    @classmethod
    def from_token(cls, token: str) -> Invitation | None:
        """None for what is none of ours, and for one that is gone."""
        try:
            pk = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return None
        return cls.objects.select_related("by").filter(pk=pk).first()

    @property
    def is_open(self) -> bool:
        return self.taken_up_at is None and self.by.is_active

    def take_up(self, *, by: User) -> bool:
        """False when somebody did before. One conditional statement: of two windows one is told no."""
        row = Invitation.objects.filter(pk=self.pk, taken_up_at=None)
        return bool(row.update(taken_up_at=Now(), taken_up_by=by))
