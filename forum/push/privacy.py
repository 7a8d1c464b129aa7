"""What this room holds about a person: the devices they want notices on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by, not_copied
from forum.push.models import Device, Pushed


def say_what_we_hold() -> None:
    """Called once the models are there."""
    shows = {"name": _("Device"), "added_at": _("Since"), "reached_at": _("Last used"), "endpoint": _("Address at its push service")}
    copied(Part("devices", _("Devices you get notices on"), Device, ("person",), shows, leave_out=("session", "public_key", "secret")))
    not_copied(push_pushed_person="How far notices were handed to their devices; the notices are in the copy.")
    erased_by(forget_devices)


def forget_devices(person: User, choices: Choices) -> None:
    Device.objects.filter(person=person).delete()
    Pushed.objects.filter(person=person).delete()
